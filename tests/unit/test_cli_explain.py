"""`cspr explain` without a case: no server and no settings, a count that can be checked by hand, and a picture."""

import re
import xml.etree.ElementTree as ET
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from domain.count import count
from starter.terminal.wall_calendar import wall_calendar
from tests.unit import builders as a
from tests.unit.cli import Cli
from tests.unit.test_deadlines import WORKED

CHRISTMAS = ("--aware", "2026-12-18")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CSPR_SETTINGS", raising=False)
    return Cli(capsys)


def test_the_count_is_told_day_by_day(cli: Cli) -> None:
    answer = cli("explain", *CHRISTMAS, "notification")
    assert answer.status == 0
    assert "notification to the Panel: Tue 29 Dec 2026" in answer.out
    assert "The rule: 5 working days from the day the local authority became aware" in answer.out
    assert "Rests on: statute; Children Act 2004, s. 16C(1)" in answer.out
    assert "working-together-2023-panel-2025" in answer.out
    assert "0\tFri 18 Dec 2026\tday 0, the day the local authority became aware" in answer.out
    assert "-\tSat 19 Dec 2026\tnot counted: Saturday" in answer.out
    assert "4\tThu 24 Dec 2026\t" in answer.out
    assert "-\tFri 25 Dec 2026\tnot counted: Christmas Day" in answer.out
    assert "5\tTue 29 Dec 2026\tdue" in answer.out
    assert "\x1b" not in answer.out


