"""Each path of the procedure on the real service, with its decisions coming at once."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from domain.decisions.any_decision import AnyDecision
from domain.decisions.rapid_review import Paper
from domain.duty import DutyStatus
from domain.moment import Moment
from domain.referral import LeadDecision, Referral
from domain.standing import standing
from tests.real.live import Live, LiveCase, until
from tests.real.this_day import a_death, days_ago, fresh, today, under_review
from tests.unit.builders import (
    a_consultation,
    a_referral,
    acknowledged,
    action_agreed,
    action_done,
    advance_copy,
    an_incident,
    criteria,
    criteria_met,
    delayed,
    every_step,
    lead_decides,
    local_review,
    meeting_held,
    national_review_concluded,
    noon,
    notified,
    panel_answers,
    published,
    signed_by_all,
    stood_down,
    submitted,
    summary_of,
)
from workflows.search_attributes import STAGE, STATE, WAITING_FOR


async def check_board(case: LiveCase) -> None:
    """The search attributes say where the case stands."""
    state = await case.case()
    wanted = standing(state, noon(today()))

    async def shown() -> bool:
        found = (await case.handle.describe()).typed_search_attributes
        return (found.get(STAGE), found.get(STATE), tuple(found.get(WAITING_FOR) or ())) == (
            wanted.stage,
            wanted.state,
            wanted.waiting_for,
        )

    await until(shown)


@dataclass(frozen=True)
class Path:
    """A path that closes its case, and every letter that is sent on it."""

    referral: Referral
    decisions: list[AnyDecision]
    outcome: str
    letters: dict[str, int]


SHORT_PATHS = {
    "criteria not met": lambda: Path(
        fresh(),
        [criteria("not_met", today())],
        "criteria_not_met",
        {"acknowledgement": 1, "criteria_not_met": 1},
    ),
    "looked-after child": lambda: Path(
        a_death(9, looked_after=True),
        [criteria("notify_only", today()), notified(today())],
        "notified_only",
        {"acknowledgement": 1, "notified": 3},
    ),
    "care leaver": lambda: Path(
        a_death(21, care_leaver=True),
        [criteria("notify_only", today()), notified(today())],
        "notified_only",
        {"acknowledgement": 1, "notified": 3},
    ),
    "stand-down": lambda: Path(
        fresh(),
        [criteria_met(today()), notified(today()), stood_down(today())],
        "stood_down",
        {"acknowledgement": 1, "summary_request": 2, "notified": 3, "stand_down": 4},
    ),
}


@pytest.mark.parametrize("name", SHORT_PATHS)
async def test_a_short_path_closes(live: Live, name: str) -> None:
    path = SHORT_PATHS[name]()
    case = await live.open(path.referral)
    await case.decide(*path.decisions)
    result = await case.handle.result()

    assert result.outcome == path.outcome
    assert await case.check_record() == result
    assert await case.letters() == path.letters
    assert not result.open_duties()
    await check_board(case)


async def test_a_case_taken_over_goes_through_every_stage_to_closure(live: Live) -> None:
    then = days_ago(760)
    referral = a_referral(
        safeguarding_lead=LeadDecision(name="Invented Lead", refer=True, reason="Invented.", at=Moment.on(then)),
        incident=an_incident(at=Moment.on(then - timedelta(days=1))),
        la_aware=Moment.on(then),
        received=Moment.on(then),
    )

    def on(days: int) -> date:
        return then + timedelta(days=days)

    history = (
        acknowledged(on(1)),
        criteria_met(on(2)),
        notified(on(4)),
        summary_of("education", on(10)),
        summary_of("health_trust", on(11)),
        meeting_held(on(14)),
        *signed_by_all(on(15)),
        submitted(on(16)),
        panel_answers("agrees_local_review", on(30)),
        local_review(at=on(35)),
        *every_step(on(150)),
        *signed_by_all(on(160), Paper.LOCAL_REVIEW),
        advance_copy(on(200), on(185)),
        action_agreed(today() + timedelta(days=30), on(190)),
        delayed(on(199)),
        published(on(220)),
    )
    case = await live.open(referral, history)
    taken_over = await case.until(lambda state: state.public_year_ended)
    await case.decide(action_done(1, today()))
    result = await case.handle.result()

    assert taken_over.refused == 0
    assert result.outcome == "published"
    assert await case.check_record() == result
    assert case.mails() == []
    assert {duty.status for duty in result.duties.values()} == {DutyStatus.MET}
    by_hand = {event.cause for event in await case.stream() if not event.taken_over}
    assert by_hand == {f"{case.reference}:public-year", result.actions[0].completed.id, "procedure"}
    await check_board(case)


async def test_a_local_review_is_published_and_waits_out_its_year(live: Live) -> None:
    case = await live.open(fresh())
    await case.decide(*under_review())
    await case.until(lambda state: state.submission)
    await case.decide(
        panel_answers("agrees_local_review", today()),
        local_review(at=today()),
        *every_step(today()),
        *signed_by_all(today(), Paper.LOCAL_REVIEW),
        delayed(today()),
        advance_copy(today(), today()),
        published(today()),
    )
    state = await case.check_record()

    assert [duty.key for duty in state.open_duties()] == ["public_for_a_year"]
    assert await case.letters() == {
        "acknowledgement": 1,
        "summary_request": 2,
        "notified": 3,
        "rapid_review": 1,
        "panel_answer": 3,
        "lcspr_decision": 3,
        "delay_notice": 2,
        "advance_copy": 2,
        "published": 4,
    }
    await check_board(case)


async def test_a_live_case_waits_for_the_panel(live: Live) -> None:
    case = await live.open(a_consultation(incident=an_incident(at=Moment.on(days_ago(1))), la_aware=Moment.on(today())))
    await check_board(case)
    await case.decide(lead_decides(at=today()), *under_review())
    await case.until(lambda state: state.submission)
    state = await case.check_record()

    assert [duty.key for duty in state.open_duties()] == ["panel_answer:1"]
    assert await case.letters() == {"acknowledgement": 1, "summary_request": 2, "notified": 3, "rapid_review": 1}
    (to_panel,) = [mail for mail in case.mails() if mail["To"].addresses[0].domain == "national.example"]
    assert [part.get_content_type() for part in to_panel.iter_attachments()]
    await check_board(case)


async def test_a_national_review_concludes(live: Live) -> None:
    case = await live.open(fresh())
    await case.decide(*under_review())
    await case.until(lambda state: state.submission)
    await case.decide(panel_answers("national_review", today()))
    await check_board(case)
    await case.decide(national_review_concluded(today()))
    result = await case.handle.result()

    assert result.outcome == "national_review"
    assert await case.check_record() == result
    assert (await case.letters())["national_review"] == 3


async def test_the_panel_asks_to_reconsider_and_a_local_review_follows(live: Live) -> None:
    case = await live.open(fresh())
    await case.decide(*under_review())
    await case.until(lambda state: state.submission)
    await case.decide(
        local_review(initiate=False, at=today()),
        panel_answers("asks_to_reconsider", today()),
        local_review(initiate=True, at=today()),
    )
    state = await case.check_record()

    assert state.duties["reconsideration:1"].status is DutyStatus.MET
    assert state.duties["publication"].status is DutyStatus.OPEN
    assert await case.letters() == {
        "acknowledgement": 1,
        "summary_request": 2,
        "notified": 3,
        "rapid_review": 1,
        "panel_answer": 3,
        "lcspr_decision": 6,
    }
    assert standing(state, noon(today())).stage == "local review"
    await check_board(case)
