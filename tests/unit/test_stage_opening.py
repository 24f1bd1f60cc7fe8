"""Opening a case: its referral, rules and assessment; and taking one over with its history."""

from datetime import date

import pytest

from domain.decide import refuse, was_handled
from domain.event import DecisionRefused, LetterRequested
from domain.evolve import StreamBroken, evolve, fold
from domain.merging import take_over
from domain.moment import Moment
from domain.refusal import Refusal, RefusalCode
from domain.steps import malformed_received, suspect_duplicate
from tests.unit import builders as a

NOON = a.noon(a.AWARE)


def test_opening_records_referral_rules_and_assessment_then_duties() -> None:
    events = a.opening_events()
    assert [event.type for event in events] == [
        "case_opened",
        "rules_resolved",
        "facts_assessed",
        "duty_opened",
        "duty_opened",
        "duty_opened",
    ]
    assert {event.framework for event in events[2:]} == {a.PANEL_2025}
    assert all(event.effective == Moment.on(a.AWARE) for event in events)


def test_unknown_awareness_is_taken_from_the_referral() -> None:
    received = Moment.on(date(2026, 1, 9))
    case = a.opened(a.a_referral(la_aware=None, received=received), now=a.noon(date(2026, 1, 9)))
    assert case.awareness_day == date(2026, 1, 9)


def test_first_day_of_a_period_counts() -> None:
    period = Moment.between(date(2026, 1, 5), date(2026, 1, 7))
    assert a.opened(a.a_referral(la_aware=period)).awareness_day == date(2026, 1, 5)


def test_case_is_taken_over_with_its_history_and_nobody_is_written_to() -> None:
    history = (a.acknowledged(), a.criteria_met(), a.notified(), a.meeting_held())
    now = a.noon(date(2026, 1, 20))
    events = a.opening_events(now=now, history=history)
    assert all(event.taken_over for event in events)
    assert not any(isinstance(event.body, LetterRequested) for event in events)
    case = fold(a.REFERENCE, events)
    assert case.meeting == history[-1]
    assert a.due(case, "rapid_review") == date(2026, 1, 26)


def test_history_needs_no_reason_for_its_late_entry() -> None:
    history = (a.criteria_met().model_copy(update={"entered_late_because": None}),)
    assert a.opened(now=a.noon(date(2026, 2, 2)), history=history).criteria == history[0]


def test_refused_part_of_a_history_is_recorded_as_refused() -> None:
    events = a.opening_events(history=(a.notified(), a.criteria_met()))
    refused = [event.body for event in events if isinstance(event.body, DecisionRefused)]
    assert [body.decision for body in refused] == ["notification"]
    assert fold(a.REFERENCE, events).criteria is not None


def test_refusal_is_recorded_without_changing_anything_else() -> None:
    case = a.opened()
    refusal = Refusal(RefusalCode.WRONG_STAGE, "invented")
    after = a.after(case, refuse(case, a.notified(), refusal, NOON, a.of(a.by_local_authority()).actor))
    assert after == case.having(refused=1, position=case.position + 1)


def test_decision_with_the_same_id_is_handled_once() -> None:
    met = a.criteria_met()
    case = a.opened()
    assert not was_handled(case, met)
    case = a.play(case, met)
    assert was_handled(case, met)
    with pytest.raises(Refusal) as refused:
        was_handled(case, a.notified().model_copy(update={"id": met.id}))
    assert refused.value.code is RefusalCode.ALREADY_DECIDED


def test_decision_in_the_future_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a.taken(a.opened(), a.criteria_met(at=date(2026, 1, 6)), NOON)
    assert refused.value.code is RefusalCode.WRONG_TIME


def test_decision_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(Refusal, match="calendar") as refused:
        a.taken(a.opened(), a.criteria_met(at=date(1950, 1, 2)), NOON)
    assert refused.value.code is RefusalCode.WRONG_TIME


def test_stream_with_a_gap_or_a_foreign_event_is_broken() -> None:
    first, _second, third, *_ = a.opening_events()
    with pytest.raises(StreamBroken):
        fold(a.REFERENCE, [first, third])
    with pytest.raises(StreamBroken):
        fold("CSPR-0000-0001", [first])
    with pytest.raises(StreamBroken):
        evolve(fold(a.REFERENCE, [first]), first)


def test_linked_referral_is_taken_over_once() -> None:
    other = a.a_referral(referrer=a.a_referrer("probation"))
    case = a.does(a.opened(), take_over, a.duplicate(other), NOON)
    assert a.duty(case, "acknowledgement:2").title.endswith("referral 2")
    assert take_over(case, a.duplicate(other), NOON) == []


def test_suspected_duplicate_is_told_to_the_coordinator() -> None:
    case = a.does(a.opened(), suspect_duplicate, ("CSPR-0000-0001",), NOON)
    assert case.suspected_duplicates == ("CSPR-0000-0001",)
    (letter,) = a.letters(case, "possible_duplicate")
    assert letter.to.name == "Warwickshire Safeguarding"


def test_flood_of_malformed_signals_only_counts() -> None:
    case = a.opened()
    recorded = [count for count in range(1, 101) if malformed_received(case, "nonsense", "invented", count, NOON)]
    assert recorded == [*range(1, 21), 40, 60, 80, 100]
