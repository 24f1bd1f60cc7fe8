"""The invented people of the demonstration: each has a key here, at the first start and at later ones."""

from pathlib import Path

import pytest

from settings import Settings
from stack.demo.people import CAST, COORDINATOR, enrol
from starter.client.acting import acting
from vault.people import read_people
from vault.people_changes import create_people_file


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    create_people_file(tmp_path / "people.toml")
    return Settings(
        ledger_dsn="postgresql://invented",
        key_file=tmp_path / "keys.json",
        key_store=tmp_path / "key-store",
        documents=tmp_path / "documents",
        people_file=tmp_path / "people.toml",
        identities=tmp_path / "identities",
    )


def test_everybody_can_act(settings: Settings) -> None:
    enrol(settings)

    for person, (name, role, organisation) in CAST.items():
        actor = acting(settings, person).actor
        assert (actor.id, actor.name) == (person, name)
        assert [(seat.role, seat.organisation) for seat in actor.seats] == [(role, organisation)]


def test_a_later_start_changes_nobody(settings: Settings) -> None:
    enrol(settings)
    settings.people_file.write_text(settings.people_file.read_text().replace("Example Manager", "Example Other"))
    before = settings.people_file.read_bytes()
    enrol(settings)

    assert settings.people_file.read_bytes() == before


def test_whose_private_key_was_lost_gets_a_new_one(settings: Settings) -> None:
    enrol(settings)
    (settings.identities / f"{COORDINATOR}.key.json").unlink()
    enrol(settings)

    assert acting(settings, COORDINATOR).actor.id == COORDINATOR
    assert len(read_people(settings.people_file).people[COORDINATOR].keys) == 1
