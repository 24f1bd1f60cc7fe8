"""What the timeline in the Web UI says beside the names of activities: plain words without anything personal.

Organisations and roles are named, people and free text never: a summary ends in the address of a request.
"""

from collections.abc import Iterator, Sequence

from domain.called import names_of
from domain.case import Case
from domain.correspondence import ROLE_WORDS
from domain.decision_words import decision_in_words, say_key
from domain.event import (
    Body,
    CaseClosed,
    CaseOpened,
    DecisionRefused,
    DecisionTaken,
    DuplicateSuspected,
    DuplicateTakenOver,
    LetterSent,
    LetterUndeliverable,
    MalformedReceived,
    RecordDisposed,
    RecordedEvent,
    RungFired,
)
from domain.letter_words import letter_in_words

LONGEST_SUMMARY = 200
"""Characters; Temporal takes summaries of some hundred bytes, and they are sealed."""
TOLD_OF_A_BATCH = 2


def events_in_words(case: Case, events: Sequence[RecordedEvent]) -> str:
    """What a batch of events is about: "No local review (safeguarding partner, The police) · events 51 to 52"."""
    told = [words for event in events for words in _event(case, event.body)]
    letters = sum(isinstance(event.body, LetterSent) for event in events)
    if letters:
        told.append(f"{letters} letters sent" if letters > 1 else "letter sent")
    words = "; ".join(told[:TOLD_OF_A_BATCH] or [say_key(events[0].type)])
    more = "; and more" if len(told) > TOLD_OF_A_BATCH else ""
    number = numbered(events)
    return f"{shortened(words + more, LONGEST_SUMMARY - len(number) - 3)} · {number}"


def numbered(events: Sequence[RecordedEvent]) -> str:
    """Which events of the stream these are: "events 36 to 40"."""
    first, last = events[0].position, events[-1].position
    return f"event {first}" if first == last else f"events {first} to {last}"


def as_whom(case: Case, role: str, organisation: str) -> str:
    """In which role and for which organisation somebody acts, or says that they do."""
    return f"{ROLE_WORDS.get(role, 'an unknown role')}, {_organisation(case, organisation)}"


def shortened(words: str, longest: int = LONGEST_SUMMARY) -> str:
    """A summary as long as it may be, cut between two words."""
    return words if len(words) <= longest else f"{words[: longest - 1].rpartition(' ')[0]} …"


def _organisation(case: Case, key: str) -> str:
    """Its name in the directory. What a sender wrote instead may be anything, and is not shown."""
    found = case.in_force.policy.organisation(key)
    return found.name if found else "an organisation that the directory does not have"


def _event(case: Case, body: Body) -> Iterator[str]:  # noqa: C901 - one line an event
    """What somebody looks for in a case; what follows from it is only counted."""
    match body:
        case CaseOpened(referral=referral):
            yield f"case opened by a referral of {_organisation(case, referral.referrer.organisation)}"
        case DecisionTaken(decision=decision):
            by = decision.by
            yield f"{decision_in_words(decision, names_of(case))} ({as_whom(case, by.role, by.organisation)})"
        case DecisionRefused():
            yield f"refused: {say_key(body.decision)} ({as_whom(case, body.role, body.organisation)})"
        case RungFired(key=key):
            yield f"{body.kind}: {case.duties[key].title}"
        case LetterUndeliverable(key=key):
            yield f"could not be delivered: {letter_in_words(case, case.undeliverable[key])}"
        case DuplicateSuspected(others=others):
            yield f"may be the same incident as {', '.join(others)}"
        case DuplicateTakenOver(from_case=source):
            yield f"taken over from {source}"
        case MalformedReceived():
            yield "something came in that nobody can understand"
        case CaseClosed(outcome=outcome):
            yield f"case closed, {say_key(outcome)}"
        case RecordDisposed():
            yield "the record is destroyed"
