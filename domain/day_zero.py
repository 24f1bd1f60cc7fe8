"""Day 0: the days from which the limits of a case count, as far as they are on record."""

from collections.abc import Mapping
from datetime import date

from domain.case import Case
from domain.deadlines import ReadingLine, other_readings
from domain.decisions.criteria import CriteriaOutcome
from domain.duty import Duty
from domain.duty_rule import ANCHOR_WORDS, Anchor
from domain.moment import Moment


def anchor_moments(case: Case) -> Mapping[Anchor, Moment]:
    """When each anchor happened that did, as precisely as it is known.

    What follows from a due date (`RAPID_REVIEW_DUE`, `PUBLICATION_DUE`) happens nowhere and is left out. Several
    agencies may have become aware: the first of them counts, and of what repeats the last.
    """
    agencies = [each.referral.agency_aware for each in case.referrals if each.referral.agency_aware]
    met = case.criteria_since if case.criteria and case.criteria.outcome is CriteriaOutcome.MET else None
    found = {
        Anchor.INCIDENT: case.referral.incident.at,
        Anchor.AGENCY_AWARE: min(agencies, key=lambda moment: moment.first_day, default=None),
        Anchor.LA_AWARE: case.referral.la_aware,
        Anchor.REFERRAL_RECEIVED: case.received,
        Anchor.CRITERIA_MET: met.at if met else None,
        Anchor.NOTIFICATION_SENT: case.notification.at if case.notification else None,
        Anchor.RAPID_REVIEW_SUBMITTED: case.submission,
        Anchor.PANEL_ANSWERED: case.panel_answers[-1].at if case.panel_answers else None,
        Anchor.LCSPR_DECIDED: case.local_review.at if case.local_review else None,
        Anchor.PUBLICATION_PLANNED: Moment.on(case.advance_copy.publish_on) if case.advance_copy else None,
        Anchor.PUBLISHED: case.publication.at if case.publication else None,
        Anchor.DELAYED: case.delays[-1].at if case.delays else None,
    }
    return {anchor: moment for anchor, moment in found.items() if moment is not None}


def anchor_days(case: Case) -> Mapping[Anchor, date]:
    """Day 0 of each anchor, a London date: of a period its first day, the strictest reading.

    The year in public is the exception, which runs from the last day on which publication can have been. Where the
    local authority's awareness is not known, it is the latest day that it can have been (`Case.awareness_day`).
    """
    days = {anchor: moment.first_day for anchor, moment in anchor_moments(case).items()}
    if case.publication:
        days[Anchor.PUBLISHED] = case.publication.at.last_day
    return {**days, Anchor.LA_AWARE: case.awareness_day}


def other_readings_of(case: Case, duty: Duty) -> tuple[ReadingLine, ...]:
    """When the other published readings of a duty's limit would have it due, by the anchors on record."""
    return tuple(other_readings(duty.rule.duty, case.in_force, anchor_days(case)))


def say_day_zero(case: Case, duty: Duty) -> str:  # noqa: PLR0911 - one line an exception
    """What a duty on record counts from, in words; mostly the anchor of its rule, but for some another day."""
    name, _, number = duty.key.partition(":")
    if name == "criteria_decision" and number:
        return "the day the case was reopened"
    if name == "criteria_confirmation":
        return "the day a fact was corrected"
    if name == "panel_answer" and number != "1":
        return "the day the information that it had asked for went to the Panel"
    if name == "advance_copy" and case.advance_copy is None:
        return "the day publication is due, because no day is planned yet"
    anchor = duty.rule.anchor
    if anchor is Anchor.NOTIFICATION_SENT and duty.provisional:
        return "the last day for the notification, which has not been sent"
    if anchor is Anchor.LA_AWARE and case.referral.la_aware is None:
        taken = ANCHOR_WORDS[Anchor.REFERRAL_RECEIVED] if case.received else "the day the case was opened"
        return f"{taken}, because it is not on record when the local authority became aware"
    return ANCHOR_WORDS[anchor]
