"""The envelope of each event in clear, a hash chain over every stream, and one order over all of them."""

from alembic import op

revision = "0004"
down_revision = "0003"

# The envelope of an event that was written before is sealed, and its hash was never made: such a ledger begins anew.
REFUSE_EARLIER = """
do $$ begin
    if exists (select from event) then
        raise exception 'it holds events from before they were chained, which only a release before the first wrote'
            using errcode = 'feature_not_supported';
    end if;
end $$
"""

# The skeleton is hashed as it was written; jsonb would write it anew.
CHAIN = """
alter table event
    alter column skeleton type json using skeleton::json,
    add column effective text   not null,
    add column framework text   not null,
    add column calendar  text   not null,
    add column hash      bytea  not null,
    add column number    bigint generated always as identity unique
"""

# docs/ledger.md has the same recipe for people, ledger/chain.py for the service.
HASH = """
create function event_hash(earlier bytea, of event) returns bytea language sql stable as $$
    select sha256(string_agg(int8send(octet_length(field)) || field, ''::bytea order by place))
    from unnest(array[
        convert_to('cspr ledger event 1', 'UTF8'),
        earlier,
        convert_to(of.stream, 'UTF8'),
        convert_to(of.position::text, 'UTF8'),
        convert_to(of.type, 'UTF8'),
        convert_to(of.version::text, 'UTF8'),
        convert_to(to_char(of.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'UTF8'),
        convert_to(of.effective, 'UTF8'),
        convert_to(of.framework, 'UTF8'),
        convert_to(of.calendar, 'UTF8'),
        of.body,
        convert_to(of.skeleton::text, 'UTF8')
    ]) with ordinality as fields (field, place)
$$
"""

REFUSE_UNCHAINED = """
create function refuse_unchained() returns trigger language plpgsql as $$
declare
    earlier bytea := coalesce(
        (select hash from event where stream = new.stream and position = new.position - 1), ''::bytea);
begin
    if new.hash is distinct from event_hash(earlier, new) then
        raise exception 'the hash of % % does not follow from the event and the one before it', new.stream, new.position
            using errcode = 'check_violation';
    end if;
    return new;
end
$$
"""
CHAINED = "create trigger chained before insert on event for each row execute function refuse_unchained()"

# Whoever adds events waits until whoever was before has committed: so numbers appear in their order, and a reader
# that goes on after the last number that it has seen misses none. ledger/append.py takes its turn by the same number.
TAKE_TURN = """
create function take_turn() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(1818584167);
    return null;
end
$$
"""
IN_TURN = "create trigger in_turn before insert on event for each statement execute function take_turn()"

ALWAYS = "alter table event enable always trigger chained, enable always trigger in_turn"


def upgrade() -> None:
    """Add the columns, the functions and the triggers."""
    for statement in (REFUSE_EARLIER, CHAIN, HASH, REFUSE_UNCHAINED, CHAINED, TAKE_TURN, IN_TURN, ALWAYS):
        op.execute(statement)
