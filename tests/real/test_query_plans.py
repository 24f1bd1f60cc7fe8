"""At half a million events the hot queries go by their indexes: PostgreSQL's own plans of the very SQL that we ask.

Two go over everything on purpose: `read.SIZES`, for who verifies all of it, and `delete_strays`, once a list is made
anew.
"""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest

from ledger import append, attempts_read, checkpoints, matching, projected, read
from ledger.projections.actions import listed_actions
from ledger.projections.cases import listed_cases
from ledger.projections.decisions import listed_decisions
from ledger.projections.duties import listed_duties
from ledger.projections.known import PROJECTIONS
from ledger.projections.letters import listed_letters
from ledger.projections.projection import Projection, Query
from tests.conftest import create_database

STREAM = "CSPR-0000-1234"
DAY = date(2026, 1, 5)
THEN, LATER = datetime(2022, 1, 5, tzinfo=UTC), datetime(2022, 2, 5, tzinfo=UTC)
NEARLY_ALL = 499_900

# 2500 cases of 200 events each, recorded 20 at a time; one in 25 is open, and has something to be seen to.
FILL = """
alter table event set unlogged;
alter table listed_duty set unlogged;
alter table listed_decision set unlogged;
alter table listed_letter set unlogged;

alter table event disable trigger all;
insert into event (stream, position, type, version, recorded_at, effective, framework, calendar, body, skeleton, hash)
select 'CSPR-0000-' || lpad((g / 20 % 2500)::text, 4, '0'), g / 50000 * 20 + g % 20 + 1, 'letter_sent', 1,
    '2016-01-01'::timestamptz + g * interval '10 minutes', '2026-01-05', 'invented', 'invented',
    '\\x00112233445566778899aabbccddeeff', '{}', '\\x00112233445566778899aabbccddeeff'
from generate_series(0, 499999) g;
alter table event enable trigger all;

alter table attempt disable trigger all;
insert into attempt (number, id, at, kept_at, reference, what, way, outcome, sealed, hash)
select g, gen_random_uuid(), '2016-01-01'::timestamptz + g * interval '10 minutes', '2016-01-01',
    case when g % 10 > 0 then 'CSPR-0000-' || lpad((g % 2500)::text, 4, '0') end, 'status', 'cspr', 'shown',
    case when g % 100 = 0 then '\\x0109'::bytea || 'service.invented' else '\\x010e'::bytea || 'CSPR-0000-1234' end,
    '\\x00'
from generate_series(1, 50000) g;
alter table attempt enable trigger all;

insert into fingerprint select 'invented' || g, 'CSPR-0000-' || lpad((g % 2500)::text, 4, '0')
from generate_series(0, 9999) g;

insert into listed_case (stream, stage, state, waiting_for, first_due, due, provisional)
select 'CSPR-0000-' || lpad(g::text, 4, '0'), 'invented', case when g % 25 = 0 then 'open' else 'closed' end, '{}',
    case when g % 25 = 0 then '2026-01-01'::date + g / 25 end, '{}', '{}'
from generate_series(0, 2499) g;

insert into listed_duty (stream, key, title, owner, force, status, due, provisional)
select 'CSPR-0000-' || lpad((g % 2500)::text, 4, '0'), 'invented:' || g / 2500, 'invented', 'invented' || g % 20,
    'statute', case when g % 25 = 0 then 'open' else 'met' end, '2016-01-01'::date + g / 12, false
from generate_series(0, 49999) g;

insert into listed_decision (stream, position, decision, role, organisation, happened, recorded_at, taken_over, refused)
select 'CSPR-0000-' || lpad((g % 2500)::text, 4, '0'), g / 2500 + 1, 'invented' || g % 40, 'partner',
    'invented' || g % 20, '2026-01-05', '2016-01-01'::timestamptz + g * interval '1 hour', false,
    case when g % 50 = 0 then 'invented' end
from generate_series(0, 62499) g;

insert into listed_letter (stream, key, kind, recipient, about, requested_at, state, since)
select 'CSPR-0000-' || lpad((g % 2500)::text, 4, '0'), g / 2500 || '-0', 'invented' || g % 30, 'invented' || g % 20, '',
    '2016-01-01'::timestamptz + g * interval '1 hour', case when g % 400 = 0 then 'waits' else 'sent' end,
    '2016-01-01'::timestamptz + g * interval '1 hour'
from generate_series(0, 62499) g;

insert into listed_action (stream, number, owner, agreed, due, status)
select 'CSPR-0000-' || lpad((g % 2500)::text, 4, '0'), g / 2500 + 1, 'invented' || g % 20, '2026-01-05',
    '2016-01-01'::date + g, case when g % 50 = 0 then 'open' else 'met' end
from generate_series(0, 9999) g;

update projection set number = 499990, rebuilt = null;
analyze;
"""


