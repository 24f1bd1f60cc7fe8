"""Bring the ledger's schema up to date."""

from functools import partial

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from ledger.connect import connect
from ledger.schema_version import MIGRATIONS

LOCK = 0x63737072  # any number, the same for all who migrate


class LedgerOutdated(Exception):  # noqa: N818 - what it says
    """The ledger cannot be brought up to date; the message says why."""


async def migrate(dsn: str) -> None:
    """Bring the schema up to date. Safe to call from several processes at once: they take turns.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
        LedgerOutdated: what it holds cannot be brought to this version; nothing was changed.
    """
    try:
        async with _engine(dsn).begin() as connection:
            await connection.execute(text(f"select pg_advisory_xact_lock({LOCK})"))
            await connection.run_sync(_upgrade)
    except DBAPIError as error:
        refused = error.orig.__cause__ if error.orig else None
        if not isinstance(refused, asyncpg.FeatureNotSupportedError):  # what a version of ours says on purpose
            raise
        raise LedgerOutdated(f"the ledger cannot be brought up to date: {refused}") from None


def _engine(dsn: str) -> AsyncEngine:
    return create_async_engine("postgresql+asyncpg://", async_creator=partial(connect, dsn), poolclass=NullPool)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
