"""Three records of one case held against one another.

An event is in the ledger, in what a history says was recorded, and in what today's code makes of that history. A state
is what the ledger adds up to, what the workflow has, and what today's code comes to.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, groupby

from domain.case import Case
from domain.event import RecordedEvent
from domain.evolve import fold
from domain.model import Model
from starter.proof.disagreement import Disagreement, Source, otherwise
from starter.proof.lacking import Seen, in_a_row, lacking_events
from starter.proof.on_record import OnRecord, Recorded, on_record
from starter.proof.replayed import Replayed
from starter.proof.verdict import DELIVERED, ReplayedRun


class Audit(Model):
    """What came of an audit. `events` are those in the ledger, `not_in_ledger` how many are on their way there.

    `workflow` is how its last run ended, or that it is running; `unread` where today's code cannot read with what a
    run ended, so that this was not compared.
    """

    reference: str
    workflow: str
    unread: bool
    events: int
    not_in_ledger: int
    runs: tuple[ReplayedRun, ...]
    disagreements: tuple[Disagreement, ...]

    @property
    def agree(self) -> bool:
        """Whether all say the same of everything."""
        return not self.disagreements


def disagreements(
    runs: Sequence[Replayed],
    states: Mapping[str, Seen],
    ledger: Mapping[int, RecordedEvent],
    unreadable: Mapping[int, str],
) -> Iterator[Disagreement]:
    """Everything that the three records say otherwise of a case.

    Args:
        runs: its runs, replayed, in the order in which they began.
        states: what the workflow has at the end of a run, by the run; of one that somebody ended, nothing.
        ledger: the events in the ledger, by their positions.
        unreadable: why the others that it has cannot be read.
    """
    record = on_record([run.said for run in runs])
    yield from _failures(runs)
    yield from _forks(record)
    yield from _overtaken(record)
    yield from _unreadable(unreadable, record)
    yield from lacking_events(record, {*ledger, *unreadable}, states.get(runs[-1].run.run) if runs else None)
    today = {run.run.run: {event.position: event for event in run.today} for run in runs}
    for position in sorted(ledger):
        recorded = record.got.get(position) or record.under_way.get(position)
        if recorded:
            yield from _event(ledger[position], recorded, today[recorded.run].get(position))
    overtaken = {each.run for each in record.overtaken.values()}
    for run in runs:
        if run.run.run not in overtaken:
            yield from _state(run, states.get(run.run.run), ledger)


def added_up(reference: str, ledger: Mapping[int, RecordedEvent], position: int | None = None) -> Case | None:
    """The state that the ledger's events add up to, up to a position, or as far as they follow on each other.

    None where they do not add up: an event was changed so that no state follows from it, or one of them is missing.
    """
    wanted = position if position is not None else next(each for each in count(1) if each + 1 not in ledger)
    try:
        return fold(reference, [ledger[each] for each in range(1, wanted + 1)])
    except Exception:  # noqa: BLE001 - whatever a forged event brings about, it is told where it stands
        return None


def _failures(runs: Sequence[Replayed]) -> Iterator[Disagreement]:
    for run in runs:
        if run.failure:
            positions = [event.position for event in run.then] or [1]
            yield Disagreement(
                about="event",
                position=positions[0],
                last=positions[-1],
                run=run.run.run,
                odd=Source.REPLAY,
                others=(),
                what=f"goes another way than the history: {run.failure}",
            )


def _forks(record: OnRecord) -> Iterator[Disagreement]:
    what = "has it twice: two runs say that the ledger got it, each another event"
    for position in record.forks:
        yield Disagreement(about="event", position=position, last=position, odd=Source.HISTORY, others=(), what=what)


def _overtaken(record: OnRecord) -> Iterator[Disagreement]:
    if record.overtaken:
        yield Disagreement(
            about="event",
            position=min(record.overtaken),
            last=max(record.overtaken),
            run=next(iter(record.overtaken.values())).run,
            odd=Source.WORKFLOW,
            others=(Source.LEDGER, Source.HISTORY),
            what="was reset, and has others on their way to the ledger (cspr recover)",
        )


def _unreadable(whys: Mapping[int, str], record: OnRecord) -> Iterator[Disagreement]:
    for why, alike in groupby(sorted(whys.items()), lambda each: each[1]):
        for positions in in_a_row([position for position, _ in alike]):
            known = record.got.get(positions[0]) or record.under_way.get(positions[0])
            yield Disagreement(
                about="event",
                position=positions[0],
                last=positions[-1],
                run=known.run if known else None,
                odd=Source.LEDGER,
                others=(Source.HISTORY,) if known else (),
                what=f"has what cannot be read ({why})",
            )


def _event(in_ledger: RecordedEvent, recorded: Recorded, again: RecordedEvent | None) -> Iterator[Disagreement]:
    claims = {Source.LEDGER: in_ledger, Source.HISTORY: recorded.written.event}
    if again:
        claims[Source.REPLAY] = again
    yield from otherwise(claims, in_ledger.position, recorded.run, in_ledger.type)


def _state(run: Replayed, seen: Seen | None, ledger: Mapping[int, RecordedEvent]) -> Iterator[Disagreement]:
    if run.run.ended and run.run.ended not in DELIVERED:
        return  # somebody ended it: another run may have gone over what it came to
    known = seen.case if seen else run.state
    if known is None:
        return
    position = known.position
    of_ledger = added_up(known.reference, ledger, position)
    claims = {Source.LEDGER: of_ledger} if of_ledger else {}
    if seen:
        claims[Source.WORKFLOW] = seen.case
    if run.state:
        claims[Source.REPLAY] = run.state
    yield from otherwise(claims, position, run.run.run, None)
