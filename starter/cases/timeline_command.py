"""`cspr timeline`: everything that happened in a case, in order."""

import asyncio

from starter.client import session
from starter.reading.case_as_of import AsOf, look_back
from starter.reading.history import HistoryLine, in_words, read_history_lines
from starter.terminal.options import Acts, AsJson, Reference
from starter.terminal.printing import show_json, show_table


def timeline(*, reference: Reference, as_of: AsOf = None, acts: Acts = None, as_json: AsJson = False) -> None:
    """Tell everything that happened in a case, from the ledger: when it happened and when it was recorded."""
    chosen = session.settings()
    if as_of:
        lines = in_words(asyncio.run(look_back(chosen, reference, as_of, acts)).events)
    else:
        lines = asyncio.run(read_history_lines(chosen, reference, acts))
    if as_json:
        show_json([line.model_dump(mode="json") for line in lines])
    else:
        show_timeline(lines)


def show_timeline(lines: list[HistoryLine]) -> None:
    """Print the history of a case for people."""
    show_table(
        ("", "happened", "recorded", "what", ""),
        [(str(line.position), line.happened.say(), line.recorded_in_words(), line.what, line.mark) for line in lines],
    )
