"""The current details of a case: what they say, in the markdown that the Web UI can show, and what they never hold."""

from datetime import date

import pytest

from domain.case import Case
from domain.policy import Organisation
from domain.steps import letter_undeliverable, request_acknowledgements
from tests.unit import builders as a
from workflows.case_file import CaseFile
from workflows.details import details
from workflows.markdown import LONGEST_DETAILS, outside, within

THURSDAY = a.noon(date(2026, 1, 8))


def told(case: Case, day: date = date(2026, 1, 8)) -> str:
    return details(CaseFile(case), a.noon(day))


def test_they_say_what_is_overdue_since_when_and_what_has_to_come_first() -> None:
    text = told(a.opened(), date(2026, 1, 13))
    assert "> **Overdue** since the end of Thu 8 Jan 2026: criteria decision (The local authority)" in text
    notification = "notification to the Panel (The local authority, after the criteria decision)"
    assert f"> **Overdue** since the end of Mon 12 Jan 2026: {notification}" in text


def test_they_say_what_can_be_done_now_and_what_comes_later() -> None:
    now, later = told(a.reviewed()).split("#### Comes after something else")
    assert "- **Mon 19 Jan 2026**: individual agency summary: Education" in now
    signature = "safeguarding partner's signature of the rapid review: The police, after the rapid review meeting"
    assert f"- **Fri 23 Jan 2026**: {signature}" in later


def test_they_tell_the_last_decisions_newest_first_and_by_whom_without_a_name() -> None:
    _, last = told(a.with_panel()).split("#### Last decisions")
    lines = [line for line in last.splitlines() if line.startswith("- ")]
    assert lines[0] == "- Record the rapid review's submission (*cspr timeline* says when and who)"
    assert lines[1] == "- **Mon 5 Jan 2026**: Rapid review signed for The police (safeguarding partner, The police)"
    assert "Invented Person" not in last


def test_they_say_what_waits_to_be_sent_and_since_when() -> None:
    text = told(a.play(a.opened(), a.criteria_met()))
    assert "> **Waiting to be sent** since Mon 5 Jan 2026 12:00: to Education: summary request" in text
    assert "Waiting to be sent" not in told(a.post(a.play(a.opened(), a.criteria_met()), THURSDAY))


def test_they_say_to_whom_a_letter_could_not_be_delivered_until_that_is_made_up_for() -> None:
    case = a.does(a.opened(), request_acknowledgements, THURSDAY)
    case = a.does(case, letter_undeliverable, next(iter(case.outbox)), "550 no mailbox of Invented Referrer", THURSDAY)
    text = told(case)
    assert "> **Could not be delivered**: to Education \\(referrer\\): acknowledgement (*cspr mail* says why)" in text
    assert "Invented Referrer" not in text
    assert "Could not be delivered" not in told(a.play(case, a.acknowledged()))


def test_they_say_what_the_ledger_lacks() -> None:
    file = CaseFile(a.nothing())
    file.record(a.opening_events())
    assert "> **Waiting for the ledger** since Mon 5 Jan 2026 12:00: events 1 to 6" in details(file, THURSDAY)


def test_a_closed_case_says_how_it_ended() -> None:
    closed = a.settled(a.play(a.opened(), a.criteria("not_met")), THURSDAY)
    text = told(closed)
    assert text.startswith(f"### {a.REFERENCE}: closed: criteria not met\n\nClosed · ")
    assert "Nothing is owed." in text


def test_they_hold_neither_free_text_nor_anybodys_name_or_id() -> None:
    decided = a.criteria_met().model_copy(update={"reason": "Quillfeather"})
    glass = a.glass_broken(date(2026, 1, 9), at=date(2026, 1, 8)).model_copy(update={"reason": "Quillfeather"})
    case = a.play(a.opened(), [decided, glass])
    text = told(case)
    assert "> **Emergency access** until the end of Fri 9 Jan 2026" in text
    for secret in ("Quillfeather", "Invented Person", "invented-person", "Child One", "Invented Referrer"):
        assert secret not in text


@pytest.mark.parametrize(
    "text", ["<img src=x>", "a | b", "**bold** _it_ `code`", "[x](http://example.org)", "# head", "{runId}", "a\n\n- b"]
)
def test_text_from_outside_is_no_markdown(text: str) -> None:
    shown = outside(text)
    assert "\n" not in shown
    unescaped = shown.replace("\\", "")
    assert unescaped == " ".join(text.split())
    for mark in "<>|*_`[](){}#/":
        assert shown.count(mark) == shown.count(f"\\{mark}")


def test_a_directory_full_of_marks_is_shown_as_it_is() -> None:
    name = "The <b>*police*</b> | [x](y)"
    case = a.reviewed()
    police = Organisation(key="police", name=name, kind="police", email="police@example.org")
    others = tuple(each for each in case.in_force.policy.organisations if each.key != "police")
    policy = case.in_force.policy.model_copy(update={"organisations": (*others, police)})
    case = case.having(rules=case.in_force.model_copy(update={"policy": policy}))
    assert name not in told(a.play(case, [a.meeting_held(), a.signed("police")]))
    assert outside(name) in told(a.play(case, [a.meeting_held(), a.signed("police")]))


def test_what_does_not_fit_is_cut_at_whole_lines_and_counted() -> None:
    agencies = tuple(f"agency-{'x' * 40}-{number:02}" for number in range(40))
    text = told(a.play(a.opened(a.a_referral(agencies=agencies)), a.criteria_met()))
    assert len(text.encode()) <= LONGEST_DETAILS
    [cut] = [line for line in text.splitlines() if "more lines do not fit here: cspr status" in line]
    assert cut.startswith("*")
    _, decided = text.split("#### Last decisions")
    assert "Criteria decision: the criteria are met" in decided
    assert decided.splitlines()[-1].startswith("As of Thu 8 Jan 2026 12:00, after ")
    items = [line for line in text.splitlines() if "individual agency summary" in line]
    assert items
    assert all(line.endswith(r"\(agency\)") for line in items)


def test_lines_that_fit_stay_whole() -> None:
    assert within(100, ["one", "", "two"], "elsewhere") == "one\n\ntwo"
    assert within(50, ["x" * 10, "y" * 60, "z"], "there") == f"{'x' * 10}\n\n*2 more lines do not fit here: there*"
