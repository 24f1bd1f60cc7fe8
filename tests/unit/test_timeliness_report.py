"""The report of how duties were kept, as a business manager reads it."""

from datetime import date

import pytest

from domain.moment import Moment
from domain.timeliness import TimelinessLine, count
from starter.timeliness_command import show_timeliness
from tests.unit import builders as a

SUMMARY = "agency_summary:education"
ASKED = date(2026, 1, 12)
LATER = date(2026, 1, 14)


def report(lines: tuple[TimelinessLine, ...], capsys: pytest.CaptureFixture[str]) -> dict[str, list[str]]:
    show_timeliness(lines)
    header, *rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert header == ["duty", "rests on", "on time", "extended", "late", "overdue now", "not explained"]
    return {row[0]: row[1:] for row in rows}


def test_every_count_stands_in_its_column_and_none_is_left_empty(capsys: pytest.CaptureFixture[str]) -> None:
    in_time = a.play(a.opened(), [a.criteria_met(), a.notified(date(2026, 1, 12))])
    late = a.play(a.opened(), [a.criteria_met(), a.notified(LATER)])
    overdue = a.play(a.opened(), a.criteria_met())
    rows = report(count([in_time, late, overdue], a.noon(LATER)), capsys)
    assert rows["notification to the Panel"] == ["statute", "1", "", "1", "1", "2"]
    assert rows["criteria decision"] == ["local target", "3", "", "", "", ""]


def test_extended_is_not_counted_as_on_time(capsys: pytest.CaptureFixture[str]) -> None:
    case = a.play(a.reviewed(), [a.extended(SUMMARY, date(2026, 1, 23), at=ASKED)])
    case = a.play(case, a.summary_of("education", date(2026, 1, 22)))
    rows = report(count([case], a.noon(date(2026, 1, 22))), capsys)
    summaries = next(row for duty, row in rows.items() if duty.startswith("individual agency summary"))
    assert summaries == ["local target", "", "1", "", "1", "1"]  # the health trust's is overdue since Mon 19 Jan


def test_what_a_correction_makes_late_is_counted_as_late(capsys: pytest.CaptureFixture[str]) -> None:
    on = date(2026, 1, 12)
    case = a.play(a.opened(), [a.criteria_met(), a.notified(on)])
    right = a.corrected(on, la_aware=Moment.on(date(2026, 1, 2)), incident_at=Moment.on(date(2026, 1, 1)))
    counted = [report(count([each], a.noon(on)), capsys) for each in (case, a.play(case, right))]
    assert [rows["notification to the Panel"] for rows in counted] == [
        ["statute", "1", "", "", "", ""],
        ["statute", "", "", "1", "", "1"],
    ]


def test_ledger_without_cases_gives_headers_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(count([], a.noon(LATER)), capsys) == {}
