"""Extension and suspension of a local target: what the policy allows, what the date becomes, what fires meanwhile.

Criteria met on Mon 5 Jan 2026: a summary is due 10 working days later, on Mon 19 Jan. The policy that ships lets it be
extended by 5 working days and suspended for 10.
"""

from datetime import date

import pytest

from domain.case import Case
from domain.clock import fire
from domain.decisions.any_decision import AnyDecision
from domain.decisions.dates import ExtendDuty, ResumeDuty
from domain.duty import DutyStatus, Timeliness
from domain.event import RungFired
from domain.extension import can_be
from domain.moment import Moment
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a

SUMMARY = "agency_summary:education"
ORIGINAL = date(2026, 1, 19)


def jan(day: int) -> date:
    return date(2026, 1, day)


def refused(case: Case, decision: AnyDecision, now: date | None = None) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        a.taken(case, decision, a.noon(now or decision.at.last_day))
    return refusal.value


def fired(case: Case, until: date) -> list[tuple[str, str]]:
    """The summary's rungs that fire up to noon of a day, each with the day for which it was planned."""
    bodies = [event.body for event in fire(case, a.noon(until))]
    return [
        (body.kind, body.planned.date().isoformat())
        for body in bodies
        if isinstance(body, RungFired) and body.key == SUMMARY
    ]


# Extension


def test_extended_duty_keeps_its_original_date_beside_the_new_one() -> None:
    case = a.play(a.reviewed(), a.extended(SUMMARY, jan(23), at=jan(12)))
    duty = a.duty(case, SUMMARY)
    assert (duty.due, duty.original_due, duty.extended_until) == (jan(23), ORIGINAL, jan(23))
    assert a.due(case, "agency_summary:health_trust") == ORIGINAL
    (told,) = a.letters(case, "date_moved")
    assert (told.values["earlier"], told.values["due"]) == ("Mon 19 Jan 2026", "Fri 23 Jan 2026")


def test_ladder_follows_the_new_date() -> None:
    reminded = a.does(a.reviewed(), fire, a.noon(jan(15)))
    case = a.play(reminded, a.extended(SUMMARY, jan(23), at=jan(15)))
    assert fired(case, jan(28)) == [
        ("reminder", "2026-01-21"),
        ("due", "2026-01-23"),
        ("overdue", "2026-01-24"),
        ("escalation", "2026-01-26"),
        ("escalation", "2026-01-27"),
        ("escalation", "2026-01-28"),
    ]


def test_no_reminder_comes_from_before_the_extension() -> None:
    case = a.play(a.reviewed(), a.extended(SUMMARY, jan(20), at=jan(19)))  # two working days before was Fri 16 Jan
    assert fired(case, jan(20)) == [("due", "2026-01-20")]


@pytest.mark.parametrize(
    ("returned", "timeliness", "margin"),
    [
        (jan(19), Timeliness.ON_TIME, 4),
        (jan(20), Timeliness.EXTENDED, 3),
        (jan(23), Timeliness.EXTENDED, 0),
        (jan(24), Timeliness.LATE, -1),
    ],
)
def test_met_after_its_original_date_it_counts_as_extended(returned: date, timeliness: Timeliness, margin: int) -> None:
    extended = a.play(a.reviewed(), a.extended(SUMMARY, jan(23), at=jan(12)))
    duty = a.duty(a.play(extended, a.summary_of("education", returned)), SUMMARY)
    assert (duty.timeliness, duty.margin) == (timeliness, margin)


def test_extensions_add_up_to_the_cap_and_no_further() -> None:
    case = a.play(a.reviewed(), a.extended(SUMMARY, jan(23), at=jan(12)))
    refusal = refused(case, a.extended(SUMMARY, jan(27), at=jan(22)))
    assert refusal.code is RefusalCode.NOT_ALLOWED
    assert "5 working days in total, until Mon 26 Jan 2026" in refusal.message
    assert a.due(a.play(case, a.extended(SUMMARY, jan(26), at=jan(22))), SUMMARY) == jan(26)


def test_taking_an_extension_back_needs_its_own_reason() -> None:
    case = a.play(a.reviewed(), a.extended(SUMMARY, jan(26), at=jan(12)))
    assert "earlier_because" in refused(case, a.extended(SUMMARY, jan(21), at=jan(13))).message
    assert "earlier_because" in refused(case, a.extended(SUMMARY, jan(26), at=jan(13))).message
    back = a.play(case, a.extended(SUMMARY, jan(21), at=jan(13), earlier_because="Invented."))
    assert (a.due(back, SUMMARY), a.duty(back, SUMMARY).original_due) == (jan(21), ORIGINAL)
    whole = a.play(case, a.extended(SUMMARY, ORIGINAL, at=jan(13), earlier_because="Invented."))
    assert (a.due(whole, SUMMARY), a.duty(whole, SUMMARY).original_due) == (ORIGINAL, None)


