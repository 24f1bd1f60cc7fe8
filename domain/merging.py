"""Two cases of one incident become one: what the case that ends hands over, and what the surviving one takes.

Decisions stay on the record of the case in which they were taken. Referrals, agencies' summaries and the keyed
hashes by which the incident is recognised go on; whoever has not been acknowledged is acknowledged, once.
"""

from collections.abc import Iterator
from datetime import datetime

from domain import acknowledgement, gathering
from domain.case import Case, ReceivedReferral
from domain.decisions.rapid_review import ReturnSummary
from domain.event import AcknowledgementReported, DuplicateTakenOver, RecordedEvent
from domain.model import Model
from domain.recording import Recording


class LinkedCase(Model):
    """What a linked duplicate hands over; each referral names the case that it opened."""

    from_case: str
    referrals: tuple[ReceivedReferral, ...]
    summaries: tuple[ReturnSummary, ...] = ()
    fingerprints: tuple[str, ...] = ()


def handed_over(case: Case) -> LinkedCase:
    """What this case hands to the one that survives, with what it took over from others before."""
    return LinkedCase(
        from_case=case.reference,
        referrals=tuple(_referrals(case)),
        summaries=tuple(case.summaries.values()),
        fingerprints=case.fingerprints,
    )


def _referrals(case: Case) -> Iterator[ReceivedReferral]:
    waiting = {letter.about for letter in case.outbox.values()}
    for number, received in enumerate(case.referrals, start=1):
        under_way = received.letter_under_way or acknowledgement.about(number) in waiting
        yield received.model_copy(
            update={
                "from_case": received.from_case or case.reference,
                "letter_under_way": received.acknowledged is None and under_way,
            }
        )


def letters_pending(case: Case) -> bool:
    """Whether an acknowledgement of this case is still on its way."""
    numbers = range(1, len(case.referrals) + 1)
    return any(letter.about in map(acknowledgement.about, numbers) for letter in case.outbox.values())


def take_over(case: Case, linked: LinkedCase, now: datetime) -> list[RecordedEvent]:
    """Take over what is new of it, and hear of letters that were under way. The same again changes nothing."""
    step = Recording(case=case, now=now, cause=f"link from {linked.from_case}")
    _take(step, linked)
    for received in linked.referrals:
        _hear(step, received)
    if step.events:
        step.bring_duties_in_line("a linked case was taken over", judge_again=True)
        asked = gathering.agencies(case)
        step.write(gathering.requests(step.case, [each for each in gathering.agencies(step.case) if each not in asked]))
    if case.is_closed:  # nobody else looks for acknowledgements any more
        step.write(acknowledgement.letters_wanted(step.case))
    return step.events


def _take(step: Recording, linked: LinkedCase) -> None:
    known = {step.case.reference, *(received.from_case for received in step.case.referrals)}
    referrals = tuple(received for received in linked.referrals if received.from_case not in known)
    if not referrals:
        return
    step.add(
        DuplicateTakenOver(
            from_case=linked.from_case,
            referrals=referrals,
            summaries=tuple(each for each in linked.summaries if each.agency not in step.case.summaries),
            fingerprints=tuple(each for each in linked.fingerprints if each not in step.case.fingerprints),
        )
    )


def _hear(step: Recording, received: ReceivedReferral) -> None:
    for held in step.case.referrals:
        if held.from_case == received.from_case and held.letter_under_way and not received.letter_under_way:
            source = held.from_case or ""
            step.add(AcknowledgementReported(from_case=source, acknowledged=received.acknowledged))
