"""Paths that end before a local review: not met, national review, stand-down, and deaths that are only notified."""

from domain.notifiable import Path
from tests.skipped import paths
from tests.skipped.beginnings import (
    DECIDED,
    MAILS_UNDER_REVIEW,
    MAILS_WHEN_DECIDED,
    MAILS_WITH_THE_PANEL,
    PARTNERS,
    REFERRED,
    UNDER_REVIEW,
    WITH_THE_PANEL,
)
from tests.skipped.player import Player
from tests.skipped.telling import check_record, counted, lines, story
from tests.skipped.world import World
from tests.unit import builders as b


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


async def test_a_stand_down_cancels_the_review_and_keeps_the_notification(world: World) -> None:
    case = await paths.stand_down(world, "stand-down")

    told = [
        *UNDER_REVIEW,
        *lines("""
            2030-01-18 stand_down
            2030-01-18 cancelled agency_summary:education
            2030-01-18 cancelled agency_summary:health_trust
            2030-01-18 cancelled rapid_review
            2030-01-18 cancelled rapid_review_meeting
            2030-01-18 cancelled signature:local_authority
            2030-01-18 cancelled signature:icb
            2030-01-18 cancelled signature:police
            2030-01-18 case_closed
        """),
    ]
    mails = {**MAILS_UNDER_REVIEW, **{("stand_down", to): 1 for to in ("panel", *PARTNERS)}}
    await check_path(case, told, mails, "stood_down")
    assert (await case.handle.result()).notification is not None


NOTIFIED_ONLY = [
    *REFERRED,
    *DECIDED,
    *lines("""
        2030-01-10 reminder-2 notification
        2030-01-10 notification
        2030-01-10 met notification +2
        2030-01-10 case_closed
    """),
]
MAILS_NOTIFIED_ONLY = {
    ("acknowledgement", "referrer"): 1,
    ("reminder", "local_authority"): 2,
    **{("notified", partner): 1 for partner in PARTNERS},
}


async def test_the_death_of_a_looked_after_child_is_notified_and_awaits_no_review_and_no_answer(world: World) -> None:
    case = await paths.looked_after_child(world, "looked-after child")

    await check_path(case, NOTIFIED_ONLY, MAILS_NOTIFIED_ONLY, "notified_only")


async def test_the_death_of_a_care_leaver_of_24_is_notified_and_needs_no_review(world: World) -> None:
    case = await paths.care_leaver(world, "care leaver")

    await check_path(case, NOTIFIED_ONLY, MAILS_NOTIFIED_ONLY, "notified_only")


async def test_a_care_leaver_who_dies_on_the_25th_birthday_is_not_notified(world: World) -> None:
    referral = paths.death_without_abuse(care_leaver=True, date_of_birth=paths.day(1, 6, 2005))
    case = await paths.referred(world, "care leaver of 25", referral)
    await case.on(paths.day(1, 9), b.criteria("not_met"))

    told = [each for each in (*REFERRED, *DECIDED) if "notification" not in each] + ["2030-01-09 case_closed"]
    await check_path(case, told, {**MAILS_WHEN_DECIDED, ("criteria_not_met", "referrer"): 1}, "criteria_not_met")
    state = await case.handle.result()
    assert state.assessment is not None
    assert state.assessment.path is Path.NOTHING_TO_NOTIFY
