"""When the case's calendar changes by itself: days on the partnership's record that it has not got yet."""

from datetime import timedelta

from temporalio import workflow

from domain.proclamation import catch_up
from workflows.case_file import CaseFile
from workflows.errands import READ_PROCLAIMED_DAYS, ProclaimedDays
from workflows.retries import LEDGER_RETRY, ONE_ATTEMPT

LISTED_WITHIN = timedelta(minutes=10)
"""Far longer than Temporal's list needs to show a new run, and so a proclamation to find it."""


async def catch_up_with_proclamations(file: CaseFile) -> None:
    """At the beginning of each run, however long the ledger is away, and once more when a case is surely listed.

    The first serves cases that opened without the ledger and reopened ones; the second those that a proclamation
    under way did not find, because they were not listed yet. A run that carries on an earlier one needs no second.
    """
    await _catch_up(file)
    if workflow.info().continued_run_id is None:
        await workflow.sleep(LISTED_WITHIN, summary="Then it looks once more for proclaimed bank holidays")
        await _catch_up(file)


async def _catch_up(file: CaseFile) -> None:
    proclaimed = await workflow.execute_activity(
        READ_PROCLAIMED_DAYS,
        result_type=ProclaimedDays,
        start_to_close_timeout=ONE_ATTEMPT,
        retry_policy=LEDGER_RETRY,
        summary="Bank holidays that were proclaimed since the calendar of this case was made",
    )
    file.do(catch_up, proclaimed.decisions)
