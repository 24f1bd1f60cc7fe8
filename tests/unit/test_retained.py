"""What `cspr retention due` says of each record, and what stands in the way of its disposal."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.actor import Seat
from domain.case import Case
from domain.destroyed import Destroyed
from domain.people import Role
from settings import Settings
from starter.client.case_rows import Filter, _destroyed_row
from starter.retention.dispose_command import final_day
from starter.retention.retained import Retained, retained
from tests.conftest import opened
from tests.unit import builders as a
from tests.unit.cli import Cli, enrolled
from vault.key_file import create_key_file

SOON, ENDED = date(2055, 1, 5), date(2056, 1, 6)
"""A year before the end of the thirty years of a case that closed on 5 January 2026, and the day after them."""

CLOSED = a.settled(a.play(a.opened(), a.criteria("not_met")), a.noon(a.AWARE))
LINKED = a.settled(a.play(a.opened(), a.linked()), a.noon(a.AWARE))
PROPOSED = a.play(CLOSED, a.disposal_proposed(ENDED))


def of(case: Case, on: date = ENDED, *, is_destroyed: bool = False) -> Retained:
    return retained(case, a.the_rules().policy, on, lambda _: is_destroyed)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (of(CLOSED), "its retention has ended"),
        (of(CLOSED, SOON), "to be reviewed"),
        (of(a.play(CLOSED, [a.held(), a.held(), a.hold_lifted(1)])), "legal hold 2: kept"),
        (of(PROPOSED), "disposal proposed"),
        (of(a.play(PROPOSED, a.disposal_approved(ENDED))), "disposal approved"),
        (of(LINKED), "kept until CSPR-0000-0001 is destroyed"),
        (of(LINKED, is_destroyed=True), "its retention has ended"),
        (of(CLOSED.having(disposed=Destroyed(at=a.noon(ENDED), approved_by="Invented", reason="Invented"))), "its dis"),
    ],
)
def test_each_record_says_how_it_stands(kept: Retained, said: str) -> None:
    assert kept.standing().startswith(said)
    assert kept.is_due


def test_a_record_that_need_not_be_looked_at_is_not_due() -> None:
    assert not of(CLOSED, date(2055, 1, 4)).is_due
    assert of(CLOSED).until_in_words() == "Wed 5 Jan 2056"


def test_what_cannot_be_counted_is_always_due() -> None:
    silent = a.the_rules().policy.model_copy(update={"retention": ()})
    kept = retained(CLOSED, silent, a.AWARE, lambda _: False)
    assert (kept.is_due, kept.has_ended, kept.until_in_words()) == (True, False, "for ever")
    assert kept.standing() == "cannot be counted: kept, and to be looked at"


def test_a_destroyed_record_is_listed_as_closed_and_as_nothing_else() -> None:
    row = _destroyed_row("CSPR-0000-0001", Destroyed(at=a.noon(ENDED), approved_by="Invented", reason="Invented"))
    assert (row.stage, row.open, row.overdue) == ("destroyed Thu 6 Jan 2056", False, 0)
    assert Filter(stage="destroyed").lets_through(row.stage)
    assert [Filter(state="open").wants_destroyed, Filter(overdue=True).wants_destroyed] == [False, False]
    assert Filter(state="closed").wants_destroyed


def test_destruction_is_final_when_no_backup_is_left_that_may_have_the_key(tmp_path: Path) -> None:
    chosen = Settings(
        ledger_dsn="postgresql://nowhere/none",
        key_file=tmp_path,
        key_store=tmp_path,
        documents=tmp_path,
        people_file=tmp_path,
    )
    late = Destroyed(at=datetime(2026, 11, 26, 23, 30, tzinfo=UTC), approved_by="Invented", reason="Invented")
    assert chosen.key_backup_days == 35
    assert final_day(chosen, late) == date(2027, 1, 1)  # the last one expires on the evening before


def test_a_record_is_not_destroyed_where_nobody_can_be_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    create_key_file(tmp_path / "keys.json")
    asyncio.run(opened(tmp_path / "keys.json", tmp_path / "key-store").create("CSPR-0000-0001"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CSPR_SETTINGS", raising=False)
    values = {"LEDGER_DSN": "postgresql://nowhere/none", "KEY_FILE": "keys.json", "KEY_STORE": "key-store"}
    manager = Seat(role=Role.BUSINESS_MANAGER, organisation="partnership")
    for name, value in {**values, "DOCUMENTS": "documents", **enrolled(tmp_path, manager)}.items():
        monkeypatch.setenv(f"CSPR_{name}", value)
    answer = Cli(capsys)("retention", "dispose", "CSPR-0000-0001", "--json")
    assert answer.status == 2
    assert "nothing was destroyed. Give --yes." in answer.err
