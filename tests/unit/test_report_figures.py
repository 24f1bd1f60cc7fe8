"""What counts in a report, and when: duties that fell due, stages that ended, incidents that were received."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from pydantic import ValidationError

from domain.case import Case
from domain.decisions.any_decision import AnyDecision
from domain.moment import Moment
from domain.notifiable import Path
from domain.referral import Country
from domain.reporting.course import Left, Trace, course_of, left_of
from domain.reporting.figures import figures_left, figures_of
from domain.reporting.kinds import Home, Kind, Place, facts_of
from domain.reporting.period import Period
from domain.reporting.stages import Stage, calendar_months, durations
from domain.skeleton import skeleton
from tests.unit import builders as a
from tests.unit.reported import CALENDAR, YEAR, numbers, reported, rows

SUMMARY = "agency_summary:education"
LATE, LATER = date(2026, 1, 14), date(2026, 2, 27)


def days(first: date, last: date) -> Period:
    return Period(first=first, last=last)


def test_each_duty_counts_once_as_what_it_was() -> None:
    extended = [
        a.extended(SUMMARY, date(2026, 1, 23), at=date(2026, 1, 12)),
        a.summary_of("education", date(2026, 1, 22)),
    ]
    first = a.play(a.reviewed(), [*extended, a.summary_of("health_trust", date(2026, 1, 19))])
    late = a.play(a.opened(), [a.criteria_met(), a.notified(LATE)])
    explained = a.play(late, a.lateness_explained("notification", date(2026, 1, 15)))
    stood_down = a.play(explained, a.stood_down(LATER))
    made = reported([first, stood_down], a.noon(LATER))
    duties, lateness = rows(made, "duties"), rows(made, "lateness")
    summaries = {"due": 4, "on time": 1, "within an extension": 1, "late": 2, "in time, %": 50}
    assert numbers(duties["agency_summary"]) == summaries
    assert numbers(duties["notification"]) == {"due": 2, "on time": 1, "late": 1, "in time, %": 50}
    assert numbers(duties["rapid_review"]) == {"due": 2, "late": 1, "overdue now": 1}
    assert numbers(lateness["notification"]) == {
        "late or overdue": 1,
        "2 to 5 days": 1,
        "explained": 1,
        "median": 2,
        "longest": 2,
    }
    assert lateness["agency_summary"]["not explained"] == 2
    assert numbers(rows(made, "moved")["agency_summary"]) == {"extended": 1}


def test_what_is_open_in_time_or_ran_out_is_not_late() -> None:
    assert rows(reported([a.reviewed()], a.noon(a.AWARE)), "lateness") == {}
    published = a.play(a.ready_to_publish(), [a.advance_copy(LATE), a.published(LATE)])
    ended = a.play(published, a.year_ended(date(2027, 1, 20)))
    made = reported([ended], a.noon(date(2027, 2, 1)), days(date(2026, 4, 1), date(2027, 3, 31)))
    assert numbers(rows(made, "duties")["public_for_a_year"]) == {"due": 1, "on time": 1, "in time, %": 100}


def test_suspended_duty_counts_where_its_new_date_lies() -> None:
    case = a.play(a.reviewed(), a.suspended(SUMMARY, date(2026, 1, 16), at=date(2026, 1, 12)))
    made = reported([case], a.noon(date(2026, 1, 20)), days(date(2026, 1, 20), date(2026, 1, 31)))
    assert numbers(rows(made, "duties")["agency_summary"]) == {"due": 1, "open": 1}
    assert numbers(rows(made, "moved")["agency_summary"]) == {"suspended": 1}


def test_correction_that_makes_it_late_moves_it_to_where_it_was_due() -> None:
    on = date(2026, 1, 12)
    case = a.play(a.opened(), [a.criteria_met(), a.notified(on)])
    right = a.corrected(on, la_aware=Moment.on(date(2026, 1, 2)), incident_at=Moment.on(date(2026, 1, 1)))
    corrected = a.play(case, right)
    assert numbers(rows(reported([case], a.noon(on)), "duties")["notification"])["on time"] == 1
    assert numbers(rows(reported([corrected], a.noon(on)), "lateness")["notification"])["1 day"] == 1


def test_what_was_missed_counts_where_it_was_missed_and_not_where_it_was_moved_to() -> None:
    """The day of an advance copy that is planned with the copy itself undoes no lateness."""
    sent = a.play(a.ready_to_publish(), a.advance_copy(date(2026, 9, 30), at=date(2026, 7, 20)))
    copy = a.duty(sent, "advance_copy")
    assert copy.original_due is not None
    assert copy.original_due < date(2026, 7, 20) < copy.due
    for day, late in ((copy.original_due, {"late": 1}), (copy.due, {})):
        row = rows(reported([sent], a.noon(copy.due), days(day, day)), "duties").get("advance_copy", {})
        assert {column: cell for column, cell in numbers(row).items() if column == "late"} == late
    late_by = CALENDAR.working_days_between(copy.original_due, date(2026, 7, 20))
    on_record = rows(reported([sent], a.noon(copy.due), days(copy.original_due, copy.original_due)), "lateness")
    assert on_record["advance_copy"]["longest"] == late_by > 0


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        (date(2026, 1, 12), date(2026, 1, 12), True),  # the notification's due day alone
        (date(2025, 1, 1), date(2026, 1, 11), False),
        (date(2026, 1, 13), date(2026, 12, 31), False),
    ],
)
def test_both_ends_of_the_period_belong_to_it(first: date, last: date, counts: bool) -> None:  # noqa: FBT001 - what is asked
    case = a.play(a.opened(), a.criteria_met())
    found = figures_of(case, days(first, last), a.noon(LATER), CALENDAR)
    assert ("notification" in {duty.duty for duty in found.duties}) is counts


def test_day_is_london_s_and_not_the_clock_s_in_greenwich() -> None:
    received = Moment.parse("2026-06-02T23:30:00Z")  # 00:30 on the 3rd in London
    aware = {"la_aware": received, "incident": a.an_incident(at=Moment.on(date(2026, 6, 1)))}
    case = a.opened(a.a_referral(received=received, **aware), now=a.noon(date(2026, 6, 3)))
    second, third = (days(date(2026, 6, day), date(2026, 6, day)) for day in (2, 3))
    assert figures_of(case, second, a.noon(LATER), CALENDAR).incident is None
    assert figures_of(case, third, a.noon(LATER), CALENDAR).incident is not None


def test_period_that_ends_before_it_begins_is_none() -> None:
    with pytest.raises(ValidationError, match="before it begins"):
        days(date(2026, 4, 2), date(2026, 4, 1))


def test_stages_last_from_their_first_day_to_their_last() -> None:
    case = a.play(a.opened(), [a.criteria_met(date(2026, 1, 7)), a.notified(date(2026, 1, 12))])
    case = a.play(case, [a.meeting_held(date(2026, 1, 20)), *a.signed_by_all(date(2026, 1, 21))])
    case = a.play(case, [a.submitted(date(2026, 1, 30)), a.panel_answers("agrees_local_review", date(2026, 2, 9))])
    case = a.play(case, [a.local_review(at=date(2026, 2, 10))])
    took = {each.stage: each.value for each in durations(case, (CALENDAR,))}
    assert took == {
        Stage.CRITERIA: 2,
        Stage.NOTIFICATION: 5,
        Stage.RAPID_REVIEW: 14,
        Stage.TO_PANEL: 19,
        Stage.PANEL: 6,
        Stage.DECISION: 7,
    }
    only_the_panel = figures_of(case, days(date(2026, 2, 9), date(2026, 2, 9)), a.noon(LATER), CALENDAR)
    assert [each.stage for each in only_the_panel.durations] == [Stage.PANEL]


@pytest.mark.parametrize(
    ("begun", "ended", "months"),
    [
        (date(2025, 8, 31), date(2026, 2, 28), Fraction(6)),  # the last day on time
        (date(2025, 8, 31), date(2026, 3, 1), Fraction(61, 10)),  # and the day after
        (date(2026, 1, 21), date(2026, 7, 21), Fraction(6)),
        (date(2026, 1, 21), date(2026, 7, 20), Fraction(6)),  # rounded up: nearly six months
        (date(2026, 1, 21), date(2026, 1, 21), Fraction(0)),
        (date(2026, 1, 21), date(2026, 1, 1), Fraction(0)),  # ended before it began
        (date(2026, 1, 1), date(2026, 2, 15), Fraction(15, 10)),
    ],
)
def test_calendar_months_are_counted_as_the_rule_counts_them(begun: date, ended: date, months: Fraction) -> None:
    assert calendar_months(begun, ended) == months


def test_linked_duplicate_is_no_incident_of_its_own() -> None:
    case = a.play(a.opened(), a.linked())
    found = figures_of(case, YEAR, a.noon(LATER), CALENDAR)
    assert (found.incident, found.linked, found.durations) == (None, True, ())


def left_after(*decisions: AnyDecision) -> tuple[Case, Left]:
    """A case in which this was decided, and what is left of it."""
    events = a.opening_events()
    case = a.after(a.nothing(), events)
    for decision in decisions:
        recorded = a.taken(case, decision, a.noon(decision.at.last_day))
        case, events = a.after(case, recorded), events + recorded
    traces = [Trace(type=each.type, effective=each.effective, skeleton=skeleton(each)) for each in events]
    return case, left_of(traces)


def test_of_what_cannot_be_read_duties_and_decisions_are_left() -> None:
    case, left = left_after(a.criteria_met())
    found = figures_left(left, "destroyed", YEAR, a.noon(LATER), CALENDAR)
    whole = figures_of(case, YEAR, a.noon(LATER), CALENDAR)
    assert [duty.state for duty in found.duties] == [duty.state for duty in whole.duties]
    assert found.incident is not None
    assert whole.incident is not None
    assert found.incident.course == whole.incident.course
    assert found.incident.course.path is Path.REVIEW
    assert (found.incident.facts, found.durations) == (None, ())
    later = Period(first=a.AWARE + timedelta(days=1), last=LATER)
    assert figures_left(left, "destroyed", later, a.noon(LATER), CALENDAR).incident is None


def test_review_that_is_taken_up_again_is_not_stood_down_any_more() -> None:
    stood_down, left = left_after(a.criteria_met(), a.notified(), a.stood_down())
    assert left.course == course_of(stood_down)
    assert left.course.stood_down
    again, left = left_after(a.criteria_met(), a.notified(), a.stood_down(), a.criteria_met(date(2026, 1, 6)))
    assert left.course == course_of(again)
    assert not left.course.stood_down


def test_kind_is_the_gravest_that_holds_of_any_child() -> None:
    died, harmed = a.a_child(died_on=date(2026, 1, 4)), a.a_child()
    without = a.an_incident(abuse_or_neglect=False)
    kinds = [
        facts_of(a.a_referral(children=children, incident=incident), "warwickshire").kind
        for children, incident in (
            ((harmed, died), a.an_incident()),
            ((harmed,), a.an_incident()),
            ((a.a_child(looked_after=True, died_on=date(2026, 1, 4), seriously_harmed=False),), without),
            ((a.a_child(care_leaver=True, died_on=date(2026, 1, 4), seriously_harmed=False),), without),
            ((harmed,), without),
        )
    ]
    assert kinds == [Kind.DEATH, Kind.HARM, Kind.LOOKED_AFTER_DEATH, Kind.CARE_LEAVER_DEATH, Kind.OTHER]


def test_place_and_home_are_seen_from_our_own_area() -> None:
    places = [
        facts_of(a.a_referral(incident=incident), "warwickshire").place
        for incident in (
            a.an_incident(),
            a.an_incident(area="coventry"),
            a.an_incident_abroad(),
            a.an_incident(country=Country.ABROAD, area="invented"),
        )
    ]
    assert places == [Place.OWN_AREA, Place.OTHER_AREA, Place.ELSEWHERE, Place.ABROAD]
    both = (a.a_child(lives_in="warwickshire"), a.a_child(lives_in="coventry"))
    homes = [facts_of(a.a_referral(children=children), "warwickshire").home for children in (both[:1], both)]
    assert homes == [Home.OWN_AREA, Home.OTHER_AREA]
