"""Every path that has a golden history. To add one, add a line; `--regenerate-golden` plays what is missing."""

from collections.abc import Awaitable, Callable

from temporalio.client import WorkflowHistory

from tests.skipped import other_workflows as others
from tests.skipped import paths
from tests.skipped import rare_paths as rare
from tests.skipped.player import Player
from tests.skipped.telling import check_record
from tests.skipped.world import World

Play = Callable[[World, str], Awaitable[WorkflowHistory]]


def a_case(path: Callable[[World, str], Awaitable[Player]], *, its_letters_go: bool = True) -> Play:
    """A path from its referral to its end, in one run."""

    async def play(world: World, name: str) -> WorkflowHistory:
        case = await path(world, name)
        if its_letters_go:
            await check_record(case)
        await case.handle.result()
        return await case.handle.fetch_history()

    return play


PATHS: dict[str, Play] = {
    "all-on-time": a_case(paths.all_on_time),
    "rapid-review-late": a_case(paths.rapid_review_late),
    "criteria-not-met": a_case(paths.criteria_not_met),
    "national-review": a_case(paths.national_review),
    "local-review-after-reconsideration": a_case(paths.local_review_after_reconsideration),
    "stand-down": a_case(paths.stand_down),
    "looked-after-child": a_case(paths.looked_after_child),
    "care-leaver": a_case(paths.care_leaver),
    "withdrawn": a_case(paths.withdrawn),
    "not-referred": a_case(paths.not_referred),
    "taken-over": a_case(paths.taken_over),
    "reopened": a_case(paths.reopened),
    "delayed": a_case(rare.delayed),
    "dates-that-cannot-be-kept": a_case(rare.dates_that_cannot_be_kept),
    "moved-and-corrected": a_case(rare.moved_and_corrected),
    "panel-asks-for-information": a_case(rare.panel_asks_for_information),
    "other-area": a_case(rare.other_area),
    "who-may-see-it": a_case(rare.who_may_see_it),
    "not-understood": a_case(rare.not_understood),
    "undeliverable": a_case(rare.undeliverable, its_letters_go=False),
    "linked-duplicate": rare.duplicate,
    "survivor-of-a-duplicate": rare.survivor,
    "start-refused": rare.start_refused,
    "goes-on-in-a-new-run": rare.goes_on_in_a_new_run,
    "the-new-run": rare.the_new_run,
    "disposal-proposed": rare.disposal_proposed,
    "disposal-declined": rare.disposal_declined,
    "disposal-approved": rare.disposal_approved,
    "record-disposed": rare.record_disposed,
    "workflow-proclamation": others.proclamation,
    "workflow-proclamation-refused": others.proclamation_refused,
    "workflow-proclamation-in-a-new-run": others.proclamation_in_a_new_run,
    "workflow-disposal": others.disposal,
    "workflow-disposal-refused": others.disposal_refused,
    "workflow-archiving": others.archiving,
}
