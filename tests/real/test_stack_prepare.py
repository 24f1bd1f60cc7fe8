import os
import subprocess
import sys
from pathlib import Path

import asyncpg

from ledger.roles import admit
from ledger.schema import migrate
from ledger.schema_version import head_version, schema_version
from stack.postgres import SERVICE
from tests.conftest import as_service
from vault.key_file import read_key_file
from vault.people import read_people


def prepare(folder: Path, dsn: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "stack.prepare"),
        env={
            **os.environ,
            "CSPR_KEY_FILE": str(folder / "keys" / "keys.json"),
            "CSPR_KEY_STORE": str(folder / "key-store"),
            "CSPR_DOCUMENTS": str(folder / "documents"),
            "CSPR_PEOPLE_FILE": str(folder / "people" / "people.toml"),
            "CSPR_LEDGER_DSN": as_service(dsn),
            "CSPR_LEDGER_OWNER_DSN": dsn,
        },
        capture_output=True,
        text=True,
        check=False,
    )


async def test_it_makes_a_key_and_the_schema_and_does_nothing_twice(tmp_path: Path, empty_dsn: str) -> None:
    first = prepare(tmp_path, empty_dsn)
    key = (tmp_path / "keys" / "keys.json").read_bytes()
    second = prepare(tmp_path, empty_dsn)

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines() == [
        f"A new key was made: {tmp_path}/keys/keys.json",
        f"Nobody is known yet: {tmp_path}/people/people.toml (cspr people add)",
    ]
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert read_key_file(tmp_path / "keys" / "keys.json")
    assert read_people(tmp_path / "people" / "people.toml").people == {}
    assert (tmp_path / "keys" / "keys.json").read_bytes() == key
    assert await schema_version(empty_dsn) == head_version()


def test_a_ledger_that_is_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    away = prepare(tmp_path, f"postgresql://cspr@/cspr?host={tmp_path}")

    assert away.returncode == 3
    assert away.stderr.startswith("the ledger's PostgreSQL (setting ledger_dsn) is unavailable")
    assert "Traceback" not in away.stderr


def test_a_setting_that_is_wrong_is_told_in_a_sentence(tmp_path: Path) -> None:
    wrong = prepare(tmp_path, "mysql://cspr@/cspr")

    assert wrong.returncode == 2
    assert wrong.stderr.startswith("ledger_dsn (CSPR_LEDGER_DSN) is wrong: should start with postgresql://")
    assert "ledger_owner_dsn (CSPR_LEDGER_OWNER_DSN) is wrong" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_the_owner_of_the_ledger_is_not_who_works_with_it(tmp_path: Path) -> None:
    wrong = prepare(tmp_path, f"postgresql://{SERVICE}@/cspr?host={tmp_path}")

    assert wrong.returncode == 2
    assert wrong.stderr.startswith("ledger_owner_dsn (CSPR_LEDGER_OWNER_DSN) should name the owner")


async def test_the_password_of_the_service_is_the_one_in_its_address(tmp_path: Path, empty_dsn: str) -> None:
    await migrate(empty_dsn)
    role = f"invented_{tmp_path.name}"
    kept = set()
    owner = await asyncpg.connect(empty_dsn)
    try:
        for password in ("an%20invented'one", "another"):
            await admit(empty_dsn, f"postgresql://{role}:{password}@/none")
            kept.add(await owner.fetchval("select rolpassword from pg_authid where rolname = $1", role))
    finally:
        await owner.close()
    assert len(kept) == 2
    assert all(each.startswith("SCRAM-SHA-256$") for each in kept)
