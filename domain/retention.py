"""How long the record of a closed case is kept: what it is kept as, until which day, and when that is looked at again.

A case keeps the policy that it was opened under. Where the partnership's policy has become longer since, the longer
period counts; so every function that says "may go" is given both.
"""

from datetime import date

from domain.case import Case
from domain.decisions.criteria import CriteriaOutcome
from domain.london import london_date
from domain.model import Model
from domain.months import MONTHS_A_YEAR, add_calendar_months
from domain.policy import Policy
from domain.retention_policy import RecordType, RetentionRule, Trigger


class Retention(Model):
    """How long one record is kept. Both days are London dates.

    `until` is the last day on which it must be kept; `review` is the day from which somebody looks whether that is
    long enough. Both are absent where the day from which they count is not known: then it is kept.
    """

    record: RecordType
    rule: RetentionRule
    until: date | None
    review: date | None

    def has_ended(self, day: date) -> bool:
        """Whether the record need not be kept any more on a London day."""
        return self.until is not None and day > self.until

    def asks_for_review(self, day: date) -> bool:
        """Whether somebody is to look at it on a London day; what has no end is always to be looked at."""
        return self.review is None or day >= self.review


def record_type(case: Case) -> RecordType:
    """What the case is kept as: by the most that it ever was, whatever was decided after."""
    outcomes = {decision.outcome for decision in case.criteria_decisions}
    if case.publication:
        return RecordType.PUBLISHED_REVIEW
    if CriteriaOutcome.MET in outcomes:
        return RecordType.REVIEW
    if case.notification or CriteriaOutcome.NOTIFY_ONLY in outcomes:
        return RecordType.NOTIFIED
    if case.linked:
        return RecordType.LINKED_DUPLICATE
    return RecordType.NOT_MET if outcomes else RecordType.NOT_TAKEN_FORWARD


def retention(case: Case, policy: Policy) -> Retention | None:
    """How long a policy keeps the record of a case; None while the case is open, or where the policy does not say."""
    rule = policy.retention_of(record_type(case))
    if case.closed_at is None or rule is None:
        return None
    since = _since(case, rule.trigger)
    until = add_calendar_months(since, MONTHS_A_YEAR * rule.years) if since else None
    review = add_calendar_months(until, -rule.review_before_months) if until else None
    return Retention(record=rule.record, rule=rule, until=until, review=review)


def longest(case: Case, *policies: Policy) -> Retention | None:
    """The retention by that policy which keeps the record longest; None where one of them does not say."""
    by_each = [retention(case, policy) for policy in policies]
    known = [each for each in by_each if each is not None]
    if len(known) < len(by_each):
        return None
    return max(known, key=lambda each: each.until or date.max, default=None)


def holds_in_force(case: Case) -> list[int]:
    """The numbers of the legal holds that are not lifted, counted from 1."""
    return [number for number, hold in enumerate(case.legal_holds, start=1) if hold.lifted is None]


def _since(case: Case, trigger: Trigger) -> date | None:
    """Day 0; of a period its last day, of several children the youngest, an unborn one by its expected date."""
    match trigger:
        case Trigger.CASE_CLOSED:
            return london_date(case.closed_at) if case.closed_at else None
        case Trigger.PUBLISHED:
            return case.publication.at.last_day if case.publication else None
        case Trigger.YOUNGEST_CHILD_BORN:
            children = [child for received in case.referrals for child in received.referral.children]
            return max((day for child in children if (day := child.date_of_birth or child.expected_date)), default=None)
