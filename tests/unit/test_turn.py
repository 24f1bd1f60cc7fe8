"""Whose turn it is agrees with what the procedure accepts."""

from datetime import date

import pytest

from domain.case import Case
from domain.decisions.any_decision import AnyDecision
from domain.procedure import RULES
from domain.refusal import Refusal
from domain.standing import standing
from domain.turn import actionable, comes_after
from ledger.projections.cases import rows_of
from ledger.projections.projection import Record
from tests.unit import builders as a

NOW = a.noon(date(2026, 1, 8))
MEETING = a.meeting_held(date(2026, 1, 8))


def is_accepted(case: Case, decision: AnyDecision) -> bool:
    try:
        RULES[type(decision)].check(case, decision)
    except Refusal:
        return False
    return True


CASES = {
    "opened": a.opened(),
    "criteria met": a.play(a.opened(), a.criteria_met()),
    "notified": a.reviewed(),
    "meeting held": a.play(a.reviewed(), MEETING),
    "one has signed": a.play(a.reviewed(), [MEETING, a.signed_by_all()[0]]),
    "with the Panel": a.with_panel(),
    "local review": a.in_local_review(),
    "a first step": a.play(a.in_local_review(), a.step_done("appoint_reviewer")),
    "ready to publish": a.ready_to_publish(),
}
MEETS: dict[str, AnyDecision] = {
    "criteria_decision": a.criteria_met(),
    "notification": a.notified(),
    "rapid_review_meeting": MEETING,
    **{f"signature:{partner}": a.signed(partner) for partner in a.PARTNERS},
    "rapid_review": a.submitted(),
    "panel_answer:1": a.panel_answers("agrees_local_review"),
    **{f"review_step:{step.step}": a.step_done(step.step) for step in a.the_rules().policy.review_steps},
    "advance_copy": a.advance_copy(date(2026, 3, 2)),
    "publication": a.published(),
}
"""By the key of the duty, the decision that meets it."""


@pytest.mark.parametrize("name", CASES)
def test_what_waits_for_its_turn_is_what_the_procedure_would_refuse(name: str) -> None:
    case = CASES[name]
    asked = [duty for duty in case.open_duties() if duty.key in MEETS]
    assert asked
    for duty in asked:
        assert (comes_after(case, duty) is None) is is_accepted(case, MEETS[duty.key]), duty.key


def test_a_case_waits_for_who_can_act_now() -> None:
    assert standing(CASES["notified"], NOW).waiting_for == ("coordinator", "education", "health_trust")
    seen = standing(CASES["meeting held"], NOW)
    assert {"icb", "local_authority", "police"} <= set(seen.waiting_for)
    assert "signature" in seen.owed
    assert standing(CASES["with the Panel"], NOW).waiting_for == ("coordinator", "panel")


@pytest.mark.parametrize("name", CASES)
def test_the_list_from_the_record_names_whom_the_list_at_temporal_names(name: str) -> None:
    case = CASES[name]
    (row,) = rows_of(Record(case.reference, case=case))
    assert row.waiting_for == standing(case, NOW).waiting_for


def test_without_a_duty_somebody_is_waited_for_all_the_same() -> None:
    assert standing(a.opened(a.a_consultation()), NOW).waiting_for == ("safeguarding_lead",)
    national = a.play(a.with_panel(), a.panel_answers("national_review"))
    assert "panel" in standing(national, NOW).waiting_for


def test_nothing_of_a_closed_case_is_waited_for() -> None:
    closed = a.settled(a.play(a.opened(), a.criteria("not_met")), NOW)
    assert (standing(closed, NOW).waiting_for, actionable(closed)) == ((), [])
