"""A bank holiday is proclaimed while cases run: what moves, what stays, who is told, and what is refused."""

from datetime import date, timedelta

import pytest

from domain.case import Case
from domain.decisions.any_decision import AnyDecision
from domain.decisions.dates import ChangeCalendar
from domain.duty import DutyStatus
from domain.event import DutyRedated
from domain.moment import Moment
from domain.people import Role
from domain.proclamation import Reception, catch_up, effect
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a

WEDNESDAY = date(2026, 1, 7)


def refusal(case: Case, decision: AnyDecision) -> Refusal:
    with pytest.raises(Refusal) as raised:
        a.taken(case, decision, a.noon(a.AWARE))
    return raised.value


def test_late_proclamation_of_19_september_2022() -> None:
    """Notified Mon 5 Sep 2022, 15 working days: Mon 26 Sep. Once 19 Sep is proclaimed: Tue 27 Sep."""
    monday, funeral = date(2022, 9, 5), date(2022, 9, 19)
    rules = a.the_rules(a.PANEL_2025)
    before = rules.calendar.changed(funeral, None)  # as the calendar was known until 10 September
    day_before = Moment.on(monday - timedelta(days=1))
    referral = a.a_referral(
        la_aware=Moment.on(monday), received=Moment.on(monday), incident=a.an_incident(at=day_before)
    )
    case = a.opened(referral, rules.model_copy(update={"calendar": before}), a.noon(monday))
    case = a.play(case, [a.criteria_met(monday), a.notified(monday)])
    assert a.due(case, "rapid_review") == date(2022, 9, 26)

    proclaimed = a.calendar_changed(funeral, "State Funeral of Queen Elizabeth II", at=date(2022, 9, 10))
    events = a.taken(case, proclaimed, a.noon(date(2022, 9, 10)))
    moved = {event.body.new.key: event.body for event in events if isinstance(event.body, DutyRedated)}
    rapid_review = moved["rapid_review"]
    assert (rapid_review.old.due, rapid_review.new.due) == (date(2022, 9, 26), date(2022, 9, 27))
    assert rapid_review.reason == "Mon 19 Sep 2022 was proclaimed a bank holiday: State Funeral of Queen Elizabeth II"
    assert "notification" not in moved  # it was met, and stays as it was


def test_early_may_moved_to_friday_in_2020() -> None:
    before = a.the_rules().calendar.changed(date(2020, 5, 8), None).changed(date(2020, 5, 4), "Early May")
    assert before.add_working_days(date(2020, 4, 30), 5) == date(2020, 5, 8)
    after = before.changed(date(2020, 5, 4), None).changed(date(2020, 5, 8), "Early May (VE day)")
    assert after.add_working_days(date(2020, 4, 30), 5) == date(2020, 5, 7)
    assert after.version == a.the_rules().calendar.version  # what a later change undoes is not mentioned


def test_open_dates_move_with_their_ladder_and_the_reason_names_the_day() -> None:
    case = a.opened()
    after = a.play(case, a.calendar_changed(WEDNESDAY))
    assert (a.due(case, "notification"), a.due(after, "notification")) == (date(2026, 1, 12), date(2026, 1, 13))
    assert after.in_force.calendar.holiday(WEDNESDAY) == "Invented Jubilee"
    assert after.in_force.calendar.version == f"{case.in_force.calendar.version}, 2026-01-07 added"
    assert after.in_force.calendar.source == case.in_force.calendar.version
    overdue = next(rung for rung in after.duties["notification"].rungs if rung.name == "overdue")
    assert overdue.at == after.duties["notification"].breach


def test_ladder_moves_where_the_due_date_stays() -> None:
    """The day after the due date is proclaimed: what is due stays, its escalations move."""
    case = a.opened()
    events = a.taken(case, a.calendar_changed(date(2026, 1, 13)), a.noon(a.AWARE))
    notification = next(
        event.body for event in events if isinstance(event.body, DutyRedated) and event.body.new.key == "notification"
    )
    assert notification.old.due == notification.new.due
    assert notification.old.rungs != notification.new.rungs


def test_withdrawn_proclamation_restores_every_duty() -> None:
    case = a.opened()
    again = a.play(case, [a.calendar_changed(WEDNESDAY), a.calendar_changed(WEDNESDAY, None)])
    assert again.duties == case.duties
    assert again.in_force == case.in_force


