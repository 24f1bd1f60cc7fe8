"""How rows name days and organisations, so that nothing about a person stands in them."""

from datetime import date

from domain.addressee import REFERRER, addressee
from domain.case import Case
from domain.duty import DutyStatus
from domain.letter import Letter


def named_until(case: Case) -> date | None:
    """The London day until which dates that count from the notification can be named, while it is owed."""
    notification = case.duties.get("notification")
    if notification is None or notification.status is not DutyStatus.OPEN or notification.provisional:
        return None
    return notification.due


def known_organisation(case: Case, key: str) -> str | None:
    """The key of an organisation, if it is in the directory: a sender may name anything."""
    return key if case.in_force.policy.organisation(key) else None


def recipient(case: Case, letter: Letter) -> str:
    """The key of the organisation that a letter is for, or the referrer, whichever organisation they are of."""
    found = addressee(case, letter)
    return REFERRER if found.key is None or found.role == REFERRER else found.key
