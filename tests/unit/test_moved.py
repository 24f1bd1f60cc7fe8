"""Whoever owes a duty is told when a date that was named moves, and nobody else is written to for it."""

from datetime import date

from domain.moment import Moment
from tests.unit import builders as a

EARLIER = a.corrected(la_aware=Moment.on(date(2026, 1, 2)), incident_at=Moment.on(date(2026, 1, 1)))


def test_owner_of_a_moved_date_is_told_both_dates() -> None:
    case = a.after(a.opened(), a.taken(a.opened(), EARLIER, a.noon(a.AWARE)))
    told = {(letter.about, letter.to.email): letter.values for letter in a.letters(case, "date_moved")}
    (authority,) = case.organisations_of("local_authority")
    moved = told["notification moved", authority.email]
    assert (moved["earlier"], moved["due"]) == ("Mon 12 Jan 2026", "Fri 9 Jan 2026")
    assert moved["why"] == "Correct the facts"
    assert {about for about, _ in told} == {"notification moved", "criteria_decision moved"}


def test_date_that_stays_is_not_told_again() -> None:
    case = a.play(a.opened(), a.corrected(child=1, date_of_birth=date(2018, 6, 2)))
    assert a.letters(case, "date_moved") == []


def test_date_that_was_only_provisional_has_not_moved() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.notified()])
    assert a.letters(case, "date_moved") == []


def test_duty_that_was_met_is_not_told_of() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.notified(), EARLIER])
    told = {letter.about for letter in a.letters(case, "date_moved")}
    assert "notification moved" not in told
