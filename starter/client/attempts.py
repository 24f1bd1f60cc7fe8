"""Put on record who looked at what before it is shown, and who was refused what."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial

import structlog

from domain.attempt import SHOWN, Attempt, Way
from ledger.attempts import AttemptRecord, NotRecorded
from ledger.connect import open_pool
from ledger.spool import Spool
from settings import Settings
from starter.client import session
from starter.client.errors import ServiceUnavailable, StarterError
from starter.client.login import account
from vault.attempts import NO_KEY_NOW, sealed_for

_log = structlog.get_logger("cspr.attempts")


@dataclass
class Running:
    """What runs now, by which way it came, in what words, and who acts, once that is known."""

    what: str
    way: Way
    asked: tuple[str, ...] = ()
    who: str = ""


_running: ContextVar[Running] = ContextVar("running")


@contextmanager
def running(command: Running) -> Iterator[None]:
    """While this command runs, what is looked at and tried is recorded as its."""
    token = _running.set(command)
    try:
        yield
    finally:
        _running.reset(token)


def what_runs() -> Running:
    """What runs now; where it is no command of ours, it is a program of somebody's own."""
    return _running.get(Running("client", "program"))


def record_shown(chosen: Settings, reference: str | None, who: str, told: str) -> None:
    """Put on record that somebody is about to see something. Call it first, and show nothing where it raises.

    Args:
        chosen: the settings.
        reference: the case, if it is one.
        who: their id; empty where nobody has asked who they are.
        told: up to which event they see the case, or what of it.

    Raises:
        ServiceUnavailable: it can be put on record nowhere.
    """
    try:
        _add(chosen, _attempt(reference, SHOWN, who, told))
    except NotRecorded as error:
        raise ServiceUnavailable(f"Who reads is put on record first, and that cannot be done now: {error}.") from None
    except NO_KEY_NOW as error:
        raise ServiceUnavailable(f"The keys cannot be used: {error}.") from None


def record_refused(chosen: Settings, reference: str | None, error: StarterError, who: str = "") -> None:
    """Put on record that somebody was refused something, unless that is on record.

    Nothing is shown, so they are refused in any case; where it can be put on record nowhere, it is logged.
    """
    if error.on_record:
        return
    error.on_record = True
    try:
        _add(chosen, _attempt(reference, error.code, who, "\n".join([error.message, *error.lines])))
    except (NotRecorded, *NO_KEY_NOW) as why:
        _log.error("a refusal is not on record", code=error.code, why=str(why))


class ProgramsRecord:
    """Puts on record what a program is shown and told by our client. A command records by itself what it shows.

    Args:
        chosen: the settings.
        who: what is known of whoever's program it is; empty where it is nothing.
    """

    def __init__(self, chosen: Settings, who: str) -> None:
        self._chosen = chosen
        self._who = who

    async def shown(self, reference: str, told: str) -> None:
        """Call it before a case is handed out. Raises as `record_shown` does."""
        if what_runs().way == "program":
            await asyncio.to_thread(record_shown, self._chosen, reference, self._who, told)

    @asynccontextmanager
    async def refusals(self, reference: str) -> AsyncIterator[None]:
        """What is raised within, about a case."""
        try:
            yield
        except StarterError as error:
            if what_runs().way == "program":
                await asyncio.to_thread(record_refused, self._chosen, reference, error, self._who)
            raise


def _attempt(reference: str | None, outcome: str, who: str, told: str) -> Attempt:
    now = what_runs()
    return Attempt(
        id=uuid.uuid4(),
        at=session.now(),
        reference=reference,
        what=now.what,
        way=now.way,
        outcome=outcome,
        who=who or now.who or f"nobody signed in; the account {account()}",
        told=told,
        asked=now.asked,
    )


def _add(chosen: Settings, attempt: Attempt) -> None:
    """Wait until it is on record: in a thread, because whoever is about to show something may run in a loop or not."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(lambda: asyncio.run(_added(chosen, attempt))).result()


async def _added(chosen: Settings, attempt: Attempt) -> None:
    ledger = await open_pool(chosen.ledger_dsn)
    try:
        keys = session.keys(chosen)
        await AttemptRecord(ledger, partial(sealed_for, keys), Spool(chosen.attempts_place)).add(attempt)
    finally:
        await ledger.close()
