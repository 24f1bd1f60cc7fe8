"""`cspr replay`: whether today's code decides a case as it was decided, event by event."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from domain.event import RecordedEvent
from domain.london import say_instant
from settings import Settings
from starter.client import session
from starter.client.errors import ExitStatus
from starter.proof.replayed import Replayed, replayed
from starter.proof.verdict import Difference, ReplayedRun, Verdict, differences_in, without_history
from starter.reading.history import read_events
from starter.reading.runs import Histories, check_not_destroyed
from starter.terminal.options import Acts, AsJson, Reference
from starter.terminal.printing import OVERDUE, say, show_json

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
    check_not_destroyed(chosen, reference)
    found = await (await Histories.connect(chosen)).of(chosen, reference)
    ledger = await read_events(chosen, reference, acts)  # after the histories, of which it may lack nothing
    runs, differences, positions = [], [], set[int]()
    for each in found:
        run = await replayed(chosen, each)
        runs.append(run.run)
        differences += _differences(run, ledger)
        positions |= {event.position for event in run.then if event in ledger[event.position - 1 : event.position]}
    differences += without_history(ledger, positions)
    return Verdict(reference=reference, events=len(ledger), runs=tuple(runs), differences=tuple(differences))


def _differences(run: Replayed, ledger: Sequence[RecordedEvent]) -> list[Difference]:
    if run.failure:
        what = f"today's code goes another way than the history, so that it cannot be replayed: {run.failure}"
        return [Difference(run=run.run.run, position=None, what=what)]
    return list(differences_in(run.run, run.taken, run.then, run.today, run.state, ledger))


def _tell(verdict: Verdict) -> None:
    for run in verdict.runs:
        say(say_run(run))
    if verdict.is_the_same:
        say(f"{verdict.reference}: today's code decides the same, {verdict.events} events as they are on record.")
        return
    say(f"{verdict.reference}: {len(verdict.differences)} differences. The first:", style=OVERDUE)
    for line in _in_words(verdict.differences[0]):
        say(line)


def say_run(run: ReplayedRun) -> str:
    """One run in a line."""
    end = run.ended or "goes on"
    return f"Run {run.run}, begun {say_instant(run.begun_at)}, {end}: {run.events} events, from {run.source}"


def _in_words(difference: Difference) -> Iterator[str]:
    where = [f"run {difference.run}"] if difference.run else []
    where += [f"event {difference.position}"] if difference.position else []
    yield f"{', '.join(where)}: {difference.what}"
    for change in difference.changes[:SHOWN_CHANGES]:
        yield f"  {change.field}: then {in_short(change.then)}, today {in_short(change.today)}"
    if len(difference.changes) > SHOWN_CHANGES:
        yield f"  and {len(difference.changes) - SHOWN_CHANGES} more fields (--json)"


def in_short(value: Any) -> str:  # noqa: ANN401 - any JSON
    """A value of a field for people."""
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)
