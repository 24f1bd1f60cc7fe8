"""What `cspr status` says that somebody should look at, of a case that may be, or is, a duplicate."""

from datetime import date

from starter.reading.standing_words import open_questions
from tests.unit import builders as a

NOW = a.noon(date(2026, 1, 8))
SURVIVOR = "CSPR-0000-0001"


def test_a_case_that_may_be_a_duplicate_waits_for_somebody_to_link_it() -> None:
    case = a.opened().having(suspected_duplicates=(SURVIVOR,))
    assert (f"May be the same incident as {SURVIVOR}", "cspr link decides") in list(open_questions(case, NOW))


def test_a_duplicate_names_the_case_with_which_it_goes_on_and_asks_nobody_to_link_it_again() -> None:
    case = a.play(a.opened().having(suspected_duplicates=(SURVIVOR,)), a.linked(SURVIVOR))
    told = [question for question, _ in open_questions(case, NOW)]
    assert f"Linked as a duplicate: it goes on as {SURVIVOR}" in told
    assert not [question for question in told if "same incident" in question]
