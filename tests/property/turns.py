"""What a case takes of one accord: the pieces of a path that gets far, and the turns that it can take."""

from collections.abc import Callable
from datetime import date, timedelta

from domain.decisions.any_decision import AnyDecision
from domain.decisions.rapid_review import Paper
from tests.unit import builders as a

# A path that gets far, in pieces that generated decisions come between.
USUAL: list[Callable[[date], list[AnyDecision]]] = [
    lambda day: [a.criteria_met(day), a.notified(day)],
    lambda day: [a.meeting_held(day), *a.signed_by_all(day)],
    lambda day: [a.submitted(day)],
    lambda day: [a.panel_answers("agrees_local_review", day), a.local_review(at=day)],
    lambda day: [*a.every_step(day), *a.signed_by_all(day, Paper.LOCAL_REVIEW)],
    lambda day: [a.advance_copy(day, day), a.published(day)],
]

ONE_DAY = timedelta(days=1)
MAY_WAIT = ("agency_summary:education", "review_step:agency_reports")


def _working(day: date) -> date:
    calendar = a.the_rules().calendar
    return day if calendar.is_working_day(day) else calendar.next_working_day(day)


def _extend_and_explain(day: date) -> list[AnyDecision]:
    explained = [a.lateness_explained(each, day) for each in ("notification", *MAY_WAIT)]
    return [a.extended("agency_summary:education", _working(day + 12 * ONE_DAY), day), *explained]


# What a case ends with, and what opens it again; after each its letters go out and it may close.
TURNS: list[Callable[[date], list[AnyDecision]]] = [
    lambda day: [a.criteria("not_met", day)],
    lambda day: [a.criteria("notify_only", day), a.notified(day)],
    lambda day: [a.withdrawn(day)],
    lambda day: [a.linked(at=day)],
    lambda day: [a.stood_down(day)],
    lambda day: [a.panel_answers("agrees_no_local_review", day), a.local_review(initiate=False, at=day)],
    lambda day: [a.panel_answers("national_review", day), a.national_review_concluded(day)],
    lambda day: [a.criteria("other_area", day), a.other_area_answered(at=day)],
    lambda day: [a.delayed(day)],
    lambda day: [a.held(day), a.disposal_proposed(day), a.hold_lifted(at=day)],
    lambda day: [a.reopened(day)],
    lambda day: [a.reopened(day), a.criteria_met(day)],
    lambda day: [a.moved_to(a.WORKING_TOGETHER_2018, day)],
    lambda day: [a.moved_to(a.WORKING_TOGETHER_2023, day), a.moved_to(a.PANEL_2025, day)],
    _extend_and_explain,
    lambda day: [a.suspended(each, _working(day + 7 * ONE_DAY), day) for each in MAY_WAIT],
    lambda day: [a.resumed(each, day) for each in MAY_WAIT],
]
