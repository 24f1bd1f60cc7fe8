"""An attempt as the ledger keeps it: who it was, what they were told and what they asked are sealed for its place."""

import json
from dataclasses import replace
from datetime import UTC

from domain.attempt import Attempt
from ledger.chain import AttemptRow
from ledger.sealing import Sealer

SEALED = {"who", "told", "asked"}


def attempt_row(attempt: Attempt, cipher: Sealer) -> AttemptRow:
    """What is kept of an attempt."""
    said = attempt.model_dump(mode="json", include=SEALED)
    row = AttemptRow(
        id=attempt.id,
        at=attempt.at,
        reference=attempt.reference,
        what=attempt.what,
        way=attempt.way,
        outcome=attempt.outcome,
        sealed=b"",
    )
    return replace(row, sealed=cipher.seal(json.dumps(said, ensure_ascii=False).encode(), *_place(row)))


def opened_attempt(row: AttemptRow, cipher: Sealer) -> Attempt:
    """The attempt; raises what the cipher raises where anything of the row was changed, in clear or sealed."""
    said = json.loads(cipher.open(row.sealed, *_place(row)))
    return Attempt.model_validate({**vars(row), **said}, extra="ignore")


def _place(row: AttemptRow) -> tuple[str, ...]:
    """All that stands in clear: so what is sealed opens beside nothing else."""
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return "ledger attempt", str(row.id), at, row.reference or "", row.what, row.way, row.outcome