def test_no_date_comes_before_the_original_one() -> None:
    refusal = refused(a.reviewed(), a.extended(SUMMARY, jan(16), at=jan(12), earlier_because="Invented."))
    assert "without any extension it is due on Mon 19 Jan 2026" in refusal.message


def test_no_date_comes_before_the_day_on_which_it_is_recorded() -> None:
    agreed_in_time = a.extended(SUMMARY, jan(20), at=jan(16))
    refusal = refused(a.reviewed(), agreed_in_time, now=jan(21))
    assert (refusal.code, refusal.message) == (
        RefusalCode.WRONG_TIME,
        "until: Tue 20 Jan 2026 has passed; name a day to come",
    )
    assert a.taken(a.reviewed(), agreed_in_time, a.noon(jan(20)))
    assert a.taken(a.reviewed(), agreed_in_time, a.noon(jan(21)), taken_over=True)


@pytest.mark.parametrize("until", [date(2026, 1, 24), date(2026, 4, 3), date(2199, 1, 3), date(2036, 12, 31), date.max])
def test_it_ends_on_a_working_day_that_the_calendar_knows(until: date) -> None:
    assert refused(a.reviewed(), a.extended(SUMMARY, until)).message.startswith("until: ")


def test_overdue_duty_is_neither_extended_nor_suspended() -> None:
    for decision in (a.extended(SUMMARY, jan(23), at=jan(20)), a.suspended(SUMMARY, jan(23), at=jan(20))):
        refusal = refused(a.reviewed(), decision)
        assert refusal.code is RefusalCode.WRONG_TIME
        assert "overdue by then, since the end of Mon 19 Jan 2026" in refusal.message
        assert "cspr explain-lateness" in refusal.message
    late_entry = a.extended(SUMMARY, jan(23), at=jan(19))
    assert a.taken(a.reviewed(), late_entry, a.noon(jan(20)))


@pytest.mark.parametrize(("duty", "rests_on"), [("rapid_review", "panel guidance"), ("notification", "statute")])
def test_what_law_or_guidance_sets_can_only_be_explained(duty: str, rests_on: str) -> None:
    case = a.play(a.opened(), a.criteria_met())
    for decision in (a.extended(duty, jan(30)), a.suspended(duty, jan(30))):
        refusal = refused(case, decision)
        assert refusal.code is RefusalCode.NOT_ALLOWED
        assert f"rests on {rests_on} and can be neither extended nor suspended" in refusal.message
        assert "cspr explain-lateness" in refusal.message


def test_local_target_without_an_allowance_is_not_extended() -> None:
    refusal = refused(a.opened(), a.extended("criteria_decision", jan(9)))
    assert (refusal.code, "does not let" in refusal.message) == (RefusalCode.NOT_ALLOWED, True)
    refusal = refused(a.reviewed(), a.suspended("rapid_review_meeting", jan(9)))
    assert (refusal.code, "does not let" in refusal.message) == (RefusalCode.NOT_ALLOWED, True)


def test_duty_and_code_must_be_known() -> None:
    assert "open are acknowledgement:1" in refused(a.reviewed(), a.extended("tea", jan(23))).message
    unknown = a.extended(SUMMARY, jan(23)).model_copy(update={"code": "whim"})
    assert "waiting_for_agency" in refused(a.reviewed(), unknown).message
    done = a.play(a.reviewed(), a.summary_of("education"))
    assert refused(done, a.extended(SUMMARY, jan(23))).code is RefusalCode.WRONG_STAGE


def test_meeting_may_wait_but_not_past_the_review_that_it_serves() -> None:
    case = a.reviewed()
    assert (a.due(case, "rapid_review"), a.due(case, "rapid_review_meeting")) == (jan(26), jan(21))
    assert a.due(a.play(case, a.extended("rapid_review_meeting", jan(23))), "rapid_review_meeting") == jan(23)
    rule = a.duty(case, "rapid_review_meeting").rule
    generous = rule.model_copy(update={"allowance": rule.allowance.model_copy(update={"extend_up_to_working_days": 9})})
    meeting = a.duty(case, "rapid_review_meeting").model_copy(update={"rule": generous})
    case = case.having(duties={**case.duties, meeting.key: meeting})
    refusal = refused(case, a.extended("rapid_review_meeting", jan(27)))
    assert "serves what is due on Mon 26 Jan 2026" in refusal.message


