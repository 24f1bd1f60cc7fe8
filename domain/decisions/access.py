"""Who may see a case: what is decided about persons, whatever their seats."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from domain.decisions.decision import Decision
from domain.text import Key


class Access(StrEnum):
    """What somebody may see and do of one case, whatever their seats."""

    EXCLUDED = "excluded"
    ADMITTED = "admitted"
    BY_SEAT = "by_seat"


class ChangeAccess(Decision):
    """Somebody with a conflict of interest is excluded, a reviewer is admitted, or either is ended."""

    title = "Decide who may see the case"
    purpose = "Excludes a person for a conflict of interest, admits one whom no seat lets read it, or ends that."
    verb = "access"
    closed_too = True

    decision: Literal["access"] = "access"
    person: Key = Field(description="id of the person, as cspr people list shows it")
    access: Access
    until: date | None = Field(default=None, description="the last day of it; without it, until it is changed")


class BreakGlass(Decision):
    """Somebody takes the team's place on a case in an emergency: for a day or two, explained, and everybody is told."""

    title = "Break the glass"
    purpose = "In an emergency: reads the case and acts for the team until a day, with the reason told to everybody."
    verb = "break-glass"
    closed_too = True

    decision: Literal["break_glass"] = "break_glass"
    until: date = Field(description="the last day of it, at most two days ahead")
