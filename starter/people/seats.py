"""Seats as people type and read them: `coordinator@partnership`."""

from typing import Any

from domain.actor import Seat
from domain.london import say_day
from domain.people import Role
from domain.policy import Policy
from starter.client.errors import BadInput

ROLES = ", ".join(role.value for role in Role if role is not Role.PROCEDURE)


def seat_values(text: str, policy: Policy, **about: Any) -> dict[str, Any]:  # noqa: ANN401 - the fields of a seat
    """The fields of a seat that is written as role@organisation, with its days and its delegation.

    Raises:
        BadInput: there is no such role, or the directory has no such organisation.
    """
    role, _, organisation = text.partition("@")
    if role not in ROLES.split(", "):
        raise BadInput(f"--seat: should be ROLE@ORGANISATION, as in coordinator@partnership. The roles are {ROLES}.")
    if policy.organisation(organisation) is None:
        known = ", ".join(sorted(each.key for each in policy.organisations))
        raise BadInput(f"--seat: the directory has no such organisation; it has {known}.")
    delegation = {name: about.pop(name) for name in ("given_by", "dated")}
    if role == Role.DELEGATE:
        if not all(delegation.values()):
            raise BadInput("A delegate's seat needs --given-by and --dated: who gave the authority, and its date.")
        about["delegation"] = delegation
    elif any(delegation.values()):
        raise BadInput("--given-by and --dated are for the role delegate alone.")
    return {"role": role, "organisation": organisation, **about}


def say_seat(seat: Seat) -> str:
    """A seat in words: "coordinator@partnership, until Fri 27 Mar 2026"."""
    days = [f"{word} {say_day(day)}" for word, day in (("since", seat.since), ("until", seat.until)) if day is not None]
    given = seat.delegation
    by = [f"by {given.given_by}, {say_day(given.dated)}"] if given else []
    return ", ".join([f"{seat.role.value}@{seat.organisation}", *days, *by])
