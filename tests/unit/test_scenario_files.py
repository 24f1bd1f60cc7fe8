"""A mistake in a scenario is told by its line, before anything is played."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.england import england_calendar
from domain.rule_files import load_policy
from stack.errors import StackError
from stack.simulation import server
from stack.simulation.errors import ScenarioFault
from stack.simulation.reading import Script, headline, read_script
from stack.simulation.shipped import find, shipped
from stack.simulation.when import Bases, UnknownBase, london, read_when
from stack.temporal import installed
from starter.client.errors import BadInput

NOW = datetime(2026, 6, 1, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "examples" / "harmed-child.json"
GOOD = f"""title = "Invented"
teaches = "Nothing."
begins = "2030-01-07 10:00"
until = 2030-02-01

[referral]
file = "{EXAMPLE}"
la_aware = 2030-01-07

[[step]]
decision = "criteria"
name = "decided"
on = "begins + 2 working days"
role = "local_authority_decision_maker"
organisation = "local_authority"
outcome = "met"

[[step]]
decision = "notification"
on = 2030-01-11
role = "local_authority_decision_maker"
organisation = "local_authority"
panel_reference = "EXAMPLE"

[[expect]]
duty = "notification"
due = 2030-01-14
"""


def read(text: str, folder: Path) -> Script:
    path = folder / "invented.toml"
    path.write_text(text)
    return read_script(path, load_policy(), NOW)


def test_a_scenario_without_a_mistake_can_be_played(tmp_path: Path) -> None:
    script = read(GOOD, tmp_path)

    assert [step.decision for step in script.scenario.step] == ["criteria", "notification"]
    assert str(script.referral.la_aware) == "2030-01-07"
    assert script.referral.agencies == ("childrens_social_care", "health_trust", "education")


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ('"Nothing."', '"Nothing.', 2, "is not TOML"),
        ('title = "Invented"\n', "", 1, "title: is missing"),
        ("until = ", "untill = ", 4, "no field that is known here"),
        ("2030-01-07 10:00", "2026-05-31 10:00", 3, "is past"),
        ("2030-01-07 10:00", "2199-01-07 10:00", 3, "must be in a year until 2180"),
        ("2030-01-07 10:00", "begins + 1 working day", 3, "must be a fixed London date"),
        ("until = 2030-02-01", "until = 2030-01-10", 4, "is before Fri 11 Jan 2030"),
        ("until = 2030-02-01", 'until = "step unknown"', 4, "no earlier step has that name; there are decided"),
        ("la_aware = 2030-01-07", "la_aware = 2031-01-07", 8, "la_aware: Tue 7 Jan 2031 is in the future"),
        ("la_aware = 2030-01-07", "agencies = ['nobody']", 8, "agencies.0: is not in the directory"),
        ("la_aware = 2030-01-07", "agency_aware = 2026-11-01", 7, "incident.at: Thu 19 Nov 2026 is after agency_aware"),
        ("la_aware = 2030-01-07", "children = 3", 8, "children: must be a list"),
        (
            'panel_reference = "EXAMPLE"',
            'panel_reference = "EXAMPLE"\ncopy_of_form = "form.pdf"',
            24,
            "a scenario has none",
        ),
        ('organisation = "local_authority"', "organisation = []", 15, "must have at least 1"),
        ("criteria", "criterion", 11, "is no decision that is known here; there are safeguarding_lead_decision"),
        ("begins + 2 working days", "begins + two working days", 13, "must be a London date"),
        ("begins + 2 working days", "2030-02-30", 13, "must be a London date"),
        ("begins + 2 working days", "2030-01-06", 13, "is before Mon 7 Jan 2030 10:00"),
        ("begins + 2 working days", "step decided", 13, "no earlier step has that name; there are none"),
        ('role = "local_authority_decision_maker"', 'role = "director"', 14, "must be one of"),
        ('outcome = "met"', 'outcome = "maybe"', 16, "must be one of 'met'"),
        ('outcome = "met"\n', "", 10, "outcome: is missing"),
        ('outcome = "met"', 'outcom = "met"', 16, "no field that is known here"),
        ('outcome = "met"', 'outcome = "met"\nat = 2030-01-07', 17, "is not given here"),
        ('outcome = "met"', 'outcome = "met"\ndelegated_by = "Example"', 17, "give both"),
        ("on = 2030-01-11", "on = 2030-01-11T12:00:00Z", 20, "without a time zone"),
        ('panel_reference = "EXAMPLE"', 'panel_reference = "EXAMPLE"\nname = "decided"', 24, "called decided already"),
        ("due = 2030-01-14", 'due = "soon"', 27, "must be a day that exists"),
        ("due = 2030-01-14", 'due = 2030-01-14\nrungs = ["reminder"]', 28, "must be a date and a rung"),
    ],
)
def test_a_mistake_is_told_by_its_line(old: str, new: str, line: int, told: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioFault) as caught:
        read(GOOD.replace(old, new, 1), tmp_path)

    assert not caught.value.played
    assert line in [number for number, _ in caught.value.faults]
    assert any(told in each for each in caught.value.lines() if each.startswith(f"line {line}:"))


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    wrong = GOOD.replace('"met"', '"maybe"').replace("2030-01-11", "2030-01-04").replace("panel_reference", "reference")

    with pytest.raises(ScenarioFault) as caught:
        read(wrong, tmp_path)

    assert [line for line, _ in caught.value.faults] == [16, 18, 20, 23]


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read(GOOD.replace(str(EXAMPLE), "missing.json"), tmp_path)
    with pytest.raises(BadInput, match="neither a file nor a scenario that ships"):
        find("missing")


def test_a_scenario_that_ships_is_found_by_name_and_number() -> None:
    assert find("on-time") == find("01") == find("01-on-time") == shipped()[0]
    assert all(headline(path)[1] for path in shipped())


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("2030-04-18", date(2030, 4, 18), "12:00"),
        ("2030-04-18 09:30", date(2030, 4, 18), "09:30"),
        ("begins", date(2030, 4, 18), "12:00"),
        ("begins + 1 working day", date(2030, 4, 23), "12:00"),  # over Easter, from Thursday to Tuesday
        ("due notification - 2 working days at 16:00", date(2030, 4, 18), "16:00"),
        ("step decided + 0 working days", date(2030, 4, 20), "12:00"),
    ],
)
def test_a_date_is_counted_in_working_days(text: str, day: date, clock: str) -> None:
    bases = Bases(
        england_calendar(2029, 2031),
        date(2030, 4, 18),
        {"notification": date(2030, 4, 24)},
        {"decided": date(2030, 4, 20)},
    )
    when = read_when(text)

    assert when.on(bases) == day
    hour, minute = clock.split(":")
    assert when.instant(bases) == datetime(2030, day.month, day.day, int(hour) - 1, int(minute), tzinfo=UTC)


def test_what_a_date_counts_from_must_be_there() -> None:
    bases = Bases(england_calendar(2029, 2031), date(2030, 1, 7), {}, {})

    with pytest.raises(UnknownBase, match="due notification: no such duty has been owed by then"):
        read_when("due notification").on(bases)
    assert london(date(2030, 7, 1)) == datetime(2030, 7, 1, 11, tzinfo=UTC)


def test_temporal_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))

    with pytest.raises(StackError, match="Temporal is not installed here"):
        installed()


def test_that_no_port_is_free_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(_usual: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(server, "ReservedPorts", none_left)

    with pytest.raises(StackError, match="No port is free"):
        server.free_ports("temporal")