def test_duty_that_was_met_stays_untouched() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.notified()])
    after = a.play(case, a.calendar_changed(WEDNESDAY))
    met = {key for key, duty in case.duties.items() if duty.status is DutyStatus.MET}
    assert met
    assert {key: after.duties[key] for key in met} == {key: case.duties[key] for key in met}


def test_duty_that_was_met_is_not_judged_by_the_new_calendar_when_another_fact_is_corrected() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.notified(), a.calendar_changed(WEDNESDAY)])
    after = a.play(case, a.corrected(child=1, date_of_birth=date(2018, 6, 2)))
    assert after.duties["notification"] == case.duties["notification"]
    assert after.duties["notification"].due == date(2026, 1, 12)


def test_owner_of_a_moved_date_is_told_of_the_day() -> None:
    after = a.play(a.opened(), a.calendar_changed(WEDNESDAY))
    told = {letter.about: letter.values["why"] for letter in a.letters(after, "date_moved")}
    assert told["notification moved"] == "Wed 7 Jan 2026 was proclaimed a bank holiday: Invented Jubilee"


@pytest.mark.parametrize(
    ("decision", "code", "words"),
    [
        (a.calendar_changed(date(2026, 1, 10)), RefusalCode.WRONG_TIME, "Sat 10 Jan 2026 is no working day"),
        (a.calendar_changed(date(2060, 1, 7)), RefusalCode.WRONG_TIME, "outside the case's calendar"),
        (a.calendar_changed(date(2026, 4, 3)), RefusalCode.ALREADY_DECIDED, "a bank holiday already: Good Friday"),
        (a.calendar_changed(WEDNESDAY, None), RefusalCode.ALREADY_DECIDED, "no bank holiday as it is"),
    ],
)
def test_day_that_changes_nothing_or_cannot_be_one_is_refused(
    decision: ChangeCalendar, code: RefusalCode, words: str
) -> None:
    refused = refusal(a.opened(), decision)
    assert refused.code is code
    assert words in refused.message


def test_only_the_team_of_the_partnership_proclaims() -> None:
    by_police = a.calendar_changed(WEDNESDAY).model_copy(update={"by": a.by(Role.PARTNER, "police")})
    assert refusal(a.opened(), by_police).code is RefusalCode.NOT_AUTHORISED


def test_effect_says_what_would_move_and_records_nothing() -> None:
    case, decision = a.opened(), a.calendar_changed(WEDNESDAY)
    found = effect(case, decision, a.noon(a.AWARE))
    assert found.reception is Reception.MOVED
    assert {each.new.key for each in found.moved} == {"acknowledgement:1", "criteria_decision", "notification"}
    far = a.calendar_changed(date(2030, 7, 3))
    assert effect(case, far, a.noon(a.AWARE)).reception is Reception.GIVEN
    taken = a.play(case, decision)
    assert effect(taken, decision, a.noon(a.AWARE)).reception is Reception.ALREADY
    assert effect(taken, a.calendar_changed(WEDNESDAY), a.noon(a.AWARE)).reception is Reception.ALREADY
    withdrawn = a.play(case, a.withdrawn())
    assert effect(withdrawn, decision, a.noon(a.AWARE)).reception is Reception.CLOSED
    outside = effect(case, a.calendar_changed(date(2060, 1, 7)), a.noon(a.AWARE))
    assert (outside.reception, outside.refusal[:4]) == (Reception.REFUSED, "day:")


def test_case_catches_up_with_what_was_proclaimed_without_it_once() -> None:
    case = a.opened()
    kept = (a.calendar_changed(WEDNESDAY), a.calendar_changed(date(2026, 4, 3)), a.calendar_changed(date(2060, 1, 7)))
    after = a.after(case, catch_up(case, kept, a.noon(a.AWARE)))
    assert after.in_force.calendar == case.in_force.calendar.changed(WEDNESDAY, "Invented Jubilee")
    assert a.due(after, "notification") == date(2026, 1, 13)
    assert list(after.handled) == [kept[0].id]
    assert catch_up(after, kept, a.noon(a.AWARE)) == []


def test_what_a_person_decided_for_one_case_is_not_undone_by_catching_up() -> None:
    kept = a.calendar_changed(WEDNESDAY)
    case = a.play(a.opened(), [kept, a.calendar_changed(WEDNESDAY, None)])
    assert catch_up(case, (kept,), a.noon(a.AWARE)) == []
