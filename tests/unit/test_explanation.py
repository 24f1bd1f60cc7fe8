"""An explanation says what is true of a case at an instant, and no more."""

from datetime import UTC, date, datetime, timedelta

from domain.calendar import Calendar
from domain.case import Case
from domain.duty_rule import Anchor
from domain.explanation import Explanation, explain_duty, explain_rules, explain_rules_of
from domain.moment import Moment
from domain.standing import say_due, standing
from tests.unit import builders as a

IN_TIME = datetime(2026, 1, 12, 12, tzinfo=UTC)
TOO_LATE = datetime(2026, 1, 13, 9, tzinfo=UTC)


def told(case: Case, key: str, now: datetime = IN_TIME) -> Explanation:
    return explain_duty(case, a.duty(case, key), now)


def beside(case: Case, now: datetime = IN_TIME) -> dict[str, Explanation]:
    return {each.duty: each for each in explain_rules_of(case, now)}


def with_another_holiday(case: Case, day: date) -> Case:
    calendar: Calendar = case.in_force.calendar
    known = calendar.model_copy(update={"holidays": {**calendar.holidays, day: "Invented Day"}})
    return case.having(rules=case.in_force.model_copy(update={"calendar": known}))


def test_a_date_that_stands_is_counted_by_the_case_s_own_rules() -> None:
    found = told(a.opened(), "notification")
    assert (found.says, found.limit) == (
        "Mon 12 Jan 2026",
        "5 working days from the day the local authority became aware",
    )
    assert found.count
    assert (found.count.days[0].day, found.count.due, found.due) == (a.AWARE, date(2026, 1, 12), date(2026, 1, 12))
    assert (found.awaits, found.remarks) == (None, ())


def test_every_open_duty_s_count_ends_on_its_date() -> None:
    for case in (a.opened(), a.reviewed(), a.with_panel(), a.in_local_review()):
        for duty in case.open_duties():
            found = explain_duty(case, duty, IN_TIME)
            assert found.count
            assert (found.count.due, found.count.last_working_day) == (duty.due, duty.last_working_day)


def test_until_the_notification_is_sent_the_date_is_the_latest_it_could_get() -> None:
    found = told(a.play(a.opened(), a.criteria_met()), "rapid_review")
    assert found.says == "at the latest Mon 2 Feb 2026"
    assert found.day_zero == "the last day for the notification, which has not been sent"
    assert found.awaits
    assert found.awaits.startswith("At the latest")


def test_once_the_notification_is_overdue_there_is_no_date_and_no_count() -> None:
    case = a.play(a.opened(), a.criteria_met())
    for key in ("rapid_review", "rapid_review_meeting", "signature:police"):
        found = told(case, key, TOO_LATE)
        assert (found.says, found.count) == ("no date until the notification is sent", None)
        assert found.awaits
        assert "the notification is overdue" in found.awaits


def test_an_older_framework_s_reading_from_an_overdue_notification_has_no_date_either() -> None:
    case = a.play(a.opened(rules=a.the_rules(a.WORKING_TOGETHER_2018)), a.criteria_met())
    assert Anchor.NOTIFICATION_SENT in {each.anchor for each in told(case, "rapid_review").readings}
    assert Anchor.NOTIFICATION_SENT not in {each.anchor for each in told(case, "rapid_review", TOO_LATE).readings}


def test_what_is_no_duty_on_record_is_said_to_be_none() -> None:
    case = a.opened()
    assert beside(case)["rapid_review"].says == "at the latest Mon 2 Feb 2026"
    assert beside(case)["rapid_review"].remarks == (
        "The case has no such duty on record: this is what its rules give.",
    )
    assert beside(case, TOO_LATE)["rapid_review"].says == "no date until the notification is sent"
    assert beside(case, TOO_LATE)["rapid_review"].count is None
    warning = beside(case, TOO_LATE)["rapid_review_from_awareness"]
    assert warning.says == "Mon 26 Jan 2026"
    assert "warning" in warning.remarks[0]
    assert "notification" not in beside(case)


