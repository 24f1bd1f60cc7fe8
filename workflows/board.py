"""The board: search attributes for the workflow list, and the current details of a case in the Web UI."""

from temporalio import workflow

from domain.access import emergencies
from domain.case import Case
from domain.london import london_date, say_day, say_instant
from domain.standing import Standing, say_due, standing
from workflows.case_file import CaseFile, now
from workflows.search_attributes import AREA, FRAMEWORK, KIND, NEXT_DUE, OVERDUE, STAGE, STATE, WAITING_FOR

LONGEST_DETAILS = 3800


async def keep_board(file: CaseFile) -> None:
    """Rewrite what is shown whenever it changes."""
    shown: Standing | None = None
    while True:
        seen = standing(file.case, now())
        if seen != shown:
            show(seen)
            shown = seen
        workflow.set_current_details(details(file.case, seen))
        position = file.case.position
        await workflow.wait_condition(
            lambda seen=seen, position=position: (  # type: ignore[misc]
                file.case.position != position or standing(file.case, now()) != seen
            )
        )


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
            WAITING_FOR.value_set(list(seen.waiting_for)),
        ]
    )


def details(case: Case, seen: Standing) -> str:
    """Markdown that the Web UI can show: where the case stands, what is due on which date, who must act."""
    lines = [f"### {case.reference}: {seen.stage}", ""]
    overdue = case.overdue_duties(now())
    lines += [f"> **Overdue** since the end of {say_day(duty.due)}: {_plain(duty.title)}" for duty in overdue]
    lines += [
        f"> **Emergency access** of {_plain(person)} until the end of {say_day(glass.until)}"
        for person, glass in emergencies(case, london_date(now()))
    ]
    due = [duty for duty in case.open_duties() if duty not in overdue]
    if due:
        lines += ["", "| due\u2003 | what\u2003 | who\u2003 |", "|:---|:---|:---|"]
        for duty in due:
            day = say_due(case, duty, now())
            lines.append(f"| {day}\u2003 | {_plain(duty.title)}\u2003 | {_plain(duty.owner)}\u2003 |")
    if case.outbox:
        lines += ["", f"{len(case.outbox)} letters wait for the mail server."]
    lines += ["", f"{case.position} events, the last at {say_instant(now())}."]
    return "\n".join(lines)[:LONGEST_DETAILS]


def _plain(text: str) -> str:
    """Free of what this page's markdown would read as a mark."""
    return "".join(f"\\{character}" if character in "<>*_|[]`#" else character for character in text)
