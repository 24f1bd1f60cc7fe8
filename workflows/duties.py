"""The duties' clerk: fires each rung at its time, and keeps one timer a duty as its bar in the Web UI's timeline."""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow

from domain.case import Case
from domain.clock import fire, next_instant, next_rungs
from domain.duty import Duty
from domain.duty_rule import Direction
from domain.london import say_day, say_instant
from domain.standing import say_due
from workflows.case_file import CaseFile, now
from workflows.telling import shortened

OVERDUE_BAR = timedelta(days=366)


async def keep_ladders(file: CaseFile) -> None:
    """Wait for the earliest rung of all duties, fire all that are due in their order, and again."""
    while True:
        await workflow.wait_condition(lambda: next_instant(file.case) is not None)
        at = next_instant(file.case)
        if at is None:
            continue
        if at > now():
            await _wait_until(file, at, _next(file.case))
        if _is_dismissed():
            return
        file.record(fire(file.case, now()))


async def _wait_until(file: CaseFile, at: datetime, named: str) -> None:
    """Until the planned instant, or until the duties have changed so that something else comes next."""
    try:
        await workflow.wait_condition(
            lambda: next_instant(file.case) != at or _next(file.case) != named,
            timeout=at - now(),
            timeout_summary=named,
        )
    except TimeoutError:
        return


def _next(case: Case) -> str:
    """What fires next: "Next Tue 13 Jan 2026 09:00 · reminder: notification to the Panel; and 2 more"."""
    coming = next_rungs(case)
    if not coming:
        return ""
    duty, rung = coming[0]
    more = f"; and {len(coming) - 1} more" if coming[1:] else ""
    return shortened(f"Next {say_instant(rung.at)} · {rung.kind}: {duty.title}{more}")


def _is_dismissed() -> bool:
    """Whether this clerk was told to end. Python 3.11 forgets it when the wait ends in the same moment."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


class DutyBars:
    """One running timer for each open duty, which does nothing but show how long it has."""

    def __init__(self, file: CaseFile) -> None:
        self._file = file
        self._bars: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def keep(self) -> None:
        """Show for ever; whoever runs this ends it."""
        try:
            while True:
                self._bring_in_line()
                await workflow.wait_condition(lambda: set(self._wanted()) != set(self._bars))
        finally:
            for bar in self._bars.values():
                bar.cancel()

    def _wanted(self) -> dict[tuple[str, str], Duty]:
        return {(duty.key, _label(self._file.case, duty, now())): duty for duty in self._file.case.open_duties()}

    def _bring_in_line(self) -> None:
        wanted = self._wanted()
        for key in [key for key in self._bars if key not in wanted]:
            self._bars.pop(key).cancel()
        for key, duty in wanted.items():
            if key not in self._bars:
                left = duty.breach - now()
                length = left if left > timedelta() else OVERDUE_BAR
                self._bars[key] = asyncio.create_task(workflow.sleep(length, summary=key[1]))


def _label(case: Case, duty: Duty, at: datetime) -> str:
    """What the bar says: absolute dates, because "in three days" is stale tomorrow."""
    if duty.is_overdue(at):
        return shortened(f"Overdue since {say_day(duty.due)} · {duty.title}")
    due = say_due(case, duty, at)
    return shortened(f"{'' if duty.provisional else 'Due '}{due[:1].upper()}{due[1:]} · {duty.title}{_counted(duty)}")


def _counted(duty: Duty) -> str:
    """The limit as everybody knows it; what is counted back from another date or was agreed has none."""
    rule = duty.rule
    if rule.direction is Direction.BEFORE or rule.duty == "action":
        return ""
    return f" ({rule.say_amount()})"
