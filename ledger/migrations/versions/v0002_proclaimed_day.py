"""The partnership's own record of bank holidays that were proclaimed or withdrawn since the package was made."""

from alembic import op

revision = "0002"
down_revision = "0001"

# The last row of a day counts. The body is the whole decision, sealed: who took it, when, and why.
PROCLAIMED_DAY = """
create table proclaimed_day (
    number      bigint      generated always as identity primary key,
    decision    text        not null unique check (decision <> ''),
    day         date        not null,
    recorded_at timestamptz not null,
    body        bytea       not null
)
"""
BY_DAY = "create index proclaimed_day_by_day on proclaimed_day (day, number desc)"

APPEND_ONLY = """
create trigger append_only before update or delete or truncate on proclaimed_day
    for each statement execute function refuse_change()
"""
ALWAYS = "alter table proclaimed_day enable always trigger append_only"


def upgrade() -> None:
    """Make the table."""
    for statement in (PROCLAIMED_DAY, BY_DAY, APPEND_ONLY, ALWAYS):
        op.execute(statement)
