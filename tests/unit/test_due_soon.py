"""Due soon: what the ladder has reminded of by the date that it has now."""

from datetime import date

from domain.clock import fire, next_rungs
from domain.standing import standing
from tests.unit import builders as a

REMINDED = a.noon(date(2026, 1, 6))


def test_a_reminder_makes_it_due_soon_until_it_is_overdue_or_done() -> None:
    case = a.opened()
    assert standing(case, a.noon(a.AWARE)).due_soon == 0
    case = a.after(case, fire(case, REMINDED))
    assert standing(case, REMINDED).due_soon == 1  # the criteria decision, due on 8 January
    assert standing(a.play(case, a.criteria_met(date(2026, 1, 6))), REMINDED).due_soon == 0
    late = a.noon(date(2026, 1, 9))
    assert "criteria_decision" not in [duty.key for duty in case.open_duties() if not duty.is_overdue(late)]
    assert standing(case, late).due_soon == 0


def test_a_date_that_has_moved_is_not_due_soon_by_its_earlier_reminder() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.notified()])
    reminded = a.noon(date(2026, 1, 19))
    case = a.after(case, fire(case, reminded))
    before = standing(case, reminded).due_soon
    extended = a.play(case, a.extended("agency_summary:education", date(2026, 1, 26), date(2026, 1, 19)))
    assert standing(extended, reminded).due_soon == before - 1


def test_the_next_rungs_are_all_those_of_the_same_instant() -> None:
    case = a.reviewed()
    coming = next_rungs(case)
    assert len({rung.at for _, rung in coming}) == 1
    assert all(rung.at <= each.at for duty in case.open_duties() for each in duty.unfired() for _, rung in coming)
