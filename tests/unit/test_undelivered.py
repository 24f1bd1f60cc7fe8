"""Which letters that came back somebody has still to make up for."""

from datetime import date

from domain.case import Case
from domain.clock import fire
from domain.steps import letter_undeliverable
from domain.undelivered import undelivered
from tests.unit import builders as a

NOW = a.noon(date(2026, 1, 6))


def nothing_arrives(case: Case) -> Case:
    """The mail server refuses every letter that waits, and every notice of that."""
    while case.outbox:
        case = a.does(case, letter_undeliverable, next(iter(case.outbox)), "550 no such mailbox", NOW)
    return case


def still(case: Case) -> set[str]:
    return {letter.kind for letter in undelivered(case)}


def test_a_reminder_counts_until_what_it_reminded_of_is_done() -> None:
    case = nothing_arrives(a.does(a.opened(), fire, NOW))
    assert still(case) == {"reminder", "undeliverable"}
    assert still(a.play(case, a.criteria_met())) == {"undeliverable"}


def test_a_request_counts_until_the_summary_is_here() -> None:
    case = nothing_arrives(a.play(a.opened(), a.criteria_met()))
    asked = [letter.about for letter in undelivered(case) if letter.kind == "summary_request"]
    assert asked == ["agency_summary:education", "agency_summary:health_trust"]
    returned = a.play(case, a.summary_of("education"))
    assert [each.about for each in undelivered(returned) if each.about] == ["agency_summary:health_trust"]


def test_what_only_tells_somebody_something_stays() -> None:
    case = nothing_arrives(a.play(a.opened(), a.criteria("not_met")))
    assert "criteria_not_met" in still(case)
    assert len(undelivered(case)) == len(case.undeliverable)
