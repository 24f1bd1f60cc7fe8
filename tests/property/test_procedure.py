"""Whatever is decided, in whatever order and at whatever time, the record and the state stay sound."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.letters.kinds import KINDS
from domain import steps
from domain.case import Case
from domain.clock import fire, next_instant
from domain.decisions.any_decision import AnyDecision
from domain.decisions.rapid_review import Paper
from domain.duty import Duty
from domain.duty_rule import Direction, Unit
from domain.event import LetterRequested, RecordedEvent, RungFired
from domain.evolve import fold
from tests.property.generated import CONTENT
from tests.property.playing import Play, plays
from tests.unit import builders as a
from workflows.messages import DECISIONS

ONE_DAY = timedelta(days=1)


def test_every_decision_is_generated() -> None:
    assert set(CONTENT) == set(DECISIONS)


@settings(max_examples=60)
@given(plays())
def test_any_sequence_leaves_a_sound_record(play: Play) -> None:
    """One play for all of it: to make plays is what takes time."""
    check_stream_folds_to_the_state_that_was_reached(play)
    check_due_dates_are_counted_in_working_days(play)
    play.by_itself()
    check_letters_are_filled_with_what_their_kind_needs(play)
    check_events_and_state_come_back_from_json(play)
    play.post(delivered=True)
    check_closed_case_has_nothing_open(play)


def check_stream_folds_to_the_state_that_was_reached(play: Play) -> None:
    assert [event.position for event in play.events] == list(range(1, len(play.events) + 1))
    assert fold(a.REFERENCE, play.events) == play.case


def check_events_and_state_come_back_from_json(play: Play) -> None:
    read = [RecordedEvent.model_validate_json(event.model_dump_json()) for event in play.events]
    assert read == play.events
    assert fold(a.REFERENCE, read) == play.case
    assert Case.model_validate_json(play.case.model_dump_json()) == play.case


def check_due_dates_are_counted_in_working_days(play: Play) -> None:
    for duty in play.case.open_duties():
        if duty.rule.unit is Unit.WORKING_DAYS and not duty.provisional and not duty.key.startswith("action:"):
            assert play.case.in_force.calendar.is_working_day(duty.due)
            if not (
                duty.extended_until or duty.suspensions
            ):  # what was allowed beside the count, test_allowances.py holds to its caps
                assert _working_days_counted(play.case, duty) == duty.rule.amount


def _working_days_counted(case: Case, duty: Duty) -> int:
    """From the anchor, which does not count, to the due day, which does; on the calendar's own day-by-day word."""
    step = -ONE_DAY if duty.rule.direction is Direction.BEFORE else ONE_DAY
    day, counted = duty.anchor_day, 0
    while day != duty.due:
        day += step
        counted += case.in_force.calendar.is_working_day(day)
    return counted


@settings(max_examples=40)
@given(plays(), st.lists(st.integers(1, 24 * 30), min_size=1, max_size=20))
def test_every_rung_fires_at_most_once_whatever_the_wakes(play: Play, hours_between_wakes: list[int]) -> None:
    for hours in hours_between_wakes:
        play.now += timedelta(hours=hours)
        play.record(fire(play.case, play.now))
        upcoming = next_instant(play.case)
        assert upcoming is None or upcoming > play.now
    fired = [(event.body.key, event.body.rung) for event in play.events if isinstance(event.body, RungFired)]
    assert len(fired) == len(set(fired))


def check_closed_case_has_nothing_open(play: Play) -> None:
    play.record(steps.close(play.case, play.now))
    if play.case.is_closed:
        assert not play.case.open_duties()
        assert not play.case.outbox
        assert play.case.outcome


def check_letters_are_filled_with_what_their_kind_needs(play: Play) -> None:
    letters = [event.body.letter for event in play.events if isinstance(event.body, LetterRequested)]
    assert len({letter.key for letter in letters}) == len(letters)
    for letter in letters:
        kind = KINDS[letter.kind]
        assert set(letter.values) == set(kind.values), letter.kind
        assert {name for name, value in letter.values.items() if not value} <= kind.may_be_empty, letter.kind
        assert "Invented Person" not in letter.values.values()


# Decisions of which none changes what another is about. The third signature and a summary are related once the
# service acts between them: then the review goes to the Panel, and states as a gap what is not there yet.
RAPID_REVIEW = a.play(a.reviewed(), a.meeting_held())
OF_THE_RAPID_REVIEW = [
    *(a.summary_of(agency) for agency in ("education", "health_trust")),
    *a.signed_by_all(),
    a.lateness_explained("rapid_review"),
]
LOCAL_REVIEW = a.play(a.in_local_review(), a.every_step())
OF_THE_LOCAL_REVIEW = [
    *a.signed_by_all(paper=Paper.LOCAL_REVIEW),
    a.action_agreed(date(2026, 9, 1)),
    a.delayed(),
    a.information_sent(),
]


@pytest.mark.parametrize(
    ("before", "decisions"),
    [(RAPID_REVIEW, OF_THE_RAPID_REVIEW), (LOCAL_REVIEW, OF_THE_LOCAL_REVIEW)],
    ids=["rapid review", "local review"],
)
@settings(max_examples=10)
@given(data=st.data())
def test_order_of_unrelated_decisions_changes_nothing(
    before: Case, decisions: list[AnyDecision], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(decisions))
    assert _what_came_of(before, shuffled) == _what_came_of(before, decisions)


def _what_came_of(before: Case, decisions: list[AnyDecision]) -> tuple[Any, ...]:
    """What anybody can see of it: duties, letters, and what is on record; not the positions in the stream."""
    play = Play(before, a.noon(a.AWARE), [])
    for decision in decisions:
        play.take(decision)
    play.by_itself()
    letters = [event.body.letter for event in play.events if isinstance(event.body, LetterRequested)]
    play.post(delivered=True)
    case = play.case
    dates = {key: (duty.due, duty.status, duty.met, duty.margin) for key, duty in case.duties.items()}
    sent = Counter((each.kind, each.to.email, tuple(sorted(each.values.items()))) for each in letters)
    return dates, sent, dict(case.summaries), dict(case.signatures), case.actions, case.delays, case.refused
