"""Which version of the schema the ledger has, and which this release needs; without the library that migrates it."""

from pathlib import Path

from ledger.connect import connect, reaching_the_ledger

MIGRATIONS = Path(__file__).with_name("migrations")


async def schema_version(dsn: str) -> str | None:
    """The version that the database has; none before the first migration.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    connection = await connect(dsn)
    try:
        with reaching_the_ledger():
            if await connection.fetchval("select to_regclass('alembic_version')") is None:
                return None
            version: str | None = await connection.fetchval("select version_num from alembic_version")
            return version
    finally:
        await connection.close()


def head_version() -> str:
    """The version that this release needs: the last of the migrations, whose files begin with theirs."""
    return max(path.stem[1:5] for path in (MIGRATIONS / "versions").glob("v*.py"))