def test_meeting_without_a_date_is_not_extended() -> None:
    case = a.play(a.opened(), a.criteria_met())
    assert refused(case, a.extended("rapid_review_meeting", jan(29))).code is RefusalCode.WRONG_STAGE


# Suspension


def test_suspended_working_days_are_added_to_the_date() -> None:
    case = a.play(a.reviewed(), a.suspended(SUMMARY, jan(16), at=jan(12)))  # Mon to Thu: 4 working days
    duty = a.duty(case, SUMMARY)
    assert (duty.due, duty.original_due) == (jan(23), ORIGINAL)
    assert duty.suspensions[0].working_days == 4
    assert (duty.suspension(jan(15)), duty.suspension(jan(16))) == (duty.suspensions[0], None)


def test_day_from_which_it_counts_is_no_suspended_day() -> None:
    duty = a.duty(a.play(a.reviewed(), a.suspended(SUMMARY, jan(7), at=a.AWARE)), SUMMARY)
    assert (duty.due, duty.suspensions[0].working_days) == (jan(20), 1)  # Tue 6 Jan alone


def test_nothing_fires_while_it_is_suspended_and_the_ladder_follows_after() -> None:
    case = a.play(a.reviewed(), a.suspended(SUMMARY, jan(26), at=jan(16)))  # 6 working days
    assert a.due(case, SUMMARY) == jan(27)
    assert fired(case, jan(23)) == []
    assert [duty.key for duty in case.overdue_duties(a.noon(jan(26)))].count(SUMMARY) == 0
    assert fired(case, jan(28)) == [("due", "2026-01-27"), ("overdue", "2026-01-28"), ("escalation", "2026-01-28")]


def test_resumed_early_it_gets_back_only_the_days_that_it_stood_still() -> None:
    case = a.play(a.reviewed(), [a.suspended(SUMMARY, jan(26), at=jan(12)), a.resumed(SUMMARY, at=jan(14))])
    assert (a.due(case, SUMMARY), a.duty(case, SUMMARY).suspensions[0].until) == (jan(21), jan(14))


def test_resumed_at_once_it_has_its_date_again() -> None:
    before = a.duty(a.reviewed(), SUMMARY)
    case = a.play(a.reviewed(), [a.suspended(SUMMARY, jan(16), at=jan(12)), a.resumed(SUMMARY, at=jan(12))])
    duty = a.duty(case, SUMMARY)
    assert (duty.due, duty.original_due, duty.rungs) == (before.due, None, before.rungs)


def test_suspension_is_a_budget() -> None:
    case = a.play(a.reviewed(), a.suspended(SUMMARY, jan(19), at=jan(12)))
    assert refused(case, a.suspended(SUMMARY, jan(20), at=jan(16))).code is RefusalCode.ALREADY_DECIDED
    case = a.play(case, a.resumed(SUMMARY, at=jan(14)))  # 2 are used
    refusal = refused(case, a.suspended(SUMMARY, jan(28), at=jan(15)))  # 9 more
    assert (refusal.code, "8 are left" in refusal.message) == (RefusalCode.NOT_ALLOWED, True)
    case = a.play(case, a.suspended(SUMMARY, jan(27), at=jan(15)))
    assert a.due(case, SUMMARY) == date(2026, 2, 2)


def test_extended_day_moves_with_a_later_suspension() -> None:
    case = a.play(a.reviewed(), [a.extended(SUMMARY, jan(23), at=jan(12)), a.suspended(SUMMARY, jan(23), at=jan(21))])
    assert (a.due(case, SUMMARY), a.duty(case, SUMMARY).original_due) == (jan(27), ORIGINAL)
    refusal = refused(case, a.extended(SUMMARY, jan(29), at=jan(26)))  # 19 and 2 suspended days: 21; and 5: 28 Jan
    assert "until Wed 28 Jan 2026 at the latest" in refusal.message


def test_met_within_the_days_that_a_suspension_gave_it_counts_as_extended() -> None:
    case = a.play(a.reviewed(), [a.suspended(SUMMARY, jan(16), at=jan(12)), a.summary_of("education", jan(21))])
    assert a.duty(case, SUMMARY).timeliness is Timeliness.EXTENDED


