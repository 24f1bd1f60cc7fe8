"""Runs the front door: python -m door.serve."""

import asyncio
import signal
import socket
import sys
from datetime import UTC, datetime
from functools import partial

import structlog

from domain.rule_files import load_authority
from door.app import CODEC, Door
from door.asking import AskedCases
from door.case_columns import columns_of
from door.decoding import Decoding
from door.known import KnownPeople
from door.limits import READS, SIGN_INS, Limit
from door.oidc import ProviderSignIn
from door.proxy import WebUi
from door.records import SealedRecords
from door.roles import Roles
from door.serving import serve_app
from door.sessions import Sessions
from door.signing_in import SigningIn
from door.tickets import Tickets
from door.watching import Watching
from ledger.attempts import AttemptRecord
from ledger.connect import open_pool
from ledger.delivering import deliver_on
from ledger.spool import Spool
from settings import Settings, SettingsError, read_settings
from vault.attempts import sealed_for
from vault.case_keys import CaseKeys
from vault.key_file import KeyFileError
from vault.oidc_provider import provider_of
from vault.opening import open_keys
from vault.people import PeopleFile
from vault.temporal_client import temporal_client


class DoorError(Exception):
    """The front door cannot listen where the settings say."""


async def open_door(settings: Settings, keys: CaseKeys) -> Door:
    """The front door that the settings describe. Temporal and the ledger need not answer yet. Raises SettingsError."""
    client = await temporal_client(settings, keys, lazy=True)
    provider = provider_of(settings)
    ledger = await open_pool(settings.ledger_dsn)
    watching = Watching(AttemptRecord(ledger, partial(sealed_for, keys), Spool(settings.attempts_place)), _now)
    authority = partial(load_authority, settings.authority_file)
    return Door(
        settings.door_origins,
        WebUi(settings.web_ui_address, CODEC),
        SigningIn(
            KnownPeople(PeopleFile(settings.people_file), _now),
            Sessions(),
            Tickets(settings.door_origins, provider),
            ProviderSignIn(provider, _now) if provider else None,
            Limit(SIGN_INS),
            _now,
            watching,
            columns_of(settings.namespace),
        ),
        Decoding(SealedRecords(keys), Roles(AskedCases(client), authority, _now), settings.namespace, watching),
        Limit(READS),
        watching,
        ledger.close,
    )


async def serve(settings: Settings) -> None:
    """Serve until cancelled, and finish what is under way then.

    Raises:
        KeyFileError: the master keys cannot be used.
        SettingsError: a file that a setting names cannot be read.
        DoorError: the address is taken, or is not this machine's.
    """
    door = await open_door(settings, open_keys(settings))
    host, port = settings.door_host, settings.door_port
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise DoorError(
            f"the front door cannot listen at {host}:{port} (settings door_host, door_port): {error.strerror}"
        ) from None
    delivering = asyncio.create_task(deliver_on(settings.ledger_dsn, Spool(settings.attempts_place)))
    try:
        await serve_app(door.app(), listener)
    finally:
        delivering.cancel()
        await asyncio.wait([delivering])


async def _serve_until_stopped(settings: Settings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopped.set)
    serving = asyncio.create_task(serve(settings))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        serving.result()
    serving.cancel()
    await asyncio.wait({serving})


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - here, at the edge, is where time comes in


def _log_for_programs() -> None:
    """One line a read, with the UTC instant and the names before the values: who read what is looked up in it."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def main() -> int:
    """Run the front door until SIGTERM. Returns the exit status: 0 stopped, 2 wrong settings or address."""
    _log_for_programs()
    try:
        asyncio.run(_serve_until_stopped(read_settings()))
    except (SettingsError, KeyFileError, DoorError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
