"""What somebody looked at or tried that is no event of a case: rows in one chain, which nobody changes."""

from alembic import op

revision = "0005"
down_revision = "0004"

# What stands in clear is a word of ours or a case's reference: no text that anybody has written fits.
ATTEMPT = """
create table attempt (
    number    bigint      primary key check (number > 0),
    id        uuid        not null unique,
    at        timestamptz not null,
    kept_at   timestamptz not null,
    reference text        check (reference ~ '^CSPR-[0-9A-Z]{4}-[0-9A-Z]{4}$'),
    what      text        not null check (what ~ '^[a-z][a-z_-]{0,29}( [a-z][a-z_-]{0,29})?$'),
    way       text        not null check (way in ('cspr', 'program', 'front door', 'temporal')),
    outcome   text        not null check (outcome ~ '^[a-z_]{1,40}$'),
    sealed    bytea       not null,
    hash      bytea       not null
)
"""
BY_CASE = "create index attempt_of_case on attempt (reference, number)"
# A sealed text says by the key of what it was sealed, from its third byte on (vault/cipher.py).
OF_NO_CASE = (
    "create index attempt_of_no_case on attempt (at, number) where substring(sealed from 3 for 8) = 'service.'::bytea"
)

# docs/ledger.md has the same recipe for people, ledger/chain.py for the service.
HASH = """
create function attempt_hash(earlier bytea, of attempt) returns bytea language sql stable as $$
    select sha256(string_agg(int8send(octet_length(field)) || field, ''::bytea order by place))
    from unnest(array[
        convert_to('cspr ledger attempt 1', 'UTF8'),
        earlier,
        convert_to(of.number::text, 'UTF8'),
        convert_to(of.id::text, 'UTF8'),
        convert_to(to_char(of.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'UTF8'),
        convert_to(to_char(of.kept_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'UTF8'),
        convert_to(coalesce(of.reference, ''), 'UTF8'),
        convert_to(of.what, 'UTF8'),
        convert_to(of.way, 'UTF8'),
        convert_to(of.outcome, 'UTF8'),
        of.sealed
    ]) with ordinality as fields (field, place)
$$
"""

# Whoever adds a row waits until whoever was before has committed, by a lock of their own: a read must not wait for
# the events of cases. The place in the chain is nobody's to choose, whatever the statement says.
TAKE_PLACE = """
create function take_place() returns trigger language plpgsql as $$
declare
    earlier attempt;
begin
    perform pg_advisory_xact_lock(1635021933);
    select * into earlier from attempt order by number desc limit 1;
    new.number := coalesce(earlier.number, 0) + 1;
    new.kept_at := clock_timestamp();
    new.hash := attempt_hash(coalesce(earlier.hash, ''::bytea), new);
    return new;
end
$$
"""
CHAINED = "create trigger chained before insert on attempt for each row execute function take_place()"
APPEND_ONLY = """
create trigger append_only before update or delete or truncate on attempt
    for each statement execute function refuse_change()
"""
ALWAYS = "alter table attempt enable always trigger chained, enable always trigger append_only"


def upgrade() -> None:
    """Make the table, its functions and its triggers."""
    for statement in (ATTEMPT, BY_CASE, OF_NO_CASE, HASH, TAKE_PLACE, CHAINED, APPEND_ONLY, ALWAYS):
        op.execute(statement)