def test_the_documented_count_is_what_is_printed(cli: Cli) -> None:
    page = (Path(__file__).parents[2] / "docs" / "explaining.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert shown in cli("explain", *CHRISTMAS, "notification").out


@pytest.mark.parametrize("row", WORKED, ids=lambda row: row[0].isoformat())
def test_the_count_of_every_worked_date_ends_on_it(cli: Cli, row: tuple[object, ...]) -> None:
    aware, two, five, fifteen, fifteen_from_fifth = map(str, row)
    given = ("--aware", aware, "--received", aware, "--notified", five, "--framework")
    ends = {}
    for framework in (a.PANEL_2025, a.WORKING_TOGETHER_2023):
        answer = cli("explain", *given, framework, "--json")
        ends[framework] = {told["duty"]: (told["due"], told["count"]["days"][-1]["day"]) for told in answer.json}
    assert ends[a.PANEL_2025]["acknowledgement"] == (two, two)
    assert ends[a.PANEL_2025]["notification"] == (five, five)
    assert ends[a.PANEL_2025]["rapid_review"] == (fifteen_from_fifth, fifteen_from_fifth)
    assert ends[a.PANEL_2025]["rapid_review_from_awareness"] == (fifteen, fifteen)
    assert ends[a.WORKING_TOGETHER_2023]["rapid_review"] == (fifteen, fifteen)


def test_months_are_told_month_by_month_with_the_last_working_day(cli: Cli) -> None:
    answer = cli("explain", "--aware", "2025-06-02", "--decided", "2025-08-31", "publication")
    assert (
        "0\tSun 31 Aug 2025\tday 0, the day the local review was decided; a Sunday, and day 0 all the same"
        in answer.out
    )
    assert "1\tTue 30 Sep 2025\tthis month has no day 31: its last day" in answer.out
    assert "6\tSat 28 Feb 2026\tdue; this month has no day 31: its last day" in answer.out
    assert "Fri 27 Feb 2026\tthe last working day before" in answer.out
    assert "unconfirmed" in answer.out


def test_what_is_due_before_a_day_is_counted_backwards(cli: Cli) -> None:
    answer = cli("explain", "--aware", "2025-06-02", "--publish-on", "2026-01-08", "advance_copy")
    numbered = [line.split("\t")[:2] for line in answer.out.splitlines() if line.count("\t") == 2]
    assert numbered[1] == ["0", "Thu 8 Jan 2026"]
    assert numbered[-1] == ["7", "Mon 29 Dec 2025"]


def test_without_a_duty_all_are_told_shortly_in_the_order_of_their_dates(cli: Cli) -> None:
    given = (*CHRISTMAS, "--received", "2026-12-18")
    dates = [told["due"] for told in cli("explain", *given, "--json").json]
    assert dates == sorted(dates)
    answer = cli("explain", *given)
    assert "acknowledgement to the referrer: Tue 22 Dec 2026" in answer.out
    assert "rapid review to the Panel: at the latest Wed 20 Jan 2027" in answer.out
    assert "not counted, beside Saturdays and Sundays: Fri 25 Dec 2026 Christmas Day; Mon 28 Dec 2026" in answer.out


@pytest.mark.parametrize("width", [80, 120])
def test_the_wall_calendar_can_be_read_without_colour_at_any_width(width: int) -> None:
    console = Console(width=width, no_color=True, record=True, file=StringIO())
    counted = count(a.the_rules().rule("notification"), a.AWARE, a.the_rules().calendar)
    console.print(wall_calendar(counted, counted.due))
    lines = console.export_text().splitlines()
    assert max(map(len, lines)) <= width
    weeks = [line.split() for line in lines]
    monday = weeks.index(["5", "6", "7", "8", "9", "10", "11"])
    assert weeks[monday + 1] == ["day", "0", "1", "2", "3", "4", "·", "·"]
    assert weeks[monday + 3] == ["5", "DUE"]


def test_a_date_that_was_moved_is_marked_beside_the_end_of_the_count() -> None:
    console = Console(width=80, no_color=True, record=True, file=StringIO())
    counted = count(a.the_rules().rule("agency_summary"), a.AWARE, a.the_rules().calendar)
    console.print(wall_calendar(counted, date(2026, 2, 3)))
    words = console.export_text()
    assert "10 end" in words
    assert "Feb 2026" in words
    assert words.count("DUE") == 2  # on its day and in the legend
    assert "where the plain count ends" in words


def test_a_picture_is_written_once_and_loads_nothing_from_elsewhere(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "count.svg"
    assert cli("explain", *CHRISTMAS, "notification", "--svg", "count.svg").status == 0
    drawn = file.read_text(encoding="utf-8")
    words = " ".join("".join(text.itertext()) for text in ET.fromstring(drawn).iter(f"{SVG}text"))  # noqa: S314 - our own
    assert "5\xa0DUE" in words
    assert "Christmas\xa0Day" in words
    assert drawn.count("http") == 1  # the name of SVG itself
    again = cli("explain", *CHRISTMAS, "rapid_review", "--svg", "count.svg")
    assert (again.status, again.out) == (2, "")
    assert "is there already" in again.err
    assert file.read_text(encoding="utf-8") == drawn


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Name a case"),
        (("CSPR-7K4M-2QXD", "notification", "more"), "Name a case and perhaps one duty"),
        (("Alder Example",), "reference"),
        (("--notified", "2026-12-18"), "Missing option '--aware'"),
        ((*CHRISTMAS, "CSPR-7K4M-2QXD"), "Either a case or days of your own"),
        ((*CHRISTMAS, "Alder"), "No duty has this name. There are: criteria_decision: criteria decision notif"),
        ((*CHRISTMAS, "publication"), "It counts from the day the local review was decided, and that is not known"),
        ((*CHRISTMAS, "--svg", "count.svg"), "--svg draws one count. Name one of: "),
        ((*CHRISTMAS, "notification", "--svg", "missing/count.svg"), "cannot be written"),
        (("--aware", "2025-02-30"), "must be a day that exists"),
        (("--aware", "2025-06-01/2025-06-03"), "must be a day that exists"),
    ],
)
def test_what_is_wrong_is_said_with_status_2(cli: Cli, arguments: tuple[str, ...], message: str) -> None:
    answer = cli("explain", *arguments)
    assert (answer.status, answer.out) == (2, "")
    assert message in " ".join(answer.err.replace("│", " ").split())
    assert "Alder" not in answer.err
