"""What the service's own role may do in the ledger: add and read, and keep the lists that are made from it.

The owner of the tables alone may do more.
"""

from urllib.parse import unquote, urlsplit

import asyncpg

from ledger.connect import connect, reaching_the_ledger
from ledger.projections.known import PROJECTIONS

PERMISSIONS = {
    "event": "select, insert",
    "attempt": "select, insert",
    "proclaimed_day": "select, insert",
    "fingerprint": "select, insert, delete",
    "alembic_version": "select",
    "projection": "select, update",
    "projection_fault": "select, insert, update, delete",
    **dict.fromkeys((each.table for each in PROJECTIONS.values()), "select, insert, delete"),
}
"""Of each table all that the service does with it. A new table needs its line here."""

LOCK = 0x726F6C65  # any number, the same for all who admit
ON_RECORD = ("event", "attempt", "proclaimed_day")
"""The tables in which nobody changes or removes a row."""

MAY_CHANGE = "select bool_or(has_table_privilege(name, 'update, delete, truncate')) from unnest($1::text[]) as name"


async def admit(owner_dsn: str, dsn: str) -> None:
    """As the owner, make the role that `dsn` names, with its password, and let it do exactly what it needs.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    address = urlsplit(dsn)
    role, password = unquote(address.username or ""), address.password
    connection = await connect(owner_dsn)
    try:
        with reaching_the_ledger():
            async with connection.transaction():
                await connection.execute(f"select pg_advisory_xact_lock({LOCK})")
                if not await connection.fetchval("select exists (select from pg_roles where rolname = $1)", role):
                    await _run(connection, "create role %I login", role)
                if password:
                    await _run(connection, "alter role %I password %L", role, unquote(password))
                await _run(connection, "revoke all on all tables in schema public from %I", role)
                for table, permitted in PERMISSIONS.items():
                    await _run(connection, f"grant {permitted} on {table} to %I", role)
    finally:
        await connection.close()


async def may_change(dsn: str) -> bool:
    """Whether the role that `dsn` names may change or remove what is on record.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    connection = await connect(dsn)
    try:
        with reaching_the_ledger():
            return bool(await connection.fetchval(MAY_CHANGE, ON_RECORD))
    finally:
        await connection.close()


async def _run(connection: asyncpg.Connection, statement: str, *names: str) -> None:
    """Run a statement that takes no arguments of its own, with names and texts quoted as PostgreSQL does."""
    quoted = ", ".join(f"${number}::text" for number in range(2, len(names) + 2))
    await connection.execute(await connection.fetchval(f"select format($1, {quoted})", statement, *names))
