"""What a decision would bring, as a person sees it before confirming it: dates, path, letters, and nothing else."""

from datetime import date

import pytest

from domain.decisions.dates import MoveToFramework
from domain.decisions.rapid_review import StandDown
from domain.decisions.referral import CorrectFacts, LinkDuplicate
from domain.moment import Moment
from domain.refusal import Refusal
from starter.client.errors import BadInput
from starter.decisions.preview import Preview
from starter.decisions.verbs import VERBS
from tests.unit import builders as a

NOON = a.noon(a.AWARE)
EARLIER = a.corrected(la_aware=Moment.on(date(2026, 1, 2)), incident_at=Moment.on(date(2026, 1, 1)))
SENDER = a.of(a.by_coordinator())
ADULT = a.corrected(child=1, date_of_birth=date(2007, 6, 1))


def shown(preview: Preview, capsys: pytest.CaptureFixture[str]) -> list[str]:
    preview.show()
    return [line.strip() for line in capsys.readouterr().out.splitlines()]


def test_what_moves_a_date_or_ends_a_case_is_shown_first() -> None:
    previewed = {verb.kind for verb in VERBS if verb.previewed}
    assert {CorrectFacts, MoveToFramework, LinkDuplicate, StandDown} <= previewed


def test_dates_are_shown_old_and_new_with_the_letters_that_tell_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    case = a.opened()
    assert shown(Preview(case, EARLIER, NOON, SENDER), capsys) == [
        "CSPR-7K4M-2QXD: what this would bring",
        "Date moved: criteria decision, Thu 8 Jan 2026 to Wed 7 Jan 2026 (Correct the facts)",
        "Date moved: notification to the Panel, Mon 12 Jan 2026 to Fri 9 Jan 2026 (Correct the facts)",
        "Letter to The local authority: date moved, criteria decision, due Wed 7 Jan 2026",
        "Letter to The local authority: date moved, notification to the Panel, due Fri 9 Jan 2026",
    ]


def test_what_was_met_is_shown_judged_again() -> None:
    notified = date(2026, 1, 12)
    case = a.play(a.opened(), [a.criteria_met(), a.notified(notified)])
    correction = a.corrected(notified, la_aware=Moment.on(date(2026, 1, 2)), incident_at=Moment.on(date(2026, 1, 1)))
    assert (
        "Judged again: notification to the Panel, Mon 12 Jan 2026 to Fri 9 Jan 2026, 1 working day late "
        "(Correct the facts)"
    ) in Preview(case, correction, a.noon(notified), SENDER).changes


def test_another_path_is_shown_and_who_would_decide_again(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(Preview(a.reviewed(), ADULT, NOON, SENDER), capsys)
    assert lines[1:] == [
        "Owed from now on: criteria decision, confirmed after a corrected fact, due Thu 8 Jan 2026",
        "The facts would suggest another path: nothing to notify instead of review",
        "The local authority would be asked to decide the criteria again",
    ]


def test_before_the_criteria_are_decided_nobody_decides_again() -> None:
    preview = Preview(a.opened(), a.corrected(area="coventry"), NOON, SENDER)
    assert preview.as_json() == {
        "reference": a.REFERENCE,
        "changes": ["No longer owed: notification to the Panel (Correct the facts)"],
        "letters": [],
        "path_before": "review",
        "path_after": "other area",
        "to_be_confirmed": False,
    }


def test_correction_that_brings_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    preview = Preview(a.opened(), a.corrected(child=1, date_of_birth=date(2018, 6, 2)), NOON, SENDER)
    assert shown(preview, capsys)[1:] == ["No date moves and nobody is written to."]


def test_move_shows_the_framework_and_the_dates_by_it() -> None:
    notified = date(2026, 1, 9)
    case = a.play(a.opened(), [a.criteria_met(), a.notified(notified)])
    move = a.moved_to(a.WORKING_TOGETHER_2023, notified)
    preview = Preview(case, move, a.noon(notified), a.of(move.by))
    assert preview.changes[0].startswith("Rules: Working Together to Safeguard Children 2023")
    moved = "Date moved: rapid review to the Panel, Fri 30 Jan 2026 to Mon 26 Jan 2026 (Move to another framework)"
    assert moved in preview.changes
    assert "to The local authority: date moved, rapid review to the Panel, due Mon 26 Jan 2026" in preview.letters


def test_framework_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(BadInput, match=f"there are {a.WORKING_TOGETHER_2018}, {a.WORKING_TOGETHER_2023}"):
        Preview(a.opened(), a.moved_to("working-together-1999"), NOON, SENDER)


def test_what_would_be_refused_is_refused_in_the_preview_too() -> None:
    with pytest.raises(Refusal):
        Preview(a.opened(), a.moved_to(a.PANEL_2025), NOON, a.of(a.moved_to(a.PANEL_2025).by))


@pytest.mark.parametrize("decision", [EARLIER, ADULT, a.moved_to(a.WORKING_TOGETHER_2018), a.stood_down()])
def test_preview_is_what_the_decision_then_brings(decision: CorrectFacts | MoveToFramework | StandDown) -> None:
    case = a.reviewed()
    preview = Preview(case, decision, NOON, a.of(decision.by))
    after = a.play(case, decision)
    assert len(preview.letters) == len(after.outbox) - len(case.outbox)
    named = {duty.title for key, duty in after.duties.items() if duty != case.duties.get(key)}
    assert all(any(title in change for change in preview.changes) for title in named)
