"""`cspr people`: whoever is added is known, and nothing wrong comes into the file."""

import json
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.actor import Seat
from domain.london import london_date
from domain.people import Role
from starter.client import session
from tests.unit.cli import Cli
from vault.identities import Identities
from vault.people import Person, read_people
from vault.people_changes import create_people_file

THUMBPRINT = "t" * 43
COORDINATOR = ("--name", "Example Coordinator", "--seat", "coordinator@partnership")


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CSPR_SETTINGS", raising=False)
    values = {"LEDGER_DSN": "postgresql://nowhere/none", "KEY_FILE": "keys.json", "KEY_STORE": "key-store"}
    people = {"PEOPLE_FILE": "people.toml", "IDENTITIES": "identities", "DOCUMENTS": "documents"}
    for name, value in {**values, **people}.items():
        monkeypatch.setenv(f"CSPR_{name}", value)
    create_people_file(Path("people.toml"))
    return Cli(capsys)


def known(person: str) -> Person:
    return read_people(Path("people.toml")).people[person]


def test_who_is_added_has_a_private_key_here_and_can_act(cli: Cli) -> None:
    assert cli("people", "add", "p-17", *COORDINATOR).status == 0
    [kept] = known("p-17").keys
    assert Identities(Path("identities")).get("p-17").thumbprint() == kept
    assert stat.S_IMODE(Path("identities/p-17.key.json").stat().st_mode) == 0o600

    who = cli("whoami")
    assert who.out.splitlines() == [
        "p-17: Example Coordinator",
        "  coordinator@partnership",
        "You sign by your own key.",
    ]


def test_a_delegate_has_days_and_a_dated_authority(cli: Cli) -> None:
    seat = ("--seat", "delegate@police", "--given-by", "Example Chief", "--dated", "2026-01-05")
    days = ("--since", "2026-01-06", "--until", "2026-12-31")
    sign_in = ("--subject", "https://login.example", "invented-17")
    assert cli("people", "add", "p-18", "--name", "Example Delegate", *seat, *days, *sign_in).status == 0

    person = known("p-18")
    assert (person.keys, person.subjects[0].subject) == ((), "invented-17")
    [seat_held] = person.seats
    assert (seat_held.since, seat_held.until) == (date(2026, 1, 6), date(2026, 12, 31))
    assert seat_held.delegation
    assert seat_held.delegation.dated == date(2026, 1, 5)
    assert not Path("identities").exists()
    assert "delegate@police, since Tue 6 Jan 2026, until Thu 31 Dec 2026, by Example Chief" in cli("people", "list").out


def test_a_system_brings_its_own_key_and_may_have_two_seats(cli: Cli) -> None:
    seats = ("--seat", "agency_contact@education", "--seat", "safeguarding_lead@education")
    given = ("--name", "Example Bridge", *seats, "--kind", "integrator", "--key", THUMBPRINT)
    assert cli("people", "add", "i-1", *given).status == 0

    assert (known("i-1").kind, known("i-1").keys, len(known("i-1").seats)) == ("integrator", (THUMBPRINT,), 2)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--seat", "king@partnership"), "--seat: should be ROLE@ORGANISATION"),
        (("--seat", "procedure@partnership"), "--seat: should be ROLE@ORGANISATION"),
        (("--seat", "coordinator"), "--seat: the directory has no such organisation"),
        (("--seat", "partner@moon"), "--seat: the directory has no such organisation"),
        (("--seat", "delegate@police"), "A delegate's seat needs --given-by and --dated"),
        (("--seat", "partner@police", "--given-by", "Somebody"), "for the role delegate alone"),
        (("--seat", "partner@police", "--key", "short"), "is no thumbprint of a key"),
        (("--seat", "partner@police", "--kind", "king"), "kind: "),
        (("--seat", "partner@police", "--since", "soon"), "must be a day that exists"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(cli: Cli, given: tuple[str, ...], said: str) -> None:
    before = Path("people.toml").read_bytes()
    answer = cli("people", "add", "p-19", "--name", "Example", *given)
    told = " ".join(answer.err.replace("│", " ").split())  # typer draws a frame

    assert (answer.status, said in told) == (2, True), told
    assert Path("people.toml").read_bytes() == before
    assert not Path("identities").exists()


@pytest.mark.parametrize("person", ["../evil", "A", "", "a/b", "x" * 65])
def test_an_id_is_no_path(cli: Cli, person: str) -> None:
    assert cli("people", "add", person, *COORDINATOR).status == 2
    assert cli("people", "make-key", person).status == 2


def test_nobody_is_added_twice(cli: Cli) -> None:
    cli("people", "add", "p-17", *COORDINATOR)
    answer = cli("people", "add", "p-17", *COORDINATOR)
    assert (answer.status, "p-17 is known already" in answer.err) == (2, True)


def test_a_new_key_takes_the_place_of_the_old_one(cli: Cli) -> None:
    cli("people", "add", "p-17", *COORDINATOR)
    [old] = known("p-17").keys
    answer = cli("people", "key", "p-17", "--json")
    assert known("p-17").keys == (answer.json["keys"][0],) != (old,)
    assert cli("whoami").status == 0

    assert cli("people", "key", "p-17", "--key", THUMBPRINT).status == 0
    assert known("p-17").keys == (THUMBPRINT,)
    stolen = cli("whoami")
    assert (stolen.status, "does not know p-17 by what is here" in stolen.err) == (2, True)


def test_a_key_is_made_where_it_is_used_and_its_thumbprint_is_told(cli: Cli) -> None:
    made = cli("people", "make-key", "p-20")
    thumbprint = made.out.strip()
    assert cli("people", "make-key", "p-20").status == 2
    assert cli("people", "add", "p-20", *COORDINATOR, "--key", thumbprint).status == 0
    assert cli("whoami").out.startswith("p-20: ")


def test_whose_seats_end_holds_none_from_today_on(cli: Cli) -> None:
    cli("people", "add", "p-17", *COORDINATOR)
    today = london_date(session.now())
    assert cli("people", "end", "p-17").status == 0
    [seat] = known("p-17").seats
    assert seat == Seat(role=Role.COORDINATOR, organisation="partnership", until=today - timedelta(days=1))
    assert "(not today)" in cli("whoami").out
    assert "p-17\tExample Coordinator\tperson\tno\tkey" in cli("people", "list").out

    assert cli("people", "end", "p-99").status == 2


def test_who_of_several_acts_is_asked(cli: Cli) -> None:
    for person in ("p-17", "p-18"):
        cli("people", "add", person, *COORDINATOR)
    assert "Keys and sign-ins are here of: p-17, p-18" in cli("whoami").err
    told = cli("whoami", "--as", "p-18", "--json").json
    assert (told["id"], told["by"], told["until"]) == ("p-18", "key", None)


def test_a_file_that_is_wrong_is_told_by_every_command(cli: Cli) -> None:
    Path("people.toml").write_text("[people.p-17]\nname = 7\n")
    for command in (("people", "list"), ("people", "add", "p-18", *COORDINATOR), ("people", "end", "p-17")):
        answer = cli(*command)
        assert (answer.status, "people.p-17.name" in answer.err) == (2, True)


def test_programs_read_the_list_as_json(cli: Cli) -> None:
    cli("people", "add", "p-17", *COORDINATOR)
    assert json.loads(cli("people", "list", "--json").out)["p-17"]["name"] == "Example Coordinator"
