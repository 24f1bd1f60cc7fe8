"""A proclaimed day comes to the cases: what it would do to one, and how a case takes what was proclaimed without it."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import reduce

from domain.case import Case
from domain.decide import decide
from domain.decisions.dates import ChangeCalendar
from domain.event import DutyRedated, RecordedEvent
from domain.evolve import evolve
from domain.grants import OF_THE_SERVICE
from domain.model import Model
from domain.refusal import Refusal, RefusalCode

ENTERED_LATE_BECAUSE = "A proclaimed day is given to each case as soon as it can be."
"""A proclamation may outlive its day while a case does not answer, or while the ledger is away."""


class Reception(StrEnum):
    """How a case receives a proclaimed day."""

    MOVED = "moved"  # it takes it, and open duties are counted or reminded of otherwise
    GIVEN = "given"  # it takes it, and no open duty changes
    ALREADY = "already"
    CLOSED = "closed"
    REFUSED = "refused"
    SILENT = "silent"  # it does not answer; it is asked again


class Effect(Model):
    """What a proclaimed day does to one case; `moved` are its open duties that are counted or reminded of anew."""

    reception: Reception
    moved: tuple[DutyRedated, ...] = ()
    refusal: str = ""


def effect(case: Case, decision: ChangeCalendar, now: datetime) -> Effect:
    """What would follow if the case took the decision at the UTC instant `now`. Nothing is recorded."""
    if decision.id in case.handled:
        return Effect(reception=Reception.ALREADY)
    try:
        events = decide(case, decision, now, OF_THE_SERVICE)
    except Refusal as refusal:
        known = {RefusalCode.ALREADY_DECIDED: Reception.ALREADY, RefusalCode.CLOSED: Reception.CLOSED}
        return Effect(reception=known.get(refusal.code, Reception.REFUSED), refusal=refusal.message)
    moved = tuple(event.body for event in events if isinstance(event.body, DutyRedated))
    return Effect(reception=Reception.MOVED if moved else Reception.GIVEN, moved=moved)


def catch_up(case: Case, proclaimed: Iterable[ChangeCalendar], now: datetime) -> list[RecordedEvent]:
    """Take every proclaimed day that the case has not got; those that it cannot take are left out.

    So a case that was opened while the ledger was away, or that was closed when a day was proclaimed, comes to the
    same calendar as all others.
    """
    recorded: list[RecordedEvent] = []
    for decision in proclaimed:
        if effect(case, decision, now).reception in (Reception.MOVED, Reception.GIVEN):
            events = decide(case, decision, now, OF_THE_SERVICE)
            recorded += events
            case = reduce(evolve, events, case)
    return recorded
