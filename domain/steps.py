"""What the procedure does by itself, without anybody's decision: each is a pure step from a state to its events."""

from datetime import datetime

from domain import acknowledgement, closure, rapid_review
from domain.addressee import addressee
from domain.case import Case
from domain.correspondence import Note, to_organisations
from domain.document import Document
from domain.event import (
    CaseClosed,
    DuplicateSuspected,
    LetterSent,
    LetterUndeliverable,
    MalformedReceived,
    RecordedEvent,
)
from domain.london import say_day
from domain.moment import Moment
from domain.recording import Recording

MALFORMED_RECORDED = 20
"""So many malformed signals are recorded one by one; a flood of them only counts."""


def request_acknowledgements(case: Case, now: datetime) -> list[RecordedEvent]:
    """Ask for the acknowledgement of every referral that has none."""
    step = Recording(case=case, now=now, cause="procedure")
    step.write(acknowledgement.letters_wanted(case))
    return step.events


def submit_rapid_review(case: Case, review: Document, now: datetime) -> list[RecordedEvent]:
    """Send the complete rapid review to the Panel."""
    step = Recording(case=case, now=now, cause="procedure")
    step.write(rapid_review.letter_to_panel(case, review))
    return step.events


def suspect_duplicate(case: Case, others: tuple[str, ...], now: datetime) -> list[RecordedEvent]:
    """Other cases share a fingerprint: say which nobody has named yet, and tell the coordinator, who decides."""
    known = {*case.suspected_duplicates, *(received.from_case for received in case.referrals)}
    others = tuple(each for each in others if each not in known)
    if not others or case.is_closed:
        return []
    step = Recording(case=case, now=now, cause="procedure")
    step.add(DuplicateSuspected(others=others))
    values = {"other_references": ", ".join(others)}
    step.write(to_organisations(case.organisations_of("partnership"), "possible_duplicate", values))
    return step.events


def letter_sent(case: Case, key: str, message_id: str, message: Document, now: datetime) -> list[RecordedEvent]:
    """The mail server took the letter; what it settles is settled now."""
    step = Recording(case=case, now=now, cause=f"letter {key}")
    step.add(LetterSent(key=key, message_id=message_id, message=message))
    step.bring_duties_in_line("a letter was sent")
    return step.events


def letter_undeliverable(case: Case, key: str, problem: str, now: datetime) -> list[RecordedEvent]:
    """The mail server refused the letter for good: the coordinator is told, unless it was that very notice."""
    letter = case.outbox[key]
    step = Recording(case=case, now=now, cause=f"letter {key}")
    step.add(LetterUndeliverable(key=key, message=problem))
    if letter.kind != "undeliverable":
        values = {
            "letter": letter.kind.replace("_", " "),
            "organisation": addressee(case, letter).say(),
            "requested": say_day(Moment.at(letter.requested_at).first_day),
            "problem": problem,
        }
        notes: list[Note] = to_organisations(case.organisations_of("partnership"), "undeliverable", values)
        step.write(notes)
    return step.events


def malformed_received(case: Case, name: str, problem: str, count: int, now: datetime) -> list[RecordedEvent]:
    """The `count`th thing that nobody can understand came in: recorded so that staff can see it.

    After the first ones only every twentieth is recorded, with the count: a flood cannot fill the record.
    """
    if count > MALFORMED_RECORDED and count % MALFORMED_RECORDED:
        return []
    step = Recording(case=case, now=now, cause="signal")
    step.add(MalformedReceived(name=name[:100], message=problem[:500], count=count))
    return step.events


def close(case: Case, now: datetime) -> list[RecordedEvent]:
    """Close the case if nothing of it is open."""
    ended = closure.outcome(case)
    if ended is None or case.is_closed:
        return []
    step = Recording(case=case, now=now, cause="procedure")
    step.add(CaseClosed(outcome=ended))
    return step.events
