"""Streams of events that nobody changes, and fingerprints by which the same incident is found again."""

from alembic import op

revision = "0001"
down_revision = None

EVENT = """
create table event (
    stream      text        not null check (stream <> ''),
    position    bigint      not null check (position > 0),
    previous    bigint      generated always as (nullif(position - 1, 0)) stored,
    type        text        not null,
    version     integer     not null check (version > 0),
    recorded_at timestamptz not null,
    body        bytea       not null,
    primary key (stream, position),
    constraint event_without_gap foreign key (stream, previous) references event (stream, position)
)
"""

REFUSE_CHANGE = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only: % on % is refused', tg_op, tg_table_name
        using errcode = 'restrict_violation';
end
$$
"""

# Fires once per statement, and even where a session has switched ordinary triggers off.
APPEND_ONLY = """
create trigger append_only before update or delete or truncate on event
    for each statement execute function refuse_change()
"""
ALWAYS = "alter table event enable always trigger append_only"

FINGERPRINT = """
create table fingerprint (
    digest text not null,
    stream text not null,
    primary key (digest, stream)
)
"""


def upgrade() -> None:
    """Make the two tables."""
    for statement in (EVENT, REFUSE_CHANGE, APPEND_ONLY, ALWAYS, FINGERPRINT):
        op.execute(statement)
