"""How long each stage took: from a day that is on record to another, counted as its rule counts."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil

from domain.calendar import Calendar
from domain.case import Case
from domain.decisions.panel import DecideLocalReview
from domain.decisions.rapid_review import Paper
from domain.duty_rule import Unit
from domain.model import Model
from domain.moment import Moment
from domain.months import add_calendar_months
from domain.signatures import all_signed, key_of


class Stage(StrEnum):
    """The stages whose duration is reported, in the order of the procedure."""

    CRITERIA = "criteria"
    NOTIFICATION = "notification"
    RAPID_REVIEW = "rapid_review"
    TO_PANEL = "to_panel"
    PANEL = "panel"
    DECISION = "decision"
    LOCAL_REVIEW = "local_review"
    PUBLICATION = "publication"


class StageRule(Model):
    """From which day to which a stage is counted, in words and in what unit."""

    title: str
    begins: str
    ends: str
    unit: Unit


STAGES = {
    Stage.CRITERIA: StageRule(
        title="criteria decision",
        begins="the referral was received",
        ends="the first criteria decision",
        unit=Unit.WORKING_DAYS,
    ),
    Stage.NOTIFICATION: StageRule(
        title="notification",
        begins="the local authority became aware",
        ends="the notification was submitted",
        unit=Unit.WORKING_DAYS,
    ),
    Stage.RAPID_REVIEW: StageRule(
        title="rapid review, from the notification",
        begins="the notification was submitted",
        ends="the rapid review went to the Panel",
        unit=Unit.WORKING_DAYS,
    ),
    Stage.TO_PANEL: StageRule(
        title="rapid review, from awareness",
        begins="the local authority became aware",
        ends="the rapid review went to the Panel",
        unit=Unit.WORKING_DAYS,
    ),
    Stage.PANEL: StageRule(
        title="Panel",
        begins="the rapid review went to the Panel",
        ends="the Panel's first answer",
        unit=Unit.WORKING_DAYS,
    ),
    Stage.DECISION: StageRule(
        title="decision on a local review",
        begins="the rapid review went to the Panel",
        ends="the partners' first decision on a local review",
        unit=Unit.WORKING_DAYS,
    ),
    Stage.LOCAL_REVIEW: StageRule(
        title="local review, in months",
        begins="the decision to initiate it",
        ends="the last of the three partners' signatures",
        unit=Unit.CALENDAR_MONTHS,
    ),
    Stage.PUBLICATION: StageRule(
        title="publication, in months",
        begins="the decision to initiate the local review",
        ends="the publication",
        unit=Unit.CALENDAR_MONTHS,
    ),
}


class Duration(Model):
    """How long a stage of one incident took, in the unit of its rule, and the London day on which it ended."""

    stage: Stage
    value: Fraction
    ended: date


def durations(case: Case, calendars: tuple[Calendar, ...]) -> Iterator[Duration]:
    """How long each ended stage of a case took; of what is known as a period, its first day begins and its last ends.

    A stage that ended before it began, such as a decision before the referral came, took no time.

    Args:
        case: the case.
        calendars: the first that knows all days of a count is the one that counts.
    """
    for stage, begun, ended in _stages(case):
        if begun is None or ended is None:
            continue
        value: int | Fraction | None
        if STAGES[stage].unit is Unit.CALENDAR_MONTHS:
            value = calendar_months(begun, ended.last_day)
        else:
            value = working_days(begun, ended.last_day, calendars)
        if value is not None:
            yield Duration(stage=stage, value=Fraction(value), ended=ended.last_day)


def _stages(case: Case) -> Iterator[tuple[Stage, date | None, Moment | None]]:
    submission = case.submission
    decisions = (entry for entry in case.panel_correspondence if isinstance(entry, DecideLocalReview))
    decided = next(decisions, None)
    initiated = case.local_review.at.first_day if case.local_review else None
    notified = case.notification.at if case.notification else None
    yield (
        Stage.CRITERIA,
        case.received.first_day if case.received else None,
        case.criteria_decisions[0].at if case.criteria_decisions else None,
    )
    yield Stage.NOTIFICATION, case.awareness_day, notified
    yield Stage.RAPID_REVIEW, notified.first_day if notified else None, submission
    yield Stage.TO_PANEL, case.awareness_day, submission
    yield (
        Stage.PANEL,
        submission.first_day if submission else None,
        case.panel_answers[0].at if case.panel_answers else None,
    )
    yield Stage.DECISION, submission.first_day if submission else None, decided.at if decided else None
    yield Stage.LOCAL_REVIEW, initiated, _report_signed(case)
    yield Stage.PUBLICATION, initiated, case.publication.at if case.publication else None


def _report_signed(case: Case) -> Moment | None:
    if not all_signed(case, Paper.LOCAL_REVIEW):
        return None
    signed = (case.signatures[key_of(Paper.LOCAL_REVIEW, partner)].at for partner in case.partner_keys())
    return max(signed, key=lambda at: at.last_day)


def working_days(begun: date, ended: date, calendars: tuple[Calendar, ...]) -> int | None:
    """Working days after `begun`, up to and including `ended`; None where no calendar knows all of them."""
    for calendar in calendars:
        if calendar.first <= min(begun, ended) and max(begun, ended) <= calendar.last:
            return max(0, calendar.working_days_between(begun, ended))
    return None


def calendar_months(begun: date, ended: date) -> Fraction:
    """Calendar months from `begun` to `ended`, in tenths that are rounded up.

    What ends on the day on which six months are over took 6, and what ends a day later more than 6: the days of the
    month under way are a fraction of that month.
    """
    whole = 0
    while add_calendar_months(begun, whole + 1) <= ended:
        whole += 1
    last = add_calendar_months(begun, whole)
    part = Fraction((ended - last).days, (add_calendar_months(begun, whole + 1) - last).days)
    return max(Fraction(0), whole + Fraction(ceil(part * 10), 10))
