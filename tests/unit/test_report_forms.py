"""A report as CSV, at the terminal and as a page."""

import csv
import re
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from domain.reporting.report import Audience, Report
from domain.reporting.table import Row, Table
from starter.client.errors import BadInput
from starter.report.csv_files import as_csv, write_csv
from starter.report.page import page
from starter.report.terminal import fitting, show_report
from tests.unit import builders as a
from tests.unit.reported import reported, rows, table

LATER = date(2026, 2, 27)
LATE = a.play(a.opened(), [a.criteria_met(), a.notified(date(2026, 1, 14))])


def with_words(*words: str) -> Report:
    """A report in which free text says this."""
    told = Table(
        name="reasons",
        title="Why duties were late",
        about="Invented.",
        columns=("case", "reason"),
        texts=2,
        rows=tuple(Row(name="notification", cells=(a.REFERENCE, each)) for each in words),
    )
    made = reported([LATE], a.noon(LATER))
    return made.model_copy(update={"tables": (*made.tables, told)})


def test_each_table_is_a_file_that_a_program_reads_back(tmp_path: Path) -> None:
    made = reported([LATE], a.noon(LATER))
    paths = write_csv(made, tmp_path / "report")
    assert [path.name for path in paths] == ["about.csv", *(f"{each.name}.csv" for each in made.tables)]
    content = (tmp_path / "report" / "duties.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfduty,rests on,due,")
    assert content.count(b"\r\n") == content.count(b"\n") == len(table(made, "duties").rows) + 1
    read = {row["duty"]: row for row in csv.DictReader(StringIO(content.decode("utf-8-sig")))}
    assert read["notification to the Panel"]["late"] == "1"
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(begin: str) -> None:
    text = f'{begin}HYPERLINK("https://example.org")'
    _, (cell,) = csv.reader(StringIO(as_csv(["it"], [[text]]), newline=""))
    assert cell == f"'{text}"


def test_commas_quotes_and_lines_stay_in_their_cell() -> None:
    words = 'Invented, "quoted"\nand on.'
    assert as_csv(["it"], [[words]]) == 'it\r\n"Invented, ""quoted""\nand on."\r\n'


def test_tables_of_another_report_never_stand_among_these(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    with pytest.raises(BadInput, match="is there already, and is left as it is"):
        write_csv(reported([], a.noon(LATER)), tmp_path / "report")


def test_terminal_says_what_is_hidden_and_what_not_to_publish(capsys: pytest.CaptureFixture[str]) -> None:
    show_report(reported([LATE], a.noon(LATER), audience=Audience.PARTNERS))
    printed = capsys.readouterr().out
    assert "for the safeguarding partners" in printed
    assert "two whose periods overlap" in printed
    assert "notification to the Panel\tstatute\tc\t0\t0\tc\t0\t0\t0\tc\n" in printed
    show_report(reported([], a.noon(LATER)))
    printed = capsys.readouterr().out
    assert "overlap" not in printed
    assert "How each duty was kept\nDuties that" in printed
    assert "None.\n" in printed


def test_terminal_leaves_out_what_is_empty_and_a_narrow_one_words_beside_names() -> None:
    made = reported([LATE], a.noon(LATER))
    wide, narrow = (fitting(table(made, "duties"), width) for width in (200, 80))
    assert wide.columns == ("duty", "rests on", "due", "on time", "late", "overdue now", "in time, %")
    assert narrow.columns == ("duty", *wide.columns[2:])
    assert [row.cells for row in narrow.rows] == [(row.cells[0], *row.cells[2:]) for row in wide.rows]
    incidents = fitting(table(made, "incidents"), 80)
    assert incidents.columns == ("by", "which", "incidents")
    assert 0 not in {row.cells[2] for row in incidents.rows}
    words = table(with_words("Invented."), "reasons")
    assert fitting(words, 80) == words


def test_page_holds_every_table_and_escapes_what_people_wrote() -> None:
    made = with_words("<script>alert(1)</script> & “quoted”")
    shown = page(made)
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “quoted”" in shown
    assert re.findall(r'<h2 id="([a-z]+)"', shown) == [each.name for each in made.tables]
    assert "Confidential" in shown
    assert "Confidential" not in page(reported([LATE], a.noon(LATER), audience=Audience.PUBLIC))


def test_page_needs_nothing_from_elsewhere() -> None:
    shown = page(reported([LATE], a.noon(LATER)))
    assert re.findall(r'\b(?:src|href|action|data)="(?!#)[^"]*"', shown.replace("xlink:href", "href")) == []
    assert re.findall(r"url\((?!#)[^)]*\)|@import", shown) == []


def test_pictures_have_text_as_text_and_marks_of_their_own() -> None:
    shown = page(reported([LATE], a.noon(LATER)))
    pictures = re.findall(r"<svg .*?</svg>", shown, re.DOTALL)
    words = [set(re.findall(r"<text [^>]*>([^<]+)</text>", picture)) for picture in pictures]
    assert len(pictures) == 3
    assert {"on time", "overdue now", "notification to the Panel"} <= words[0]
    assert "notification" in words[2]
    marks = re.findall(r'\bid="([^"]+)"', shown)
    repeated = {mark for mark in marks if marks.count(mark) > 1}
    assert repeated == set()


def test_same_report_is_the_same_page_every_time() -> None:
    assert page(reported([LATE], a.noon(LATER))) == page(reported([LATE], a.noon(LATER)))


def test_picture_of_what_is_hidden_is_left_out() -> None:
    made = reported([LATE], a.noon(LATER), audience=Audience.PUBLIC)
    assert rows(made, "duties")["notification"]["late"] == "c"
    assert "<svg" not in page(made)
    many = page(reported([*[LATE] * 7, a.play(a.opened(), a.withdrawn())], a.noon(LATER), audience=Audience.PUBLIC))
    assert "c: not shown" in many
