"""`cspr replay`: whether today's code decides a case as it was decided, event by event."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from typing import Any

import typer
from pydantic import ValidationError

from archive.manifest import how_it_ended
from domain.event import RecordedEvent
from domain.london import say_instant
from domain.refusal import RefusalCode
from settings import Settings
from starter import session
from starter.errors import ExitStatus, Refused
from starter.history import read_events
from starter.options import Acts, AsJson, Reference
from starter.printing import OVERDUE, say, show_json
from starter.runs import FoundRun, Histories
from starter.verdict import Difference, ReplayedRun, Verdict, differences_in, without_history
from vault.converter import data_converter

SHOWN_CHANGES = 20


def replay(*, reference: Reference, acts: Acts = None, as_json: AsJson = False) -> None:
    """Replay a case with today's code, from Temporal or the archive, and say whether it still decides the same.

    Every event is compared with the history and with the ledger, every state with what the ledger adds up to.
    Exit status 5 when something comes out otherwise, or when there is no history of a part.

    Example: cspr replay CSPR-7K4M-2QXD
    """
    verdict = asyncio.run(_replay(session.settings(), reference, acts))
    if as_json:
        show_json({**verdict.model_dump(mode="json"), "same": verdict.is_the_same})
    else:
        _tell(verdict)
    if not verdict.is_the_same:
        raise typer.Exit(ExitStatus.DIFFERENT)


async def _replay(chosen: Settings, reference: str, acts: str | None) -> Verdict:
    with session.reaching_the_keys():
        destroyed = session.keys(chosen).destroyed(reference)
    if destroyed:
        raise Refused(RefusalCode.DESTROYED.value, f"Its history is gone: {destroyed.say(reference)}.")
    found = await (await Histories.connect(chosen)).of(chosen, reference)
    ledger = await read_events(chosen, reference, acts)  # after the histories, of which it may lack nothing
    runs, differences, positions = [], [], set[int]()
    for each in found:
        run, others, decided = await _replay_run(chosen, each, ledger)
        runs.append(run)
        differences += others
        positions |= decided
    differences += without_history(ledger, positions)
    return Verdict(reference=reference, events=len(ledger), runs=tuple(runs), differences=tuple(differences))


async def _replay_run(
    chosen: Settings, found: FoundRun, ledger: Sequence[RecordedEvent]
) -> tuple[ReplayedRun, list[Difference], set[int]]:
    """The run, what it decides otherwise today, and the positions of those events on record that it decided then."""
    from starter import replaying  # noqa: PLC0415 - this command alone needs the workflows' code

    converter = data_converter(session.keys(chosen))
    with session.reaching_the_keys():
        kept = await replaying.replay(found.history, converter)
        try:
            then = await replaying.recorded_in(found.history, converter)
        except ValidationError:
            then, kept.failure = [], kept.failure or ValueError("what it recorded cannot be read by today's code")
    run = ReplayedRun(
        run=found.run,
        source=found.source,
        begun_at=found.history.events[0].event_time.ToJsonString(),
        ended=how_it_ended(found.history),
        history_events=len(found.history.events),
        events=len(then),
    )
    decided = {event.position for event in then if event in ledger[event.position - 1 : event.position]}
    if kept.failure:
        said = str(kept.failure).partition("\n")[0]
        what = f"today's code goes another way than the history, so that it cannot be replayed: {said}"
        return run, [Difference(run=found.run, position=None, what=what)], decided
    return run, list(differences_in(run, then, kept.events, kept.state, ledger)), decided


def _tell(verdict: Verdict) -> None:
    for run in verdict.runs:
        end = run.ended or "goes on"
        say(f"Run {run.run}, begun {say_instant(run.begun_at)}, {end}: {run.events} events, from {run.source}")
    if verdict.is_the_same:
        say(f"{verdict.reference}: today's code decides the same, {verdict.events} events as they are on record.")
        return
    say(f"{verdict.reference}: {len(verdict.differences)} differences. The first:", style=OVERDUE)
    for line in _in_words(verdict.differences[0]):
        say(line)


def _in_words(difference: Difference) -> Iterator[str]:
    where = [f"run {difference.run}"] if difference.run else []
    where += [f"event {difference.position}"] if difference.position else []
    yield f"{', '.join(where)}: {difference.what}"
    for change in difference.changes[:SHOWN_CHANGES]:
        yield f"  {change.field}: then {_short(change.then)}, today {_short(change.today)}"
    if len(difference.changes) > SHOWN_CHANGES:
        yield f"  and {len(difference.changes) - SHOWN_CHANGES} more fields (--json)"


def _short(value: Any) -> str:  # noqa: ANN401 - any JSON
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)
