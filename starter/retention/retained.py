"""How long each closed case's record is still kept, and what stands in the way of its disposal."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Literal

from domain.case import Case
from domain.disposal import pending
from domain.london import say_day
from domain.model import Model
from domain.policy import Policy
from domain.retention import holds_in_force, longest, record_type
from domain.retention_policy import RecordType
from settings import Settings
from starter.client import session
from starter.client.policy import policy_of
from starter.client.records import Locked, every_record
from starter.terminal.progress_bar import progress_bar


class Retained(Model):
    """The record of one closed case. `until` and `review` are London dates, absent where they cannot be counted.

    `holds` are the numbers of the legal holds in force. `waits_for` is the case in which the incident of a linked
    duplicate goes on, while that one's record is kept.
    """

    reference: str
    record: RecordType
    period: str
    until: date | None
    review: date | None
    has_ended: bool
    asks_for_review: bool
    holds: tuple[int, ...]
    disposal: Literal["proposed", "approved", "begun"] | None
    waits_for: str | None

    @property
    def is_due(self) -> bool:
        """Whether somebody is to look at it: its retention has ended, or is to be reviewed."""
        return self.has_ended or self.asks_for_review

    def standing(self) -> str:
        """What is to be done about it, in words."""
        if self.disposal == "begun":
            return "its disposal has begun: finish it with cspr retention dispose"
        if self.holds:
            return f"legal hold {', '.join(map(str, self.holds))}: kept"
        if self.until is None:
            return "cannot be counted: kept, and to be looked at"
        if self.waits_for:
            return f"kept until {self.waits_for} is destroyed"
        if self.disposal:
            return f"disposal {self.disposal}"
        return "its retention has ended" if self.has_ended else "to be reviewed"

    def until_in_words(self) -> str:
        """The last day on which it must be kept."""
        return say_day(self.until) if self.until else "for ever"


def retained(case: Case, current: Policy, today: date, is_destroyed: Callable[[str], bool]) -> Retained:
    """How long the record of a closed case is kept, on a London day.

    Args:
        case: as the ledger has it.
        current: the partnership's policy now, beside the one that the case was opened under.
        today: the London day.
        is_destroyed: whether the record of another case is destroyed.
    """
    kept = longest(case, case.in_force.policy, current)
    survivor = case.linked.survivor if case.linked else None
    return Retained(
        reference=case.reference,
        record=record_type(case),
        period=kept.rule.say() if kept else "the policy does not say",
        until=kept.until if kept else None,
        review=kept.review if kept else None,
        has_ended=kept is not None and kept.has_ended(today),
        asks_for_review=kept is None or kept.asks_for_review(today),
        holds=tuple(holds_in_force(case)),
        disposal=_disposal(case),
        waits_for=survivor if survivor and not is_destroyed(survivor) else None,
    )


def _disposal(case: Case) -> Literal["proposed", "approved", "begun"] | None:
    if case.disposed:
        return "begun"
    disposal = pending(case)
    if disposal is None:
        return None
    return "approved" if disposal.approved else "proposed"


async def due_records(chosen: Settings, today: date) -> tuple[list[Retained], list[str]]:
    """Every closed case whose retention has ended or is to be reviewed, what ends first first; and what is locked.

    Raises as `every_record` and `policy_of` do.
    """
    current, is_destroyed = policy_of(chosen), partial(session.is_destroyed, chosen)
    found, locked = [], []
    with progress_bar("Reading the record") as told:
        async for reference, record in every_record(chosen, told):
            if isinstance(record, Locked):
                locked.append(reference)
            elif isinstance(record, Case) and record.is_closed:
                found.append(retained(record, current, today, is_destroyed))
    due = (each for each in found if each.is_due)
    return sorted(due, key=lambda each: (each.until or date.max, each.reference)), locked
