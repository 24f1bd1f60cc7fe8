"""What the ledger has by what histories say: what it got, what was under way, and which of two runs counts."""

import json
from typing import Any

from archive.done_errands import Batch
from ledger.written import Written
from starter.proof.on_record import OnRecord, RunSaid, on_record
from tests.real.ledger_events import event


def batch(first: int, last: int, message: str = "invented", *, delivered: bool = True) -> Batch:
    return Batch(tuple(Written.of(event(each, message)) for each in range(first, last + 1)), delivered)


def run(name: str, *batches: Batch, has_ended: bool = True, read: int = 0) -> RunSaid:
    return RunSaid(name, has_ended, batches, read)


def messages(record: OnRecord) -> dict[int, Any]:
    return {position: json.loads(each.written.text)["body"]["message"] for position, each in record.got.items()}


def runs_of(record: OnRecord) -> dict[int, str]:
    return {position: each.run for position, each in sorted(record.got.items())}


def test_what_a_history_says_that_the_ledger_got_it_got() -> None:
    record = on_record([run("one", batch(1, 2), batch(3, 3)), run("two", batch(4, 4), has_ended=False)])
    assert runs_of(record) == {1: "one", 2: "one", 3: "one", 4: "two"}
    assert (record.under_way, record.forks, record.overtaken) == ({}, [], {})


def test_what_is_under_way_in_a_run_that_goes_on_is_left_to_it() -> None:
    record = on_record([run("one", batch(1, 2), batch(3, 4, delivered=False), has_ended=False)])
    assert sorted(record.got) == [1, 2]
    assert sorted(record.under_way) == [3, 4]


def test_what_was_under_way_in_the_last_run_that_somebody_ended_was_recorded() -> None:
    record = on_record([run("one", batch(1, 2), batch(3, 4, delivered=False))])
    assert sorted(record.got) == [1, 2, 3, 4]


def test_what_was_under_way_arrived_where_something_after_it_did() -> None:
    first = run("one", batch(1, 2), batch(3, 4, delivered=False))
    later = run("two", batch(5, 5), has_ended=False)
    assert runs_of(on_record([first, later])) == {1: "one", 2: "one", 3: "one", 4: "one", 5: "two"}
    read_it = run("two", has_ended=False, read=4)
    assert runs_of(on_record([first, read_it])) == {1: "one", 2: "one", 3: "one", 4: "one"}
    before_it = run("two", has_ended=False, read=2)
    assert runs_of(on_record([first, before_it])) == {1: "one", 2: "one"}


def test_what_a_long_history_handed_on_counts_as_the_next_run_sent_it() -> None:
    record = on_record([run("one", batch(1, 2), batch(3, 4, delivered=False)), run("two", batch(3, 5))])
    assert runs_of(record) == {1: "one", 2: "one", 3: "two", 4: "two", 5: "two"}


def test_of_a_run_that_was_reset_what_the_ledger_got_counts() -> None:
    first, again = run("one", batch(1, 4)), run("two", batch(1, 1), batch(2, 3, "again", delivered=False))
    assert messages(on_record([first, again])) == dict.fromkeys(range(1, 5), "invented")
    going_on = on_record([first, run("two", *again.batches, has_ended=False)])
    assert {position: each.run for position, each in going_on.overtaken.items()} == {2: "two", 3: "two"}


def test_two_runs_that_say_that_the_ledger_got_different_events_are_a_fork() -> None:
    record = on_record([run("one", batch(1, 3)), run("two", batch(1, 2), batch(3, 4, "forked"))])
    assert record.forks == [3]
