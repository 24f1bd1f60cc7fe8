"""What is wrong or missing in a bundle stands at its top, wherever it is read."""

import json
from dataclasses import replace

from ledger.checking import BadRow
from starter.bundle.files import Bundle
from starter.bundle.record import Record
from tests.unit import builders as a
from tests.unit.bundles import EXPORTED, EXPORTER, a_record, proven_events

NO_HISTORY = "There is no history of 6 events, from 1 to 6: neither Temporal nor the archive has it."


def files_of(record: Record) -> tuple[str, str, dict[str, object]]:
    """The page, the first text to read, and what programs read."""
    told = dict(Bundle(record, {}, EXPORTER, EXPORTED).files())
    return told["timeline.html"].decode(), told["README.txt"].decode(), json.loads(told["bundle.json"])


def test_events_without_a_history_are_named_everywhere() -> None:
    page, readme, about = files_of(a_record(proven_events()))
    assert about["faults"] == [NO_HISTORY]
    assert NO_HISTORY in page
    assert f"- {NO_HISTORY}\n" in readme
    assert page.index("What is wrong or missing here") < page.index('<h2 id="clocks">')


def test_an_event_that_is_not_what_was_recorded_is_named() -> None:
    bad = BadRow(stream=a.REFERENCE, position=3, why="proof: it was signed for something else")
    _, _, about = files_of(replace(a_record(proven_events()), bad=bad))
    assert about["faults"] == [
        "Event 3 is not what was recorded: proof: it was signed for something else.",
        NO_HISTORY,
    ]


def test_events_that_wait_for_the_ledger_are_counted() -> None:
    page, readme, about = files_of(replace(a_record(proven_events()), waiting=2))
    assert about["not_in_ledger"] == 2
    assert "2 later events had not reached the ledger" in page
    assert "2 later events had not reached the ledger" in readme
    assert "had not reached" not in files_of(a_record(proven_events()))[0]


def test_a_case_of_which_nothing_is_wrong_says_nothing_of_faults() -> None:
    """As far as a record without histories can be that."""
    record = a_record(proven_events())
    bundle = Bundle(record, {}, EXPORTER, EXPORTED)
    bundle.faults.clear()
    told = dict(bundle.files())
    assert b"What is wrong or missing" not in told["timeline.html"]
    assert b"WRONG OR MISSING" not in told["README.txt"]
