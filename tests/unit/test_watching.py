"""What is watched is shown on one screen: what does not fit is counted."""

from collections.abc import Callable

import pytest
from rich.console import Console

from starter.terminal.printing import say, show_table
from starter.terminal.watching import Seen, _page


def shown(show: Callable[[], None], away: str = "") -> list[str]:
    console = Console(width=80, height=8)
    return [
        "".join(segment.text for segment in line).rstrip()
        for line in console.render_lines(_page(console, Seen(None, show), away))
    ]


def test_what_fits_is_shown_whole() -> None:
    assert [line.partition(", ")[2] or line for line in shown(lambda: say("Invented line"))] == [
        "looking every 3 seconds; Ctrl-C ends it",
        "",
        "Invented line",
    ]


def test_what_does_not_fit_is_counted() -> None:
    def many() -> None:
        for number in range(1, 11):
            say(f"Invented line {number}")

    lines = shown(many)
    assert len(lines) == 8
    assert lines[-2:] == ["Invented line 5", "… and 5 more lines: make the window taller"]


def test_while_the_service_is_away_that_is_said() -> None:
    assert shown(lambda: say("Invented line"), "Not reachable since then.")[1] == "Not reachable since then."


def test_in_a_pipe_a_table_stays_plain(capsys: pytest.CaptureFixture[str]) -> None:
    show_table(("one", "two"), [("a", "b c")])
    assert capsys.readouterr().out == "one\ttwo\na\tb c\n"
