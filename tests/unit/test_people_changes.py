"""The people file: what is wrong in it is told, and what changes it leaves the rest as it was."""

from datetime import date
from pathlib import Path

import pytest

from domain.actor import Seat
from domain.people import Delegation, Role
from vault.people import PeopleFileError, Person, Subject, read_people
from vault.people_changes import add_person, create_people_file, end_seats, set_key

KEY, OTHER_KEY = "k" * 43, "o" * 43
WRITTEN = f"""\
# Kept by an invented hand.
[people.example-coordinator]
name = "Example Coordinator" # on leave in May
keys = ["{KEY}"]
seats = [{{role = "coordinator", organisation = "partnership", since = 2026-01-05}}]

[people.example-bridge]
name = "Example Bridge"
kind = "integrator"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.toml"
    path.write_text(WRITTEN)
    return path


def test_a_new_file_has_nobody_in_it_and_is_never_made_over_another(tmp_path: Path) -> None:
    path = tmp_path / "var" / "people.toml"
    assert create_people_file(path)
    assert read_people(path).people == {}
    path.write_text(WRITTEN)
    assert not create_people_file(path)
    assert path.read_text() == WRITTEN


def test_somebody_new_comes_in_and_the_rest_stays_as_it_was_written(file: Path) -> None:
    delegation = Delegation(given_by="Example Chief", dated=date(2026, 1, 5))
    person = Person(
        name="Example Delegate",
        keys=(OTHER_KEY,),
        subjects=(Subject(issuer="https://login.example", subject="17"),),
        seats=(
            Seat(role=Role.DELEGATE, organisation="police", until=date(2026, 3, 31), delegation=delegation),
            Seat(role=Role.AGENCY_CONTACT, organisation="education"),
        ),
    )
    add_person(file, "example-delegate", person)

    assert read_people(file).people["example-delegate"] == person
    assert file.read_text().startswith(WRITTEN)
    assert "until = 2026-03-31" in file.read_text()


def test_nobody_comes_in_twice_nor_with_a_key_of_another(file: Path) -> None:
    with pytest.raises(PeopleFileError, match=r"example-bridge is in .* already"):
        add_person(file, "example-bridge", Person(name="Example Bridge"))
    with pytest.raises(PeopleFileError, match="a key or a sign-in belongs to two of them"):
        add_person(file, "example-thief", Person(name="Example Thief", keys=(KEY,)))
    with pytest.raises(PeopleFileError, match="people"):
        add_person(file, "Not An Id", Person(name="Example"))

    assert file.read_text() == WRITTEN


def test_a_new_key_takes_the_place_of_all_earlier_ones(file: Path) -> None:
    set_key(file, "example-coordinator", OTHER_KEY)

    assert read_people(file).people["example-coordinator"].keys == (OTHER_KEY,)
    assert "# on leave in May" in file.read_text()


def test_seats_end_and_those_that_had_ended_stay_as_they_were(file: Path) -> None:
    ended, later = date(2025, 12, 31), date(2026, 6, 30)
    seats = (
        Seat(role=Role.PARTNER, organisation="police", until=ended),
        Seat(role=Role.PARTNER, organisation="icb", until=later),
        Seat(role=Role.REVIEWER, organisation="partnership"),
    )
    add_person(file, "example-partner", Person(name="Example Partner", seats=seats))
    end_seats(file, "example-partner", date(2026, 2, 1))
    end_seats(file, "example-coordinator", date(2026, 2, 1))

    assert [seat.until for seat in read_people(file).people["example-partner"].seats] == [
        ended,
        date(2026, 2, 1),
        date(2026, 2, 1),
    ]
    [seat] = read_people(file).people["example-coordinator"].seats
    assert (seat.since, seat.until) == (date(2026, 1, 5), date(2026, 2, 1))


def test_who_is_not_there_cannot_be_changed(file: Path) -> None:
    wanted = r"no nobody in .*; it has example-bridge, example-coordinator"
    with pytest.raises(PeopleFileError, match=wanted):
        set_key(file, "nobody", KEY)
    with pytest.raises(PeopleFileError, match=wanted):
        end_seats(file, "nobody", date(2026, 2, 1))


def test_who_may_read_the_file_may_still_read_it_afterwards(file: Path) -> None:
    file.chmod(0o640)
    set_key(file, "example-coordinator", OTHER_KEY)

    assert file.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in file.parent.iterdir()] == ["people.toml"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[people", "is not TOML"),
        (b"\xff", "is not TOML"),
        (b"[people.x]\n", "people.x.name: Field required"),
        (b'[people.x]\nname = "X"\nkeys = ["short"]', "is no thumbprint of a key"),
        (b'[people.x]\nname = "X"\nseats = [{role = "procedure", organisation = "partnership"}]', "nobody holds it"),
        (b'[people.x]\nname = "X"\nseats = [{role = "delegate", organisation = "police"}]', "by which delegation"),
        (b'[people.x]\nname = "X"\nking = true', "people.x.king"),
    ],
)
def test_what_is_wrong_in_it_is_told_and_it_is_left_alone(file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    with pytest.raises(PeopleFileError) as raised:
        set_key(file, "x", KEY)

    assert said in str(raised.value)
    assert str(file) in str(raised.value)
    assert file.read_bytes() == content


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(PeopleFileError, match=r"setting people_file\) cannot be used: No such file"):
        set_key(tmp_path / "people.toml", "x", KEY)
    with pytest.raises(PeopleFileError, match=r"setting people_file\) cannot be read: No such file"):
        read_people(tmp_path / "people.toml")
