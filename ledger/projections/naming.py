"""How rows name days and organisations, so that nothing about a person stands in them."""

from datetime import date

from domain.case import Case
from domain.duty import DutyStatus
from domain.letter import Correspondent

REFERRER = "referrer"
"""Whoever got a letter and is not in the directory: those who referred the incident."""


def named_until(case: Case) -> date | None:
    """The London day until which dates that count from the notification can be named, while it is owed."""
    notification = case.duties.get("notification")
    if notification is None or notification.status is not DutyStatus.OPEN or notification.provisional:
        return None
    return notification.due


def known_organisation(case: Case, key: str) -> str | None:
    """The key of an organisation, if it is in the directory: a sender may name anything."""
    return key if case.in_force.policy.organisation(key) else None


def recipient(case: Case, to: Correspondent) -> str:
    """The key of the organisation that a letter went to."""
    found = (each.key for each in case.in_force.policy.organisations if (each.name, each.email) == (to.name, to.email))
    return next(found, REFERRER)
