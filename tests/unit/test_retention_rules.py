"""How long the record of a closed case is kept: what it is kept as, until when, and by whose longer policy."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.case import Case
from domain.policy import Policy
from domain.retention import longest, record_type, retention
from domain.retention_policy import RecordType, RetentionRule, Trigger
from tests.unit import builders as a

NOT_MET = a.criteria("not_met")


def closed(*decisions: Any, case: Case | None = None, on: date = a.AWARE) -> Case:  # noqa: ANN401 - any decision
    ended = a.settled(a.play(case or a.opened(), list(decisions)), a.noon(on))
    assert ended.is_closed
    return ended


def policy(record: RecordType, trigger: Trigger, years: int = 30, review_before_months: int = 6) -> Policy:
    """The shipped policy, but this type of record is kept so."""
    rule = RetentionRule(
        record=record,
        trigger=trigger,
        years=years,
        review_before_months=review_before_months,
        approvers=a.the_rules().policy.retention[0].approvers,
        source="invented",
    )
    return a.the_rules().policy.model_copy(update={"retention": (rule,)})


PUBLISHED = closed(
    a.advance_copy(date(2026, 1, 14)),
    a.published(date(2026, 1, 14)),
    a.year_ended(date(2027, 1, 15)),
    case=a.ready_to_publish(),
)

A_DEATH = a.a_referral(
    incident=a.an_incident(abuse_or_neglect=False),
    children=(a.a_child(looked_after=True, died_on=date(2026, 1, 4), seriously_harmed=False),),
)

KINDS = {
    RecordType.PUBLISHED_REVIEW: PUBLISHED,
    RecordType.REVIEW: closed(a.stood_down(), case=a.reviewed()),
    RecordType.NOTIFIED: closed(a.criteria("notify_only"), a.notified(), case=a.opened(A_DEATH)),
    RecordType.LINKED_DUPLICATE: closed(a.linked()),
    RecordType.NOT_MET: closed(NOT_MET),
    RecordType.NOT_TAKEN_FORWARD: closed(a.withdrawn()),
}


@pytest.mark.parametrize("record", RecordType)
def test_each_kind_of_record_is_told_by_what_the_case_was(record: RecordType) -> None:
    assert record_type(KINDS[record]) is record


def test_what_a_case_once_was_counts_whatever_was_decided_after() -> None:
    again = a.play(closed(a.stood_down(), case=a.reviewed()), a.reopened())
    assert record_type(closed(NOT_MET, case=again)) is RecordType.REVIEW
    assert record_type(closed(a.linked(), case=a.play(a.opened(), NOT_MET))) is RecordType.LINKED_DUPLICATE


@pytest.mark.parametrize(
    ("trigger", "years", "until"),
    [
        (Trigger.CASE_CLOSED, 30, date(2057, 1, 15)),
        (Trigger.PUBLISHED, 1, date(2027, 1, 14)),
        (Trigger.YOUNGEST_CHILD_BORN, 75, date(2093, 6, 1)),
    ],
)
def test_the_last_day_is_counted_in_years_from_the_trigger(trigger: Trigger, years: int, until: date) -> None:
    ended = PUBLISHED.having(closed_at=a.noon(date(2027, 1, 15)))
    kept = retention(ended, policy(RecordType.PUBLISHED_REVIEW, trigger, years))
    assert kept is not None
    assert kept.until == until
    assert (kept.has_ended(until), kept.has_ended(until + timedelta(days=1))) == (False, True)


def test_the_youngest_child_counts_an_unborn_one_by_its_expected_date() -> None:
    unborn = a.a_child(date_of_birth=None, unborn=True, expected_date=date(2026, 3, 1), seriously_harmed=False)
    case = closed(NOT_MET, case=a.opened(a.a_referral(children=(a.a_child(), unborn))))
    kept = retention(case, policy(RecordType.NOT_MET, Trigger.YOUNGEST_CHILD_BORN, 75))
    assert kept is not None
    assert kept.until == date(2101, 3, 1)


def test_who_was_born_on_29_february_is_a_year_older_on_1_march() -> None:
    leap = a.a_child(date_of_birth=date(2016, 2, 29))
    case = closed(NOT_MET, case=a.opened(a.a_referral(children=(leap,))))
    kept = retention(case, policy(RecordType.NOT_MET, Trigger.YOUNGEST_CHILD_BORN, 75))
    assert kept is not None
    assert (kept.has_ended(date(2091, 2, 28)), kept.has_ended(date(2091, 3, 1))) == (False, True)


def test_a_review_is_asked_for_before_the_end() -> None:
    kept = retention(closed(NOT_MET), policy(RecordType.NOT_MET, Trigger.CASE_CLOSED, 30, 6))
    assert kept is not None
    assert kept.review == date(2055, 7, 5)
    assert (kept.asks_for_review(date(2055, 7, 4)), kept.asks_for_review(date(2055, 7, 5))) == (False, True)


def test_what_cannot_be_counted_never_ends_and_is_always_to_be_looked_at() -> None:
    kept = retention(closed(NOT_MET), policy(RecordType.NOT_MET, Trigger.PUBLISHED))
    assert kept is not None
    assert kept.until is None
    assert not kept.has_ended(date(2999, 1, 1))
    assert kept.asks_for_review(a.AWARE)


def test_an_open_case_and_a_policy_that_says_nothing_have_no_retention() -> None:
    assert retention(a.opened(), a.the_rules().policy) is None
    silent = a.the_rules().policy.model_copy(update={"retention": ()})
    assert retention(closed(NOT_MET), silent) is None
    assert longest(closed(NOT_MET), a.the_rules().policy, silent) is None


@pytest.mark.parametrize(("recorded", "current"), [(30, 75), (75, 30)])
def test_the_longer_of_two_policies_counts(recorded: int, current: int) -> None:
    both = [policy(RecordType.NOT_MET, Trigger.CASE_CLOSED, years) for years in (recorded, current)]
    kept = longest(closed(NOT_MET), *both)
    assert kept is not None
    assert kept.until == date(2101, 1, 5)
    unknown = longest(closed(NOT_MET), both[0], policy(RecordType.NOT_MET, Trigger.PUBLISHED, 1))
    assert unknown is not None
    assert unknown.until is None


def test_the_shipped_policy_keeps_each_kind_and_calls_none_of_it_law() -> None:
    shipped = a.the_rules().policy.retention
    assert {rule.record for rule in shipped} == set(RecordType)
    assert all(rule.unconfirmed and rule.years >= 30 for rule in shipped)
