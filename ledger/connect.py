"""Connections to the ledger's PostgreSQL, and one plain error for when it cannot be reached."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from domain.hindrance import Hindrance

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 15


class LedgerUnavailable(Hindrance):
    """The ledger's PostgreSQL cannot be reached or does not let us in; trying again later is right."""


class LedgerNotPrepared(LedgerUnavailable):
    """PostgreSQL is there, and the ledger's tables are not, or not as this release and its role need them.

    What waits goes on by itself once somebody has prepared it.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"the ledger does not have the tables of this release ({reason}): run python -m stack.prepare; if they "
            'were lost, read first under "When the ledger is lost" in docs/ledger.md how the record is put back'
        )


async def connect(dsn: str) -> asyncpg.Connection:
    """Open one connection.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        return await asyncpg.connect(dsn, timeout=CONNECT_SECONDS)


async def open_pool(dsn: str) -> asyncpg.Pool:
    """Make a pool of connections, none of which is opened before it is needed: the ledger may be down."""
    pool: asyncpg.Pool = await asyncpg.create_pool(
        dsn,
        min_size=0,
        max_size=5,
        timeout=CONNECT_SECONDS,
        command_timeout=STATEMENT_SECONDS,
        server_settings={
            "application_name": "cspr",
            "timezone": "UTC",
            "statement_timeout": f"{STATEMENT_SECONDS}s",
            "idle_in_transaction_session_timeout": f"{STATEMENT_SECONDS}s",
        },
    )
    return pool


@contextmanager
def reaching_the_ledger() -> Iterator[None]:
    """Turn whatever says that PostgreSQL is away into one error.

    Raises:
        LedgerUnavailable: no connection, no answer in time, starting up or shutting down, full, or no entry.
        LedgerNotPrepared: its tables are missing, of another release, or not for this role.
    """
    try:
        yield
    except _NOT_PREPARED as error:
        raise LedgerNotPrepared(str(error)) from None
    except (OSError, TimeoutError, *_AWAY) as error:
        if isinstance(error, ValueError):  # asyncpg was given something wrong, which no waiting cures
            raise
        reason = str(error) or "no answer in time"
        raise LedgerUnavailable(f"the ledger's PostgreSQL (setting ledger_dsn) is unavailable: {reason}") from None


_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that is cut while a statement begins
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)
_NOT_PREPARED = (
    asyncpg.UndefinedTableError,  # lost, and not made again yet
    asyncpg.UndefinedColumnError,  # those of an earlier release
    asyncpg.InsufficientPrivilegeError,  # restored from a backup, which knows no roles
)
