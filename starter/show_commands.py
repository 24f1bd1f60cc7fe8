"""`cspr status`, `list`, `timeline`: look at one case or at all."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any

import typer

from domain.access import emergencies, own_summaries
from domain.anchors import other_readings_of
from domain.case import Case
from domain.death_review import to_be_linked
from domain.duty import Duty, DutyStatus
from domain.lateness import unexplained
from domain.london import end_of_day, london_date, say_day, say_instant
from domain.standing import has_date, say_date, say_due, standing
from settings import Settings
from starter import session
from starter.acting import Acting, acting, check_may_read, reads, record_look
from starter.attempts import record_shown
from starter.client import Cases
from starter.errors import BadInput, ServiceUnavailable
from starter.event_words import say_timeliness
from starter.history import HistoryLine, read_history_lines
from starter.listing import CaseRow, Filter
from starter.options import Acts, AsJson, Reference
from starter.printing import OVERDUE, say, show_json, show_table
from starter.recovery import ENDED
from workflows.messages import CaseView


def status(*, reference: Reference, acts: Acts = None, as_json: AsJson = False) -> None:
    """Show where a case stands: its stage, its duties with their dates, and what waits."""
    chosen = session.settings()
    who = acting(chosen, acts)
    view, why = asyncio.run(_view_and_why_astray(chosen, reference))
    if not reads(view.case, who, session.now()) and _shows_own_summary(view.case, who, as_json=as_json):
        return
    check_may_read(view.case, who, session.now())
    if as_json:
        show_json({**_status(view), "workflow_ended": why})
        return
    case, seen = view.case, standing(view.case, session.now())
    say(f"{case.reference}  {seen.stage}", style="bold")
    if why:
        say(f"Nothing carries this case on: its workflow was {why}. Start it again with cspr recover.", style=OVERDUE)
    say(f"Framework: {case.in_force.framework.title}")
    if case.assessment:
        say(f"The facts suggest: {'; '.join(case.assessment.reasons)}")
    if seen.overdue:
        say(f"Overdue: {seen.overdue}", style=OVERDUE)
    say()
    duties = sorted(case.duties.values(), key=lambda duty: (duty.status is not DutyStatus.OPEN, duty.due, duty.key))
    rows, late = [], []
    for duty in duties:
        beside = list(_reading_rows(case, duty))
        rows += [_duty_row(case, duty), *beside]
        late += [duty.is_overdue(session.now()), *(False for _ in beside)]
    show_table(("duty", "due", "who", "how it stands"), rows, late)
    for line in _waiting(view):
        say(line)


def _shows_own_summary(case: Case, who: Acting, *, as_json: bool) -> bool:
    """Show an agency's contact what they see of the case; whether there is anything."""
    own = own_summaries(case, who.actor, london_date(session.now()))
    if own:
        record_shown(who.chosen, case.reference, who.actor.id, "what their agency is asked for")
    if own and as_json:
        show_json({"reference": case.reference, "duties": [_duty(duty, case) for duty in own]})
    elif own:
        say(f"{case.reference}  what your agency is asked for", style="bold")
        rows = [_duty_row(case, duty) for duty in own]
        show_table(("duty", "due", "who", "how it stands"), rows, [duty.is_overdue(session.now()) for duty in own])
    return bool(own)


def listing(
    *,
    stage: Annotated[str | None, typer.Option("--stage", help="A stage, such as rapid-review or closed.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only cases with an overdue duty.")] = False,
    state: Annotated[str | None, typer.Option("--state", help="open or closed.")] = None,
    as_json: AsJson = False,
) -> None:
    """List all cases, the one with the earliest due date first.

    Example: cspr list --stage rapid-review --overdue
    """
    if state not in (None, "open", "closed"):
        raise BadInput("--state: must be open or closed.")
    wanted = Filter.model_validate({"stage": stage, "overdue": overdue, "state": state})
    chosen = session.settings()
    rows = asyncio.run(_rows(chosen, wanted))
    record_look(chosen, f"{len(rows)} cases")
    if as_json:
        show_json([row.model_dump(mode="json") for row in rows])
        return
    show_table(
        ("case", "stage", "next due", "overdue", "waits for"),
        [_case_row(row) for row in rows],
        [row.overdue > 0 for row in rows],
    )


def timeline(*, reference: Reference, acts: Acts = None, as_json: AsJson = False) -> None:
    """Tell everything that happened in a case, from the ledger: when it happened and when it was recorded."""
    lines = asyncio.run(read_history_lines(session.settings(), reference, acts))
    if as_json:
        show_json([line.model_dump(mode="json") for line in lines])
    else:
        show_timeline(lines)


def show_timeline(lines: list[HistoryLine]) -> None:
    """Print the history of a case for people."""
    show_table(
        ("", "happened", "recorded", "what", ""),
        [(str(line.position), line.happened.say(), line.recorded_in_words(), line.what, line.mark) for line in lines],
    )


async def view_of(chosen: Settings, reference: str, acts: str | None) -> CaseView:
    """A case as it stands, for who acts (`acting`). Raises UnknownCase, ServiceUnavailable, and Refused."""
    who = acting(chosen, acts)
    view = await _view(chosen, reference)
    check_may_read(view.case, who, session.now())
    return view


