"""Invented referrals and decisions of today: the real server has the real time."""

from datetime import UTC, date, datetime, timedelta

from domain.decisions.any_decision import AnyDecision
from domain.london import london_date
from domain.moment import Moment
from domain.referral import LeadDecision, Referral
from tests.unit.builders import (
    a_child,
    a_referral,
    an_incident,
    criteria_met,
    meeting_held,
    notified,
    signed_by_all,
    summary_of,
)


def today() -> date:
    """The London day on which the test runs: the real server has the real time."""
    return london_date(datetime.now(UTC))  # noqa: TID251 - tests are outside


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


def fresh(**facts: object) -> Referral:
    """A referral of yesterday's incident, of which everybody learnt today."""
    known = {
        "safeguarding_lead": LeadDecision(name="Invented Lead", refer=True, reason="Invented.", at=Moment.on(today())),
        "incident": an_incident(at=Moment.on(days_ago(1))),
        "la_aware": Moment.on(today()),
        "received": Moment.on(today()),
    }
    return a_referral(**{**known, **facts})


def a_death(age: int, **facts: object) -> Referral:
    """The death yesterday of somebody of this age, with no abuse or neglect suspected."""
    born = days_ago(1).replace(day=1, month=1) - timedelta(days=366 * age)
    return fresh(
        children=(a_child(date_of_birth=born, died_on=days_ago(1), seriously_harmed=False, **facts),),
        incident=an_incident(at=Moment.on(days_ago(1)), abuse_or_neglect=False),
    )


def under_review() -> list[AnyDecision]:
    """From the criteria to all that the rapid review needs."""
    day = today()
    summaries = [summary_of("education", day), summary_of("health_trust", day)]
    return [criteria_met(day), notified(day), *summaries, meeting_held(day), *signed_by_all(day)]
