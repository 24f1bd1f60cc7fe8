"""What the timeline says beside an activity's name."""

from datetime import date

from domain.clock import fire
from domain.letter_words import letter_in_words
from domain.steps import letter_undeliverable, request_acknowledgements
from tests.unit import builders as a
from workflows.telling import LONGEST_SUMMARY, as_whom, events_in_words, shortened

NOON = a.noon(date(2026, 1, 6))


def test_a_batch_says_what_was_decided_by_which_role_of_which_organisation() -> None:
    case = a.opened()
    events = a.taken(case, a.criteria_met(), NOON)
    said = events_in_words(a.after(case, events), events)
    by = "(local authority's decision maker, The local authority)"
    assert said.startswith(f"Criteria decision: the criteria are met {by}")
    assert said.endswith(f"· events {events[0].position} to {events[-1].position}")


def test_a_batch_says_what_was_reminded_of() -> None:
    case = a.opened()
    events = fire(case, NOON)
    assert events_in_words(a.after(case, events), events).startswith("reminder: criteria decision")


def test_a_letter_says_who_gets_it_and_about_which_duty() -> None:
    case = a.opened()
    case = a.after(case, fire(case, NOON))
    [letter] = a.letters(case, "reminder")
    assert letter_in_words(case, letter) == "to The local authority: reminder, criteria decision, due Thu 8 Jan 2026"


def test_a_letter_that_came_back_says_to_whom_it_was() -> None:
    case = a.does(a.opened(), request_acknowledgements, NOON)
    events = letter_undeliverable(case, next(iter(case.outbox)), "550 no such mailbox", NOON)
    said = events_in_words(a.after(case, events), events)
    assert said.startswith("could not be delivered: to Education (referrer): acknowledgement · event")


def test_whoever_is_not_in_the_directory_is_not_named() -> None:
    assert as_whom(a.opened(), "partner", "jane-quill") == (
        "safeguarding partner, an organisation that the directory does not have"
    )


def test_a_long_summary_is_cut_between_two_words() -> None:
    cut = shortened("word " * 100)
    assert len(cut) <= LONGEST_SUMMARY + 1
    assert cut.endswith("word …")
    assert shortened("short") == "short"
