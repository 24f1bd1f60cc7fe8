"""What `cspr ledger rebuild --against` says of an anchor: how many of its cases are there again."""

from datetime import UTC, datetime

from ledger.anchor import LedgerAnchor
from ledger.chain import Head
from ledger.checking import BadRow
from ledger.read import ATTEMPTS
from starter.proof.rebuild_command import Compared

HEADS = [Head(stream=stream, position=7, hash="ab" * 32) for stream in ("CSPR-0000-0001", "CSPR-0000-0002", ATTEMPTS)]
THEN = LedgerAnchor.of(HEADS, datetime(2026, 1, 5, 9, 30, tzinfo=UTC))


def lost(stream: str) -> BadRow:
    return BadRow(stream=stream, position=7, why="is not what was anchored")


def test_who_looked_and_who_tried_is_not_counted_as_a_case() -> None:
    assert Compared.of(THEN, []).equal == 2
    assert Compared.of(THEN, [lost(ATTEMPTS)]).equal == 2
    assert Compared.of(THEN, [lost(ATTEMPTS)]).lost == (lost(ATTEMPTS),)


def test_a_case_that_is_not_there_again_is_not_counted() -> None:
    assert Compared.of(THEN, [lost("CSPR-0000-0002"), lost(ATTEMPTS)]).equal == 1
