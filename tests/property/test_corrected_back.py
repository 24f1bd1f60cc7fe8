"""Correcting a fact and correcting it back restores every date, and how early or late what was met is."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case import Case
from domain.duty import Duty
from domain.moment import Moment
from tests.property.generated import days_from_start
from tests.property.playing import Play, plays
from tests.unit import builders as a

RIGHT = st.one_of(
    st.integers(-40, 40).map(lambda days: {"la_aware": Moment.on(a.AWARE + timedelta(days=days))}),
    days_from_start.map(lambda day: {"received": Moment.on(day)}),
    st.dates(date(2000, 1, 1), date(2025, 12, 1)).map(lambda day: {"child": 1, "date_of_birth": day}),
    st.sampled_from([{"area": "coventry"}, {"area": "warwickshire"}]),
)
"""What a correction states: the awareness, the receipt, a date of birth (on both sides of 18), or the place."""


@settings(max_examples=40)
@given(plays(), st.lists(RIGHT, min_size=1, max_size=3))
def test_corrected_and_corrected_back_every_date_and_margin_is_as_it_was(
    play: Play, right: list[dict[str, Any]]
) -> None:
    before, today = play.case, play.now.date()
    for facts in right:
        play.take(a.corrected(today, **facts))
    for facts in right:
        play.take(a.corrected(today, **_as_it_was(before, facts)))
    if play.case.referrals != before.referrals:  # a fact was not known before: nobody can say so again
        return
    for key, duty in before.duties.items():
        assert _judged(play.case.duties[key]) == _judged(duty)


def _as_it_was(case: Case, facts: dict[str, Any]) -> dict[str, Any]:
    """The same facts as the first referral tells them."""
    referral = case.referral
    told = {
        "child": 1,
        "date_of_birth": referral.children[0].date_of_birth,
        "la_aware": referral.la_aware,
        "received": referral.received,
        "area": referral.incident.area,
    }
    return {name: told[name] for name in facts}


def _judged(duty: Duty) -> dict[str, Any]:
    """All that is shown of a duty, but the rungs that have fired for another date meanwhile."""
    return {**duty.model_dump(exclude={"fired", "rungs"}), "timeliness": duty.timeliness}