def test_a_period_is_said_with_the_day_of_it_that_counts() -> None:
    case = a.opened(a.a_referral(la_aware=Moment.parse("2026-01-02/2026-01-05")))
    (remark,) = told(case, "notification").remarks
    assert "between Fri 2 Jan 2026 and Mon 5 Jan 2026: the first of them counts" in remark


def test_an_agreed_day_is_not_counted() -> None:
    case = a.play(a.in_local_review(), a.action_agreed(date(2026, 3, 7)))
    found = told(case, "action:1")
    assert (found.says, found.count, found.limit) == ("Sat 7 Mar 2026", None, "on a day that was agreed")
    assert found.last_working_day == date(2026, 3, 6)


def test_a_duty_met_before_the_calendar_changed_says_why_its_date_is_another() -> None:
    case = with_another_holiday(a.reviewed(), date(2026, 1, 7))
    found = told(case, "notification")
    assert found.count
    assert (found.due, found.count.due) == (date(2026, 1, 12), date(2026, 1, 13))
    (remark,) = found.remarks
    assert "the count ends on Tue 13 Jan 2026" in remark


def test_an_extended_duty_says_where_the_plain_count_ends() -> None:
    case = a.play(a.reviewed(), a.extended("agency_summary:education", date(2026, 1, 23), at=date(2026, 1, 12)))
    found = told(case, "agency_summary:education")
    assert found.count
    assert (found.count.due, found.due) == (date(2026, 1, 19), date(2026, 1, 23))
    assert found.remarks == (
        "Extended until Fri 23 Jan 2026, as the local policy allows.",
        "The plain count ends on Mon 19 Jan 2026; with that, it is due on Fri 23 Jan 2026.",
    )


def test_a_suspended_duty_says_how_many_days_it_got_back() -> None:
    case = a.play(a.reviewed(), a.suspended("agency_summary:education", date(2026, 1, 15), at=date(2026, 1, 12)))
    found = told(case, "agency_summary:education")
    assert found.count
    working_days = case.in_force.calendar.working_days_between(found.count.due, found.due)
    assert working_days == 3
    assert found.remarks[0] == (
        "Suspended from Mon 12 Jan 2026, its clock running again on Thu 15 Jan 2026. Working days given back: 3."
    )


def test_a_day_0_that_was_set_anew_keeps_the_date_that_was_first() -> None:
    case = a.play(a.ready_to_publish(), a.advance_copy(date(2026, 3, 2)))
    found = told(case, "advance_copy")
    assert found.count
    assert found.count.due == found.due
    (remark,) = found.remarks
    assert "before the day that it counts from was set anew" in remark


def test_what_was_done_before_it_had_a_date_has_no_count() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.meeting_held()])
    found = told(case, "rapid_review_meeting")
    assert (found.says, found.count) == ("no date", None)
    assert found.awaits
    assert "before it had a date" in found.awaits


def test_without_a_case_everything_that_follows_is_explained() -> None:
    found = {each.duty: each for each in explain_rules(a.the_rules(), {Anchor.LA_AWARE: date(2026, 12, 18)})}
    assert found["notification"].says == "Tue 29 Dec 2026"
    assert found["rapid_review"].says == "at the latest Wed 20 Jan 2027"
    assert "it is not known when that was sent" in found["rapid_review"].day_zero
    assert "publication" not in found


def test_what_counts_from_an_overdue_notification_is_never_the_next_date() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.acknowledged()])
    summaries = [a.summary_of(agency, date(2026, 1, 6)) for agency in ("education", "health_trust")]
    case = a.play(case, summaries)
    assert standing(case, IN_TIME).next_due == a.duty(case, "notification").breach - timedelta(seconds=1)
    assert standing(case, TOO_LATE).next_due is None
    assert {say_due(case, duty, TOO_LATE) for duty in case.open_duties() if duty.provisional} == {
        "no date until the notification is sent"
    }
