"""Paths that end before a local review: criteria not met, and a national review."""

from tests.skipped import paths
from tests.skipped.beginnings import (
    DECIDED,
    MAILS_WHEN_DECIDED,
    MAILS_WITH_THE_PANEL,
    PARTNERS,
    REFERRED,
    WITH_THE_PANEL,
)
from tests.skipped.player import Player
from tests.skipped.telling import check_record, counted, lines, story
from tests.skipped.world import World


async def check_path(case: Player, told: list[str], mails: dict[tuple[str, str], int], outcome: str) -> None:
    """The record, the mails and the end of a path are these."""
    assert story(await check_record(case)) == told
    assert counted(await case.mails()) == mails
    assert (await case.handle.result()).outcome == outcome


async def test_criteria_not_met_ends_the_case_and_tells_the_referrer(world: World) -> None:
    case = await paths.criteria_not_met(world, "criteria not met")

    told = [*REFERRED, *DECIDED, "2030-01-09 cancelled notification", "2030-01-09 case_closed"]
    await check_path(case, told, {**MAILS_WHEN_DECIDED, ("criteria_not_met", "referrer"): 1}, "criteria_not_met")


async def test_a_national_review_keeps_the_case_open_until_it_concludes(world: World) -> None:
    case = await paths.national_review(world, "national review")

    told = [
        *WITH_THE_PANEL,
        *lines("""
            2030-02-04 panel_answer
            2030-02-04 met panel_answer:1 +4
            2030-09-02 national_review_concluded
            2030-09-02 case_closed
        """),
    ]
    mails = {**MAILS_WITH_THE_PANEL, **{("national_review", partner): 1 for partner in PARTNERS}}
    await check_path(case, told, mails, "national_review")
