"""The list of cases, from what Temporal can filter by."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus

from domain.destroyed import Destroyed
from domain.london import london_date, say_day
from domain.model import Model
from domain.standing import is_named
from workflows.messages import WORKFLOW
from workflows.search_attributes import AREA, FRAMEWORK, KIND, NEXT_DUE, OVERDUE, STAGE, STATE, WAITING_FOR

_LAST = datetime.max.replace(tzinfo=UTC)


class Filter(Model):
    """Which cases to list; without anything, all. `stage` is compared by its letters, and may be a beginning."""

    stage: str | None = None
    state: Literal["open", "closed"] | None = None
    overdue: bool = False

    def query(self) -> str:
        """The filter in the language of Temporal's list."""
        terms = [f"WorkflowType = '{WORKFLOW}'", "ExecutionStatus != 'ContinuedAsNew'"]
        if self.state:
            terms.append(f"{STATE.name} = '{self.state}'")
        if self.overdue:
            terms.append(f"{OVERDUE.name} > 0")
        return " AND ".join(terms)

    @property
    def wants_destroyed(self) -> bool:
        """Whether records that were destroyed are among them: closed, and nothing of them is overdue."""
        return self.state != "open" and not self.overdue

    def lets_through(self, stage: str | None) -> bool:
        """Whether a case at this stage is wanted: "rapid-review" means "rapid review"."""
        return self.stage is None or is_named(stage or "", self.stage)


class CaseRow(Model):
    """One case in the list. `next_due` is the last second of a London day; `overdue` counts duties.

    Of a record that was destroyed nothing is known but when that was.
    """

    reference: str
    open: bool
    stage: str | None
    state: str | None
    area: str | None
    kind: str | None
    framework: str | None
    next_due: datetime | None
    overdue: int
    waiting_for: tuple[str, ...]
    opened: datetime | None


async def list_cases(client: Client, wanted: Filter, destroyed: Mapping[str, Destroyed]) -> list[CaseRow]:
    """The cases, those with something overdue first, then by the next due date. Raises what Temporal's client raises.

    `destroyed` are the records that were, by their references: Temporal may still have a run of one for a while.
    """
    newest: dict[str, WorkflowExecution] = {}
    async for run in client.list_workflows(wanted.query()):
        known = newest.get(run.id)
        if known is None or known.start_time < run.start_time:  # a case that was closed has several runs
            newest[run.id] = run
    rows = [_row(run) for run in newest.values() if run.id not in destroyed]
    if wanted.wants_destroyed:
        rows += [_destroyed_row(reference, known) for reference, known in destroyed.items()]
    return sorted((row for row in rows if wanted.lets_through(row.stage)), key=_urgency)


def _urgency(row: CaseRow) -> tuple[bool, bool, datetime, str]:
    """What is overdue was due before everything that is due next, so it comes first."""
    return row.overdue == 0, row.next_due is None, row.next_due or row.opened or _LAST, row.reference


def _destroyed_row(reference: str, destroyed: Destroyed) -> CaseRow:
    return CaseRow(
        reference=reference,
        open=False,
        stage=f"destroyed {say_day(london_date(destroyed.at))}",
        state="closed",
        area=None,
        kind=None,
        framework=None,
        next_due=None,
        overdue=0,
        waiting_for=(),
        opened=None,
    )


def _row(run: WorkflowExecution) -> CaseRow:
    found = run.typed_search_attributes
    return CaseRow(
        reference=run.id,
        open=run.status is WorkflowExecutionStatus.RUNNING,
        stage=found.get(STAGE),
        state=found.get(STATE),
        area=found.get(AREA),
        kind=found.get(KIND),
        framework=found.get(FRAMEWORK),
        next_due=found.get(NEXT_DUE),
        overdue=found.get(OVERDUE) or 0,
        waiting_for=tuple(found.get(WAITING_FOR) or ()),
        opened=run.start_time,
    )