BY_STREAM = "event_pkey"
BY_NUMBER = "event_number_key"
EVENTS: dict[str, tuple[str, tuple[object, ...], set[str]]] = {
    "a stream": (read.STREAM, (STREAM,), {BY_STREAM}),
    "what is left of it": (read.TRACES, (STREAM,), {BY_STREAM}),
    "its rows": (read.ROWS, (STREAM,), {BY_STREAM}),
    "whether there is one": (read.KNOWN, (STREAM,), {BY_STREAM}),
    "all heads": (read.HEADS, (), {BY_STREAM, "attempt_pkey"}),
    "all streams": (read.STREAMS, (), {"event_first"}),
    "what is kept already": (append.KEPT, (STREAM, 101, 120), {BY_STREAM}),
    "the same incident": (matching.FIND, (["invented1", "invented2"], STREAM), {"fingerprint_pkey", BY_STREAM}),
    "where the projections are": (checkpoints.STATES, (list(PROJECTIONS),), {BY_NUMBER}),
    "the last number": (checkpoints.HEAD, (), {BY_NUMBER}),
    "what was added": (checkpoints.AFTER, (NEARLY_ALL, checkpoints.EVENTS_AT_ONCE), {BY_NUMBER}),
    "what was added since the beginning": (checkpoints.AFTER, (0, checkpoints.EVENTS_AT_ONCE), {BY_NUMBER}),
    "the streams that come next": (checkpoints.NAMES_AFTER, (STREAM, checkpoints.STREAMS_AT_ONCE), {"event_first"}),
    "who looked at a case": (attempts_read.OF_CASE, (THEN, LATER, STREAM), {"attempt_of_case"}),
    "who looked at what is no case": (attempts_read.OF_NO_CASE, (THEN, LATER), {"attempt_of_no_case"}),
    "the attempts in their order": (attempts_read.PAGE_AFTER, (100,), {"attempt_pkey"}),
    "how far the projections are": (projected.PROGRESS, ("cases",), {BY_NUMBER, "event_first"}),
}

LISTS: dict[str, tuple[Query[Any], str]] = {
    "open cases": (listed_cases(), "listed_case_open"),
    "cases with something overdue": (listed_cases(overdue_on=DAY), "listed_case_open"),
    "open duties": (listed_duties(), "listed_duty_open"),
    "duties due by a day": (listed_duties(until=DAY), "listed_duty_open"),
    "overdue duties": (listed_duties(overdue_on=DAY), "listed_duty_open"),
    "duties of an organisation": (listed_duties(owner="invented7", everything=True), "listed_duty_owner"),
    "duties of a case": (listed_duties(case=STREAM, everything=True), "listed_duty_pkey"),
    "open actions": (listed_actions(), "listed_action_open"),
    "overdue actions": (listed_actions(overdue_on=DAY), "listed_action_open"),
    "actions of an organisation": (listed_actions(owner="invented7", everything=True), "listed_action_owner"),
    "actions of a case": (listed_actions(case=STREAM, everything=True), "listed_action_pkey"),
    "decisions of some days": (listed_decisions(since=THEN, before=LATER), "listed_decision_recorded"),
    "decisions of a kind": (listed_decisions(decision="invented7"), "listed_decision_kind"),
    "decisions of an organisation": (
        listed_decisions(organisation="invented7"),
        "listed_decision_organisation",
    ),
    "refused decisions": (listed_decisions(refused=True), "listed_decision_refused"),
    "decisions of a case": (listed_decisions(case=STREAM), "listed_decision_pkey"),
    "letters that were not sent": (listed_letters(), "listed_letter_not_sent"),
    "letters of some days": (listed_letters(since=THEN, before=LATER, everything=True), "listed_letter_requested"),
    "letters to an organisation": (listed_letters(to="invented7", everything=True), "listed_letter_recipient"),
    "letters of a kind": (listed_letters(kind="invented7", everything=True), "listed_letter_kind"),
    "letters of a case": (listed_letters(case=STREAM, everything=True), "listed_letter_pkey"),
}


@pytest.fixture(scope="module")
async def ledger(postgres_dsn: str, migrated_database: str) -> AsyncIterator[asyncpg.Connection]:
    """A ledger of half a million events, with lists in proportion."""
    connection = await asyncpg.connect(await create_database(postgres_dsn, "half_a_million", migrated_database))
    await connection.execute(FILL)
    yield connection
    await connection.close()
    server = await asyncpg.connect(postgres_dsn)
    await server.execute("drop database half_a_million")  # or what nobody needs is put on the disk at the end
    await server.close()


@pytest.mark.parametrize("what", EVENTS)
async def test_the_events_are_found_by_index(ledger: asyncpg.Connection, what: str) -> None:
    sql, arguments, indexes = EVENTS[what]
    assert await indexes_of(ledger, sql, arguments) == indexes


@pytest.mark.parametrize("what", LISTS)
async def test_the_lists_are_found_by_index(ledger: asyncpg.Connection, what: str) -> None:
    query, index = LISTS[what]
    assert await indexes_of(ledger, query.sql, query.arguments) == {index}


@pytest.mark.parametrize("projection", PROJECTIONS.values(), ids=PROJECTIONS)
async def test_the_rows_of_a_stream_are_replaced_by_index(
    ledger: asyncpg.Connection, projection: Projection[Any]
) -> None:
    assert await indexes_of(ledger, projection.delete, (STREAM,)) == {f"{projection.table}_pkey"}


async def indexes_of(ledger: asyncpg.Connection, sql: str, arguments: Sequence[object]) -> set[str]:
    """The indexes that a plan goes by; there may be no table in it that is read from end to end but a small one."""
    (explained,) = json.loads(await ledger.fetchval(f"explain (format json) {sql}", *arguments))
    nodes = list(nodes_of(explained["Plan"]))
    read_whole = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
    assert read_whole <= {"projection"}, sql
    return {node["Index Name"] for node in nodes if "Index Name" in node}


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes_of(inner)
