"""A proclaimed day on its way to every open case: one workflow a day, so that two decisions about it never race."""

import asyncio
from datetime import date, timedelta

from temporalio import workflow

from domain.decisions.dates import ChangeCalendar
from domain.london import say_day
from domain.model import Model
from domain.proclamation import Reception
from workflows.case_file import now
from workflows.errands import (
    CHECK_PROCLAIMED_DAY,
    GIVE_TO_OPEN_CASES,
    KEEP_PROCLAIMED_DAY,
    DayToCheck,
    DayToKeep,
    PageGiven,
    PageOfCases,
)
from workflows.retries import LEDGER_RETRY, ONE_ATTEMPT

PROCLAMATION = "Proclamation"
PROGRESS_QUERY = "Show the progress"

ONE_PAGE = timedelta(minutes=30)
HEARTBEAT = timedelta(seconds=10)
FIRST_PATIENCE = timedelta(seconds=5)
LONGEST_PATIENCE = timedelta(minutes=5)
TOLD_REFERENCES = 50
"""So many references are named in the progress; `cspr calendar check` finds them all."""


class Progress(Model):
    """How far a proclaimed day has come.

    `done` of `total` open cases were asked in this `passing` through all of them; `moved` is how many took the day
    and had duties counted or reminded of anew, `given` how many took it without. `silent` did not answer and are
    asked again, `refused` cannot take it; `kept` says that the partnership's record has it, for cases to come.
    """

    decision: ChangeCalendar
    passing: int = 1
    done: int = 0
    total: int = 0
    moved: int = 0
    given: int = 0
    already: int = 0
    silent: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    kept: bool = False
    finished: bool = False


class Proclaimed(Model):
    """How a run begins: with the decision and its proof, or with what an earlier run carried on."""

    progress: Progress
    proof: str = ""
    checked: bool = False
    token: str | None = None
    kept_before: bool = False
    lacking: bool = False


def proclamation_id(day: date) -> str:
    """The id of a day's workflow, which is no case."""
    return f"calendar:{day.isoformat()}"


@workflow.defn(name=PROCLAMATION)
class Proclamation:
    """Brings one proclaimed day to the partnership's record and to every open case."""

    @workflow.init
    def __init__(self, start: Proclaimed) -> None:
        self._progress = start.progress
        self._kept_before = start.kept_before  # whether the day was on record when this pass began
        self._lacking = start.lacking  # whether this pass has found a case without it

    @workflow.run
    async def run(self, start: Proclaimed) -> Progress:
        """Go through all open cases until a pass that began with the day on record finds none that lacks it."""
        if not start.checked:
            await self._check(start.proof)
        keeping = asyncio.create_task(self._keep())
        token = start.token
        patience = FIRST_PATIENCE
        try:
            while True:
                await self._go_through(token)
                if self._kept_before and not self._lacking:
                    break
                if not self._lacking or keeping.done():
                    await keeping  # raises where it can never be kept
                if self._progress.silent:
                    await workflow.sleep(patience, summary="Some cases do not answer; they are asked again")
                    patience = min(2 * patience, LONGEST_PATIENCE)
                token = None
                self._note(passing=self._progress.passing + 1, done=0, silent=(), refused=())
                self._kept_before, self._lacking = self._progress.kept, False
        finally:
            keeping.cancel()
        self._note(finished=True)
        return self._progress

    async def _check(self, proof: str) -> None:
        """Raises ActivityError where whoever sends it may not proclaim a day; nothing has been changed then."""
        await workflow.execute_activity(
            CHECK_PROCLAIMED_DAY,
            DayToCheck(decision=self._progress.decision, proof=proof, at=now()),
            start_to_close_timeout=ONE_ATTEMPT,
            retry_policy=LEDGER_RETRY,
            summary="Who proclaims this day, and may they?",
        )

    async def _keep(self) -> None:
        """For cases to come. The open ones do not wait for it: the ledger may be away for a day."""
        if not self._progress.kept:
            await workflow.execute_activity(
                KEEP_PROCLAIMED_DAY,
                DayToKeep(decision=self._progress.decision, now=now()),
                start_to_close_timeout=ONE_ATTEMPT,
                retry_policy=LEDGER_RETRY,
                summary="For the cases to come",
            )
            self._note(kept=True)

    async def _go_through(self, token: str | None) -> None:
        while True:
            page = await workflow.execute_activity(
                GIVE_TO_OPEN_CASES,
                PageOfCases(decision=self._progress.decision, token=token, first_pass=self._progress.passing == 1),
                result_type=PageGiven,
                start_to_close_timeout=ONE_PAGE,
                heartbeat_timeout=HEARTBEAT,
                retry_policy=LEDGER_RETRY,
                summary=f"Pass {self._progress.passing}, after {self._progress.done} cases",
            )
            self._count(page)
            token = page.next_token
            if token is None:
                return
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(
                    Proclaimed(
                        progress=self._progress,
                        checked=True,
                        token=token,
                        kept_before=self._kept_before,
                        lacking=self._lacking,
                    )
                )

    def _count(self, page: PageGiven) -> None:
        of = list(page.answers.values()).count
        before = self._progress
        self._note(
            done=before.done + len(page.answers),
            total=max(page.open, before.done + len(page.answers)),
            moved=before.moved + of(Reception.MOVED),
            given=before.given + of(Reception.GIVEN),
            already=before.already + of(Reception.ALREADY) if before.passing == 1 else before.already,
            silent=_with(before.silent, page, Reception.SILENT),
            refused=_with(before.refused, page, Reception.REFUSED),
        )
        self._lacking = self._lacking or bool(of(Reception.MOVED) + of(Reception.GIVEN) + of(Reception.SILENT))
        workflow.set_current_details(
            f"{say_day(before.decision.day)}, pass {before.passing}: {self._progress.done} of {self._progress.total} "
            f"open cases; {self._progress.moved} with duties counted anew, {len(self._progress.silent)} do not answer."
        )

    def _note(self, **changes: object) -> None:
        self._progress = self._progress.model_copy(update=changes)

    @workflow.query(
        name=PROGRESS_QUERY,
        description="How far the proclaimed day has come; which cases lack it: cspr calendar check.",
    )
    def _show(self) -> Progress:
        return self._progress


def _with(known: tuple[str, ...], page: PageGiven, reception: Reception) -> tuple[str, ...]:
    found = sorted(reference for reference, answer in page.answers.items() if answer is reception)
    return (*known, *found)[:TOLD_REFERENCES]
