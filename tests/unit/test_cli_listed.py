"""What a list over all cases says of itself: up to when it is, and what is missing in it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.projected import Fault, Progress
from starter.lists.from_the_record import tell_how_far
from starter.lists.record_decisions_command import _instants
from starter.terminal.options import as_day
from tests.unit.cli import Cli

THEN = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def progress(**facts: Any) -> Progress:  # noqa: ANN401 - any field's value
    known = {"name": "duties", "version": 1, "number": 7, "up_to": THEN, "behind": 0, "rebuilt": None, "streams": 311}
    return Progress.model_validate({**known, **facts})


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ["Up to Mon 5 Jan 2026 09:30."]),
        ({"behind": 3}, ["Up to Mon 5 Jan 2026 09:30; 3 events are still to be read."]),
        ({"behind": 1}, ["Up to Mon 5 Jan 2026 09:30; 1 event is still to be read."]),
        ({"up_to": None, "number": 0}, ["Nothing is recorded yet."]),
        ({"up_to": None, "number": 0, "behind": 9}, ["Nothing is read yet; 9 events are still to be read."]),
        ({"rebuilt": 20}, ["Up to Mon 5 Jan 2026 09:30.", "It is being made anew: 20 of 311 cases."]),
    ],
)
def test_it_says_up_to_when_it_is(capsys: pytest.CaptureFixture[str], facts: dict[str, Any], said: list[str]) -> None:
    tell_how_far(progress(**facts), [])
    printed = capsys.readouterr()
    assert (printed.out, printed.err.splitlines()) == ("", said)


def test_it_names_what_it_could_not_read(capsys: pytest.CaptureFixture[str]) -> None:
    why = "the key store has no key of CSPR-0000-0001"
    tell_how_far(progress(), [Fault(projection="duties", stream="CSPR-0000-0001", why=why, since=THEN)])
    assert capsys.readouterr().err.splitlines()[1] == f"CSPR-0000-0001 could not be read: {why}."


def test_days_are_london_days() -> None:
    summer = as_day("2026-06-03")
    assert _instants(summer, summer) == (
        datetime(2026, 6, 2, 23, tzinfo=UTC),
        datetime(2026, 6, 3, 23, tzinfo=UTC),
    )
    assert _instants(None, None) == (None, None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ledger", "project", "--rebuild", "nothing"), "--rebuild: must be one of cases, duties, decisions, letters,"),
        (("record", "decisions", "--decision", "nothing"), "--decision: must be one of access, acknowledgement,"),
        (("record", "letters", "--kind", "nothing"), "--kind: must be one of acknowledgement, advance_copy,"),
        (("record", "cases", "--stage", "nothing"), "Invalid value for '--stage': must be one of"),
        (("list", "--stage", "nothing"), "Invalid value for '--stage': must be one of"),
        (("record", "actions", "--until", "2026-02-30"), "must be a day that exists"),
        (("due", "--case", "nothing"), "Invalid value for '--case'"),
        (("record", "decisions", "--from", "2026-06-04", "--to", "2026-06-03"), "give the earlier day first"),
        (("record", "letters", "--from", "2026-06-04", "--to", "2026-06-03"), "give the earlier day first"),
        (("reads", "--from", "2026-06-04", "--to", "2026-06-03"), "give the earlier day first"),
    ],
)
def test_what_there_is_not_is_said_before_anything_is_asked(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    answer = Cli(capsys)(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert said in " ".join(answer.err.split())
