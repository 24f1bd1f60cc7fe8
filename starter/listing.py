"""The list of cases, from what Temporal can filter by."""

from datetime import datetime
from typing import Literal

from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus

from domain.model import Model
from workflows.messages import WORKFLOW
from workflows.search_attributes import AREA, FRAMEWORK, KIND, NEXT_DUE, OVERDUE, STAGE, STATE, WAITING_FOR


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

    def lets_through(self, stage: str | None) -> bool:
        """Whether a case at this stage is wanted: "rapid-review" means "rapid review"."""
        return self.stage is None or _letters(stage or "").startswith(_letters(self.stage))


class CaseRow(Model):
    """One case in the list. `next_due` is a UTC instant; `overdue` counts duties."""

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
    opened: datetime


async def list_cases(client: Client, wanted: Filter) -> list[CaseRow]:
    """The cases, those with the earliest due date first. Raises what Temporal's client raises."""
    newest: dict[str, CaseRow] = {}
    async for run in client.list_workflows(wanted.query()):
        row = _row(run)
        known = newest.get(row.reference)
        if known is None or known.opened < row.opened:  # a reopened case has several runs
            newest[row.reference] = row
    rows = (row for row in newest.values() if wanted.lets_through(row.stage))
    return sorted(rows, key=_urgency)


def _urgency(row: CaseRow) -> tuple[bool, bool, datetime, str]:
    """By what is due next. Where all that is owed is overdue or waits for that, nothing is next: it comes first."""
    stuck = row.next_due is None and row.overdue > 0
    return not stuck, row.next_due is None, row.next_due or row.opened, row.reference


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))


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
