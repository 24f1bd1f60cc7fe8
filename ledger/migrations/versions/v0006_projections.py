"""Lists that are made from the events, one table each, and how far each has come. Nothing of them is on record."""

from alembic import op

revision = "0006"
down_revision = "0005"

# `number` and `hash` are of the last event that was read, `rebuilt` is the last stream, by name, that was made anew
# while all are.
PROJECTION = """
create table projection (
    name    text    primary key,
    version integer not null default 0,
    number  bigint  not null default 0,
    hash    bytea,
    rebuilt text    default ''
)
"""
NAMES = "insert into projection (name) values ('cases'), ('duties'), ('decisions'), ('letters'), ('actions')"

FAULT = """
create table projection_fault (
    projection text        not null references projection,
    stream     text        not null,
    why        text        not null,
    since      timestamptz not null default now(),
    tried_at   timestamptz not null default now(),
    primary key (projection, stream)
)
"""

# The first event of each stream stands for the stream: there are a hundred times fewer of these.
FIRST = "create index event_first on event (stream) where position = 1"

CASE = """
create table listed_case (
    stream       text        primary key,
    stage        text        not null,
    state        text        not null,
    opened_at    timestamptz,
    closed_at    timestamptz,
    destroyed_at timestamptz,
    framework    text,
    area         text,
    kind         text,
    waiting_for  text[]      not null,
    first_due    date,
    due          date[]      not null,
    provisional  date[]      not null,
    named_until  date
)
"""
CASE_OPEN = "create index listed_case_open on listed_case (first_due) where state = 'open'"

DUTY = """
create table listed_duty (
    stream        text    not null,
    key           text    not null,
    title         text    not null,
    owner         text    not null,
    force         text    not null,
    status        text    not null,
    due           date    not null,
    provisional   boolean not null,
    named_until   date,
    original_due  date,
    met           text,
    margin        integer,
    timeliness    text,
    primary key (stream, key)
)
"""
DUTY_OPEN = "create index listed_duty_open on listed_duty (due) where status = 'open'"
DUTY_OWNER = "create index listed_duty_owner on listed_duty (owner, due)"

DECISION = """
create table listed_decision (
    stream       text        not null,
    position     bigint      not null,
    decision     text        not null,
    role         text        not null,
    organisation text,
    happened     text        not null,
    recorded_at  timestamptz not null,
    taken_over   boolean     not null,
    outcome      text,
    refused      text,
    primary key (stream, position)
)
"""
DECISION_RECORDED = "create index listed_decision_recorded on listed_decision (recorded_at)"
DECISION_KIND = "create index listed_decision_kind on listed_decision (decision, recorded_at)"
DECISION_ORGANISATION = "create index listed_decision_organisation on listed_decision (organisation, recorded_at)"
DECISION_REFUSED = "create index listed_decision_refused on listed_decision (recorded_at) where refused is not null"

LETTER = """
create table listed_letter (
    stream       text        not null,
    key          text        not null,
    kind         text        not null,
    recipient    text        not null,
    about        text        not null,
    requested_at timestamptz not null,
    state        text        not null,
    since        timestamptz not null,
    primary key (stream, key)
)
"""
LETTER_NOT_SENT = "create index listed_letter_not_sent on listed_letter (requested_at) where state <> 'sent'"
LETTER_REQUESTED = "create index listed_letter_requested on listed_letter (requested_at)"
LETTER_RECIPIENT = "create index listed_letter_recipient on listed_letter (recipient, requested_at)"
LETTER_KIND = "create index listed_letter_kind on listed_letter (kind, requested_at)"

ACTION = """
create table listed_action (
    stream       text    not null,
    number       integer not null,
    owner        text    not null,
    agreed       text    not null,
    due          date    not null,
    status       text    not null,
    completed    text,
    primary key (stream, number)
)
"""
ACTION_OPEN = "create index listed_action_open on listed_action (due) where status = 'open'"
ACTION_OWNER = "create index listed_action_owner on listed_action (owner, due)"


def upgrade() -> None:
    """Make the tables, with the checkpoint of each list."""
    for statement in (
        *(PROJECTION, NAMES, FAULT, FIRST),
        *(CASE, CASE_OPEN),
        *(DUTY, DUTY_OPEN, DUTY_OWNER),
        *(DECISION, DECISION_RECORDED, DECISION_KIND, DECISION_ORGANISATION, DECISION_REFUSED),
        *(LETTER, LETTER_NOT_SENT, LETTER_REQUESTED, LETTER_RECIPIENT, LETTER_KIND),
        *(ACTION, ACTION_OPEN, ACTION_OWNER),
    ):
        op.execute(statement)
