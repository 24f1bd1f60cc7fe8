"""One run of a case, replayed by today's code beside what its history says was recorded then."""

from dataclasses import dataclass

from archive.manifest import how_it_ended
from domain.case import Case
from domain.event import RecordedEvent
from settings import Settings
from starter.client import session
from starter.proof.on_record import RunSaid, said_by
from starter.proof.verdict import ReplayedRun
from starter.reading.runs import FoundRun
from vault.converter import data_converter


@dataclass(frozen=True)
class Replayed:
    """One run: what its history sent to the ledger then, what today's code sends, and with what state that ends.

    `failure` says why today's code does not fit the history, or cannot read it; without it there is a state.
    """

    run: ReplayedRun
    said: RunSaid
    today: list[RecordedEvent]
    state: Case | None
    failure: str | None

    @property
    def taken(self) -> set[int]:
        """The positions of the events of which the history says that the ledger took them."""
        return {each.event.position for batch in self.said.batches if batch.delivered for each in batch.events}

    @property
    def then(self) -> list[RecordedEvent]:
        """The events that the history sent to the ledger, in today's form."""
        return [each.event for batch in self.said.batches for each in batch.events]


async def replayed(chosen: Settings, found: FoundRun) -> Replayed:
    """Replay a run. Raises as `session.reaching_the_keys` does."""
    from starter.proof import replaying  # noqa: PLC0415 - few commands need the workflows' code

    converter = data_converter(session.keys(chosen))
    with session.reaching_the_keys():
        kept = await replaying.replay(found.history, converter)
        failure = str(kept.failure).partition("\n")[0] if kept.failure else None
        try:
            said = await said_by(found.history, found.run, converter)
        except ValueError:
            said = RunSaid(found.run, has_ended=True, batches=())
            failure = failure or "what it recorded cannot be read by today's code"
    run = ReplayedRun(
        run=found.run,
        source=found.source,
        begun_at=found.history.events[0].event_time.ToJsonString(),
        ended=how_it_ended(found.history),
        history_events=len(found.history.events),
        events=sum(len(batch.events) for batch in said.batches),
    )
    return Replayed(run, said, kept.events, None if failure else kept.state, failure)
