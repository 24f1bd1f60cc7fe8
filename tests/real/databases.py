"""The values in the service's databases, as these read them out of their files: whole, and unpacked."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

ROWS = 1000
DATABASES = "select datname from pg_database where datallowconn"
TABLES = """
    select format('%I.%I', nspname, relname) from pg_class join pg_namespace n on n.oid = relnamespace
    where relkind in ('r', 'm') or relname = 'pg_stat_activity'
"""


def in_sqlite(database: Path) -> Iterator[tuple[str, bytes]]:
    """Every value of every table, a table at a time. A long one is scattered over the file's pages."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            rows = connection.execute(f'select * from "{table}"')  # noqa: S608 - a name out of the database itself
            while some := rows.fetchmany(ROWS):
                yield f"values in {database.name}", b"\n".join(_as_bytes(value) for row in some for value in row)


async def in_postgres(dsn: str) -> AsyncIterator[tuple[str, bytes]]:
    """Every row of every table of the whole server, its own tables too, once all of it is in its files.

    A long value is compressed in a way of PostgreSQL's own, pglz: it alone reads that.
    """
    for database in [name for (name,) in await _asked(dsn, "checkpoint", DATABASES)]:
        of_that = urlunsplit(urlsplit(dsn)._replace(path=f"/{database}"))
        for (table,) in await _asked(of_that, TABLES):
            rows = await _asked(of_that, f"select each::text from {table} each")  # noqa: S608 - the same
            yield f"values in PostgreSQL, {database}", b"\n".join(_as_bytes(text) for (text,) in rows)


async def _asked(dsn: str, *statements: str) -> list[asyncpg.Record]:
    """The rows that the last statement gives."""
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            rows: list[asyncpg.Record] = await connection.fetch(statement)
    finally:
        await connection.close()
    return rows


def _as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