async def _view(chosen: Settings, reference: str) -> CaseView:
    view = await (await Cases.connect(chosen)).case(reference)
    if view.case.rules is None:
        raise ServiceUnavailable(f"The case {reference} is just being opened. Look again in a moment.")
    return view


async def _view_and_why_astray(chosen: Settings, reference: str) -> tuple[CaseView, str | None]:
    view = await _view(chosen, reference)
    ended = await (await Cases.connect(chosen)).check_known(reference)
    return view, None if view.case.is_closed or ended is None else ENDED.get(ended)


async def _rows(chosen: Settings, wanted: Filter) -> list[CaseRow]:
    return await (await Cases.connect(chosen)).cases(wanted)


def _status(view: CaseView) -> dict[str, Any]:
    case = view.case
    return {
        "reference": case.reference,
        **standing(case, session.now()).model_dump(mode="json"),
        "position": case.position,
        "not_in_ledger": view.not_in_ledger,
        "letters_waiting": sorted(case.outbox),
        "suspected_duplicates": list(case.suspected_duplicates),
        "death_reviews": [
            {"reference": linked.review_reference, "told_by": linked.told_by, "at": str(linked.at)}
            for linked in case.death_reviews
        ],
        "death_review_to_be_linked": to_be_linked(case) is not None,
        "refused": case.refused,
        "duties": [_duty(duty, case) for duty in sorted(case.duties.values(), key=lambda duty: (duty.due, duty.key))],
    }


def _duty(duty: Duty, case: Case) -> dict[str, Any]:
    wanted = {
        "key",
        "owner",
        "title",
        "anchor_day",
        "provisional",
        "due",
        "last_working_day",
        "status",
        "met",
        "margin",
        "original_due",
        "extended_until",
        "suspensions",
    }
    shown = duty.model_dump(mode="json", include=wanted)
    if not has_date(case, duty, session.now()):
        shown |= {"due": None, "last_working_day": None}
    return {
        **shown,
        "timeliness": duty.timeliness,
        "explanations": [
            {
                "at": str(each.at),
                "role": each.by.role.value,
                "organisation": each.by.organisation,
                "reason": each.reason,
            }
            for each in case.explanations.get(duty.key, ())
        ],
        "overdue": duty.is_overdue(session.now()),
        "limit": duty.rule.say(),
        "force": duty.rule.force.value,
        "case": case.reference,
        "due_in_words": say_due(case, duty, session.now()),
        "readings": [
            {
                **reading.model_dump(mode="json"),
                "due_in_words": say_date(case, reading.due, session.now(), provisional=reading.provisional),
            }
            for reading in other_readings_of(case, duty)
        ],
    }


def _duty_row(case: Case, duty: Duty) -> tuple[str, str, str, str]:
    day = say_due(case, duty, session.now())
    if duty.last_working_day != duty.due:
        day += f" (last working day {say_day(duty.last_working_day)})"
    return duty.title, day, duty.owner.replace("_", " "), _how(duty)


def _reading_rows(case: Case, duty: Duty) -> Iterator[tuple[str, str, str, str]]:
    """One row for each other published reading of the limit of a duty that is or was owed."""
    if duty.status is not DutyStatus.CANCELLED:
        for reading in other_readings_of(case, duty):
            day = say_date(case, reading.due, session.now(), provisional=reading.provisional)
            yield f"   read {reading.title}", day, "", "does not count here"


def _how(duty: Duty) -> str:
    if duty.status is DutyStatus.MET and duty.met is not None:
        return f"done {duty.met.say()}, {say_timeliness(duty.margin, duty.timeliness)}"
    if duty.status is DutyStatus.CANCELLED:
        return "no longer owed, overdue by then" if duty.is_late(session.now()) else "no longer owed"
    return f"overdue since {say_instant(end_of_day(duty.due))}" if duty.is_overdue(session.now()) else "open"


def _case_row(row: CaseRow) -> tuple[str, ...]:
    due = say_day(london_date(row.next_due - timedelta(seconds=1))) if row.next_due else ""  # the day that ends then
    waiting = ", ".join(who.replace("_", " ") for who in row.waiting_for)
    return row.reference, row.stage or "just opened", due, str(row.overdue or ""), waiting


def _waiting(view: CaseView) -> list[str]:
    case = view.case
    lines = [
        f"Emergency access of {person} until the end of {say_day(glass.until)} (cspr break-glass)."
        for person, glass in emergencies(case, london_date(session.now()))
    ]
    lines += [
        f"Late and not explained yet: {duty.title} (cspr explain-lateness {case.reference} --duty {duty.key})."
        for duty in unexplained(case, session.now())
    ]
    if case.suspected_duplicates:
        lines.append(f"May be the same incident as {', '.join(case.suspected_duplicates)} (cspr link decides).")
    lines += [
        f"Domestic abuse related death review: {linked.review_reference}, told by {linked.told_by} "
        f"on {linked.at.say()}."
        for linked in case.death_reviews
    ]
    if asked := to_be_linked(case):
        lines.append(f"{asked[:1].upper()}{asked[1:]} (cspr link-death-review).")
    if case.outbox:
        lines.append(f"{len(case.outbox)} letters wait for the mail server (cspr mail).")
    if view.not_in_ledger:
        lines.append(f"{view.not_in_ledger} events wait for the ledger.")
    if case.refused or case.malformed:
        lines.append(f"{case.refused} decisions were refused and {case.malformed} messages not understood (timeline).")
    return lines