@pytest.mark.parametrize("until", [date(2026, 1, 17), date(2026, 1, 12), date(2026, 1, 9), date(2037, 1, 1)])
def test_suspension_needs_a_working_day_on_which_it_ends(until: date) -> None:
    assert refused(a.reviewed(), a.suspended(SUMMARY, until, at=jan(12))).code is RefusalCode.WRONG_TIME


def test_only_what_is_suspended_is_resumed() -> None:
    assert refused(a.reviewed(), a.resumed(SUMMARY, at=jan(12))).code is RefusalCode.WRONG_STAGE
    case = a.play(a.reviewed(), a.suspended(SUMMARY, jan(16), at=jan(12)))
    assert refused(case, a.resumed(SUMMARY, at=jan(9)), now=jan(12)).code is RefusalCode.WRONG_STAGE
    assert refused(case, a.resumed(SUMMARY, at=jan(16))).code is RefusalCode.WRONG_STAGE


def test_resuming_never_sets_a_date_that_has_passed() -> None:
    case = a.play(a.reviewed(), a.suspended(SUMMARY, jan(30), at=jan(19)))
    refusal = refused(case, a.resumed(SUMMARY, at=jan(20)), now=jan(26))
    assert "would have been due on Tue 20 Jan 2026, which has passed" in refusal.message


# What else moves the date


def test_original_date_moves_and_the_suspended_days_are_added_again() -> None:
    case = a.play(a.opened(), [a.criteria_met(jan(8)), a.notified(jan(9))])
    case = a.play(case, a.suspended(SUMMARY, jan(14), at=jan(12)))
    assert a.due(case, SUMMARY) == jan(26)  # 10 from Thu 8 Jan: 22; and 2
    holiday = case.in_force.calendar.model_copy(
        update={"holidays": {**case.in_force.calendar.holidays, jan(20): "Invented holiday"}}
    )
    case = case.having(rules=case.in_force.model_copy(update={"calendar": holiday}))
    case = a.play(case, a.corrected(at=jan(12), child=1, date_of_birth=date(2018, 6, 2)))
    assert (a.due(case, SUMMARY), a.duty(case, SUMMARY).original_due) == (jan(27), jan(23))


def test_agreed_day_stays_unless_the_count_comes_later_or_it_becomes_a_holiday() -> None:
    case = a.play(a.reviewed(), a.extended(SUMMARY, jan(20), at=jan(12)))
    calendar = case.in_force.calendar

    def on_holiday(*days: date) -> Case:
        holidays = {**calendar.holidays, **dict.fromkeys(days, "Invented holiday")}
        rules = case.in_force.model_copy(update={"calendar": calendar.model_copy(update={"holidays": holidays})})
        return a.play(case.having(rules=rules), a.corrected(at=jan(12), child=1, date_of_birth=date(2018, 6, 2)))

    assert a.due(on_holiday(jan(14)), SUMMARY) == jan(20)
    assert a.duty(on_holiday(jan(14)), SUMMARY).original_due is None  # the count has caught up
    assert a.due(on_holiday(jan(14), jan(15)), SUMMARY) == jan(21)
    assert a.due(on_holiday(jan(20)), SUMMARY) == jan(21)


def test_opened_again_it_is_another_duty_to_which_nothing_was_allowed() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.extended(SUMMARY, jan(23), at=jan(6))])
    case = a.play(case, a.criteria("not_met", jan(7)))
    gone = a.duty(case, SUMMARY)
    assert (gone.status, gone.due, gone.cancelled) == (DutyStatus.CANCELLED, jan(23), Moment.on(jan(7)))
    again = a.duty(a.play(case, a.criteria_met(jan(8))), SUMMARY)
    assert (again.due, again.original_due) == (jan(22), None)


# What a person is offered


@pytest.mark.parametrize("case", [a.opened(), a.reviewed(), a.in_local_review()], ids=["open", "review", "local"])
def test_whatever_is_not_offered_would_be_refused(case: Case) -> None:
    until = jan(30)
    for duty in case.duties.values():
        decisions = (a.extended(duty.key, until), a.suspended(duty.key, until), a.resumed(duty.key))
        for decision in decisions:
            if not can_be(type(decision), duty):
                refused(case, decision)


def test_what_can_be_extended_is_offered_and_resumed_only_once_it_stands_still() -> None:
    case = a.reviewed()
    assert SUMMARY in {key for key, duty in case.duties.items() if can_be(ExtendDuty, duty)}
    assert not any(can_be(ResumeDuty, duty) for duty in case.duties.values())
    still = a.play(case, a.suspended(SUMMARY, jan(12)))
    assert [key for key, duty in still.duties.items() if can_be(ResumeDuty, duty)] == [SUMMARY]
