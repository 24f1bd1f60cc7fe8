"""However a case went, its record is kept as something, and no stricter fact or policy shortens that."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case import Case
from domain.policy import Policy
from domain.retention import longest, record_type, retention
from domain.retention_policy import RecordType, RetentionRule, Trigger
from tests.property.playing import Play, plays
from tests.unit import builders as a

days = st.dates(date(1990, 1, 1), date(2025, 12, 31))
rules = st.builds(
    RetentionRule,
    record=st.just(RecordType.NOT_MET),
    trigger=st.sampled_from(Trigger),
    years=st.integers(1, 100),
    review_before_months=st.integers(0, 11),
    approvers=st.just(a.the_rules().policy.retention[0].approvers),
    source=st.just("invented"),
)


def policy(rule: RetentionRule) -> Policy:
    return a.the_rules().policy.model_copy(update={"retention": (rule,)})


def closed(*born: date) -> Case:
    children = tuple(a.a_child(date_of_birth=day, looked_after=True) for day in born)
    opened = a.opened(a.a_referral(children=children))
    return a.settled(a.play(opened, a.criteria("not_met")), a.noon(a.AWARE))


@settings(max_examples=40)
@given(plays())
def test_every_closed_case_is_kept_as_something(play: Play) -> None:
    play.post(delivered=True)
    play.by_itself()
    kept = retention(play.case, play.case.in_force.policy)
    assert (kept is not None) == play.case.is_closed
    assert kept is None or kept.rule.record is kept.record is record_type(play.case)
    assert kept is None or (kept.until is not None and kept.review is not None and kept.review < kept.until)


@settings(max_examples=60)
@given(days, days, rules)
def test_another_child_never_shortens_the_keeping(one: date, other: date, rule: RetentionRule) -> None:
    alone = retention(closed(one), policy(rule))
    both = retention(closed(one, other), policy(rule))
    assert alone is not None
    assert both is not None
    assert both.until == alone.until or (both.until is not None and alone.until is not None)
    assert (both.until or date.max) >= (alone.until or date.max)


@settings(max_examples=100)
@given(rules, rules, st.dates(date(2026, 1, 1), date(2150, 1, 1)))
def test_a_second_policy_never_ends_what_the_first_one_keeps(
    one: RetentionRule, other: RetentionRule, day: date
) -> None:
    both = longest(CLOSED, policy(one), policy(other))
    each = [retention(CLOSED, policy(rule)) for rule in (one, other)]
    assert both is not None
    assert both.has_ended(day) == all(kept is not None and kept.has_ended(day) for kept in each)


CLOSED = closed(date(2018, 6, 1))
