"""What programs read of a bundle: where it ends, and what each file is."""

import json
from typing import Any

from archive.manifest import how_it_ended
from domain.mails import mails_of
from starter.bundle.histories import positions_in
from starter.bundle.papers import Paper, file_of_letter
from starter.bundle.record import Record

VERSION = 1
"""The form of a bundle, which is said in it."""


def about(record: Record, papers: list[Paper], faults: tuple[str, ...]) -> dict[str, Any]:
    """The head of the stream, the runs, letters and documents with their files, and what is not there."""
    last = record.kept[-1]
    return {
        "bundle": VERSION,
        "reference": record.reference,
        "framework": record.case.in_force.framework.name,
        "calendar": record.case.in_force.calendar.version,
        "head": {"stream": last.row.stream, "position": last.row.position, "hash": last.hash.hex()},
        "not_in_ledger": record.waiting,
        "runs": [
            {
                "file": history_file(each.run),
                "ended": how_it_ended(each.history),
                "events": positions_in(each.history),
            }
            for each in record.runs
        ],
        "letters": [
            {"key": each.letter.key, "kind": each.letter.kind, "state": each.state, "file": file_of_letter(each)}
            for each in mails_of(list(record.events)).values()
        ],
        "documents": [paper.model_dump(mode="json") for paper in papers],
        "faults": list(faults),
    }


def history_file(run: str) -> str:
    """The file that has the history of a run."""
    return f"histories/{run}.json"


def as_file(told: dict[str, Any]) -> bytes:
    """The same as a file."""
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()
