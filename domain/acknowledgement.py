"""Stage 2, acknowledgement of each referrer within a local target of working days from receipt."""

from collections.abc import Iterator
from datetime import timedelta

from domain.case import Case
from domain.correspondence import Note
from domain.decisions.referral import Acknowledge
from domain.duty import Owed
from domain.letter import Correspondent
from domain.london import say_day
from domain.refusal import Refusal, RefusalCode

ROOM_FOR_REMINDERS = timedelta(days=31)


def owed(case: Case) -> Iterator[Owed]:
    """One duty a referral. A miss is recorded and escalated and blocks nothing."""
    if not case.referred or case.withdrawn or case.linked:
        return
    rule = case.in_force.rule("acknowledgement")
    for number, received in enumerate(case.referrals, start=1):
        anchor = received.referral.received or case.received
        if anchor is not None:
            # What a linked case brings may bear a date before all that this case's calendar knows.
            day = max(anchor.first_day, case.in_force.calendar.first + ROOM_FOR_REMINDERS)
            yield Owed(
                key=duty_key(number),
                rule=rule,
                title=rule.title if number == 1 else f"{rule.title}, referral {number}",
                anchor_day=day,
                met=received.acknowledged,
            )


def check(case: Case, decision: Acknowledge) -> None:
    """An acknowledgement is given once for each referral."""
    if not case.referred:
        raise Refusal(RefusalCode.WRONG_STAGE, "the Safeguarding Lead has not decided to refer yet")
    if decision.referral > len(case.referrals):
        raise Refusal(RefusalCode.UNKNOWN, f"referral: the case has {len(case.referrals)}, counted from 1")
    if case.referrals[decision.referral - 1].acknowledged:
        raise Refusal(RefusalCode.ALREADY_DECIDED, "this referral has been acknowledged already")


def apply(case: Case, decision: Acknowledge) -> Case:
    """The referral is acknowledged."""
    number = decision.referral - 1
    received = case.referrals[number].model_copy(update={"acknowledged": decision.at})
    return case.having(referrals=(*case.referrals[:number], received, *case.referrals[number + 1 :]))


def duty_key(number: int) -> str:
    """The key of the duty to acknowledge the referral of this number."""
    return f"acknowledgement:{number}"


def about(number: int) -> str:
    """What a letter settles that acknowledges the referral of this number."""
    return f"referral:{number}"


def letters_wanted(case: Case) -> list[Note]:
    """The acknowledgements that have neither been given nor been asked for."""
    if not case.referred or case.withdrawn or case.linked:
        return []
    notes = []
    for number, received in enumerate(case.referrals, start=1):
        when = received.referral.received or case.received
        given = received.acknowledged or received.letter_under_way or case.is_written_about(about(number))
        if when is not None and not given:
            referrer = received.referral.referrer
            to = Correspondent(name=referrer.name, email=referrer.email)
            notes.append(Note("acknowledgement", to, {"received": say_day(when.first_day)}, about=about(number)))
    return notes
