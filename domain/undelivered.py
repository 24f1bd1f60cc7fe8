"""The letters that came back and that somebody has still to make up for, by telephone for instance."""

from domain import acknowledgement
from domain.case import Case
from domain.duty import Duty, DutyStatus
from domain.letter import Letter


def undelivered(case: Case) -> list[Letter]:
    """In the order in which they came back.

    One that was about a duty counts until that is no longer owed: the acknowledgement was given otherwise, or what
    the letter reminded of is done. What only tells somebody something stays, for no decision says that they know it.
    """
    return [letter for letter in case.undeliverable.values() if not _is_settled(_duty_of(case, letter))]


def _duty_of(case: Case, letter: Letter) -> Duty | None:
    """The duty that it would have met, or that its ladder watches over."""
    numbers = range(1, len(case.referrals) + 1)
    acknowledges = {acknowledgement.about(number): acknowledgement.duty_key(number) for number in numbers}
    key = letter.about.partition(" ")[0]
    return case.duties.get(acknowledges.get(key, key))


def _is_settled(duty: Duty | None) -> bool:
    return duty is not None and duty.status is not DutyStatus.OPEN
