"""Find every fault of a referral at once, those between fields too.

Pydantic looks at how fields fit together only when each is right by itself. So what is wrong is put aside or
replaced by a stand-in, and the rest is looked at again, until nothing new is found.
"""

import copy
from typing import Any

from pydantic import ValidationError

from domain.referral import Referral
from starter.files.faults import Fault, Place, in_plain_words

ROUNDS = 10

_CHILD = {"name": "stand-in", "date_of_birth": "1900-01-02", "lives_in": "stand-in"}

_STAND_IN: dict[str, Any] = {
    "referrer": {"name": "stand-in", "organisation": "stand-in", "email": "stand-in@organisation.example"},
    "safeguarding_lead": {"name": "stand-in", "refer": False, "reason": "stand-in", "at": "1900-01-02"},
    "children": [_CHILD],
    "incident": {"summary": "stand-in", "area": "stand-in", "abuse_or_neglect": False},
    "received": "1900-01-02",
    "agencies": [],
    "proceedings": [{"kind": "stand-in"}],
}
"""A value for each field that may not be left out; those that may are simply taken out."""


def mended(data: dict[str, Any]) -> tuple[Referral | None, list[Fault]]:
    """The referral with stand-ins for what is wrong, and everything that is wrong.

    Without faults it is the referral as it was given. None when it could not be mended.
    """
    given = copy.deepcopy(data)
    faults: list[Fault] = []
    taken_out: list[Place] = []
    for _ in range(ROUNDS):
        try:
            return Referral.model_validate(given), faults
        except ValidationError as error:
            found = _without_echoes(in_plain_words(error))
        faults += [fault for fault in found if not _is_of_our_making(fault, faults, taken_out)]
        last_first = sorted((fault.place for fault in found), key=str, reverse=True)
        taken_out += [place for place in last_first if not _put_aside(given, place)]
    return None, faults


def _without_echoes(found: list[Fault]) -> list[Fault]:
    """Pydantic counts only the right parts of a list, and calls it too short because of the wrong ones."""
    return [
        fault
        for fault in found
        if fault.kind != "too_short" or not any(other.is_within(fault.place) for other in found if other is not fault)
    ]


def _is_of_our_making(fault: Fault, known: list[Fault], taken_out: list[Place]) -> bool:
    """Whether it has been told already, or comes from what was taken out."""
    told = any(fault.is_within(other.place) for other in known)
    return told or any(Fault(place, "").is_within(fault.place) for place in taken_out)


def _put_aside(given: dict[str, Any], place: Place) -> bool:
    """Replace what stands at the place by its stand-in, or take it out. Returns whether there was a stand-in."""
    parent: Any = given
    stand_in: Any = _STAND_IN
    for part in place[:-1]:
        try:
            parent = parent[part]
        except (KeyError, IndexError, TypeError):
            return True
        stand_in = _within(stand_in, part)
    last = place[-1] if place else None
    value = _within(stand_in, last)
    exists = last in parent if isinstance(parent, dict) else isinstance(last, int) and last < len(parent)
    if value is not None:
        parent[last] = copy.deepcopy(value)
    elif exists:
        del parent[last]
    return value is not None


def _within(stand_in: Any, part: str | int | None) -> Any:  # noqa: ANN401 - any part of the stand-in
    if isinstance(stand_in, dict):
        return stand_in.get(part)
    return stand_in[0] if isinstance(stand_in, list) and stand_in and isinstance(part, int) else None
