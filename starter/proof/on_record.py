"""What the ledger has of a case by what the histories of its runs say, whether or not it has it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter

from archive.done_errands import Batch, batches_in, read_up_to
from archive.manifest import how_it_ended
from ledger.written import Written


@dataclass(frozen=True)
class RunSaid:
    """What the history of one run says of the ledger.

    `read` is the position up to which the ledger had the case when this run began from it, 0 where it did not.
    """

    run: str
    has_ended: bool
    batches: Sequence[Batch]
    read: int = 0


@dataclass(frozen=True)
class Recorded:
    """An event, and the run that wrote it."""

    run: str
    written: Written


@dataclass
class OnRecord:
    """By position what the ledger got, and what was on its way there.

    `forks` are the positions of which two runs say that the ledger got them, each with another event. `overtaken` are
    those at which the run that goes on has another event on its way than the ledger got: it was reset.
    """

    got: dict[int, Recorded] = field(default_factory=dict)
    under_way: dict[int, Recorded] = field(default_factory=dict)
    forks: list[int] = field(default_factory=list)
    overtaken: dict[int, Recorded] = field(default_factory=dict)


async def said_by(history: WorkflowHistory, run: str, converter: DataConverter) -> RunSaid:
    """What the history of a run says of the ledger.

    Raises:
        ValueError: today's code cannot read what it sent.
    """
    return RunSaid(
        run=run,
        has_ended=how_it_ended(history) is not None,
        batches=await batches_in(history, converter),
        read=await read_up_to(history, converter),
    )


def on_record(runs: Sequence[RunSaid]) -> OnRecord:
    """What the ledger has, by what the runs of a case say, in the order in which they began.

    What a history says that the ledger got, it got. What was under way, and of which the history does not tell the end,
    it got too where something after it is on record; and where nothing goes on that could send it again, it is taken
    to have got it: it was recorded. A running workflow sends it by itself.
    """
    record = OnRecord()
    for run in runs:
        for written in _events(run, delivered=True):
            known = record.got.setdefault(written.event.position, Recorded(run.run, written))
            if known.written.event != written.event:
                record.forks.append(written.event.position)
    top = max((*record.got, *(run.read for run in runs)), default=0)
    for run in runs:
        for written in _events(run, delivered=False):
            position = written.event.position
            certain = position <= top or (run is runs[-1] and run.has_ended)
            known = (record.got if certain else record.under_way).setdefault(position, Recorded(run.run, written))
            if known.written.event != written.event and run is runs[-1] and not run.has_ended:
                record.overtaken[position] = Recorded(run.run, written)
    return record


def _events(run: RunSaid, *, delivered: bool) -> list[Written]:
    return [event for batch in run.batches if batch.delivered is delivered for event in batch.events]
