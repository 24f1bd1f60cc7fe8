"""Two against one: who is named where one has something else, or has it not, and where nobody can say who is right."""

from collections.abc import Sequence

from archive.done_errands import Batch
from domain.case import Case
from domain.event import RecordedEvent
from ledger.written import Written
from starter.proof.disagreement import Disagreement, Source, otherwise
from starter.proof.lacking import Seen, lacking_events
from starter.proof.on_record import RunSaid, on_record
from tests.real.ledger_events import STREAM, event, events

LEDGER, WORKFLOW, HISTORY, REPLAY = Source.LEDGER, Source.WORKFLOW, Source.HISTORY, Source.REPLAY


def told(claims: dict[Source, RecordedEvent]) -> list[tuple[Source, tuple[Source, ...], bool]]:
    return [(each.odd, each.others, each.tied) for each in otherwise(claims, 1, "a run", "invented")]


def test_the_one_that_says_otherwise_than_two_is_named() -> None:
    one, other = event(1), event(1, "other")
    assert told({LEDGER: one, HISTORY: one, REPLAY: one}) == []
    assert told({LEDGER: other, HISTORY: one, REPLAY: one}) == [(LEDGER, (HISTORY, REPLAY), False)]
    assert told({LEDGER: one, HISTORY: one, REPLAY: other}) == [(REPLAY, (LEDGER, HISTORY), False)]
    (said,) = otherwise({LEDGER: other, HISTORY: one, REPLAY: one}, 1, "a run", "invented")
    assert [(each.field, each.odd, each.others) for each in said.fields] == [("body.message", "other", "invented")]


def test_where_no_two_agree_nobody_is_said_to_be_right() -> None:
    assert told({LEDGER: event(1), HISTORY: event(1, "other")}) == [(HISTORY, (LEDGER,), True)]
    three = {LEDGER: event(1), HISTORY: event(1, "other"), REPLAY: event(1, "another")}
    assert told(three) == [(HISTORY, (LEDGER,), True), (REPLAY, (LEDGER,), True)]
    assert told({LEDGER: event(1)}) == []


def lacking(history: int, ledger: Sequence[int], known: int | None, waiting: int = 0) -> list[Disagreement]:
    """What is told where the history sent so many events, the ledger has these, and the workflow knows so many."""
    sent = [Batch(tuple(map(Written.of, events(1, history))), delivered=True)] if history else []
    record = on_record([RunSaid("a run", has_ended=False, batches=sent)])
    seen = None if known is None else Seen(case=Case(reference=STREAM, position=known), waiting=waiting)
    return list(lacking_events(record, {each: event(each) for each in ledger}, seen))


def named(found: list[Disagreement]) -> list[tuple[int, int, Source, tuple[Source, ...], str]]:
    return [(each.position, each.last, each.odd, each.others, each.what) for each in found]


def test_events_that_one_does_not_have_are_told_together() -> None:
    assert lacking(5, range(1, 6), 5) == []
    assert named(lacking(5, [1, 4, 5], 5)) == [(2, 3, LEDGER, (HISTORY, WORKFLOW), "does not have them")]
    assert named(lacking(3, range(1, 6), 5)) == [(4, 5, HISTORY, (LEDGER, WORKFLOW), "does not have them")]
    assert named(lacking(5, range(1, 6), 4)) == [(5, 5, WORKFLOW, (LEDGER, HISTORY), "does not have it")]


def test_what_one_alone_has_is_told_of_it() -> None:
    assert named(lacking(4, range(1, 6), 4)) == [(5, 5, LEDGER, (HISTORY, WORKFLOW), "alone has it")]


def test_what_is_on_its_way_to_the_ledger_is_no_difference() -> None:
    assert lacking(3, range(1, 4), 5, waiting=2) == []
    assert named(lacking(3, range(1, 4), 5, waiting=1)) == [(4, 4, WORKFLOW, (LEDGER, HISTORY), "alone has it")]


def test_where_no_workflow_is_left_the_two_others_are_compared() -> None:
    (gone,) = lacking(3, [1, 2], None)
    assert (gone.position, gone.odd, gone.others, gone.tied) == (3, LEDGER, (HISTORY,), True)
    (gone,) = lacking(0, [1, 3], None)[1:2]
    assert (gone.position, gone.odd, gone.others) == (2, LEDGER, ())
