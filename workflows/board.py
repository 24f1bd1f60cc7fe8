"""The board: search attributes for the workflow list, and the current details of a case in the Web UI."""

from temporalio import workflow

from domain.standing import Standing, standing
from workflows.case_file import CaseFile, now
from workflows.details import details
from workflows.search_attributes import (
    AREA,
    DUE_SOON,
    FRAMEWORK,
    KIND,
    NEXT_DUE,
    OVERDUE,
    OWED,
    STAGE,
    STATE,
    WAITING_FOR,
)


async def keep_board(file: CaseFile) -> None:
    """Rewrite what is shown whenever it changes."""
    shown: Standing | None = None
    while True:
        seen, marks = standing(file.case, now()), _marks(file)
        if seen != shown:
            show(seen)
            shown = seen
        workflow.set_current_details(details(file, now()))
        await workflow.wait_condition(
            lambda seen=seen, marks=marks: (  # type: ignore[misc]
                _marks(file) != marks or standing(file.case, now()) != seen
            )
        )


def _marks(file: CaseFile) -> tuple[int, int]:
    """What changes whenever the details may, but for the time: what was recorded, and what the ledger has of it."""
    return file.case.position, len(file.not_in_ledger)


def show(seen: Standing) -> None:
    """Upsert the search attributes; they hold no personal data."""
    workflow.upsert_search_attributes(
        [
            STAGE.value_set(seen.stage),
            STATE.value_set(seen.state),
            AREA.value_set(seen.area),
            KIND.value_set(seen.kind),
            FRAMEWORK.value_set(seen.framework),
            NEXT_DUE.value_set(seen.next_due) if seen.next_due else NEXT_DUE.value_unset(),
            OVERDUE.value_set(seen.overdue),
            DUE_SOON.value_set(seen.due_soon),
            WAITING_FOR.value_set(list(seen.waiting_for)),
            OWED.value_set(list(seen.owed)),
        ]
    )
