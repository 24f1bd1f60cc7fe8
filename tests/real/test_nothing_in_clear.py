"""Nothing that is said of people stands in clear: marked cases go through everything, and every byte is searched."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.model import Model
from domain.referral import Referral
from ledger.proclaimed import read_proclaimed
from starter.proof.verifying import check_ledger
from tests.marks.looking import Search
from tests.marks.marking import Marks, places_of
from tests.real.archived import archive_of, sweep
from tests.real.in_clear import service_in_clear
from tests.real.live import Live
from tests.real.marked import MarkedCases
from tests.real.marked_failures import (
    look_and_try,
    refuse_what_may_not_be,
    send_in_clear,
    send_what_nobody_understands,
    start_what_is_no_case,
)
from tests.real.marked_outage import play_through_an_outage
from tests.real.marked_paths import play_every_path, reviewed, with_siblings
from tests.real.places import look
from vault.scope import SERVICE
from workflows.messages import DECISIONS

pytestmark = pytest.mark.timeout(240)  # everything is played before the first test, and letters are tried again

TEMPORALS_FILES = ("temporal/temporal.db", "temporal/temporal.db-wal")
TEMPORALS_VALUES = ("values in temporal.db", "histories, by the SDK", "histories, by the command")
LEDGERS_VALUES = "values in PostgreSQL, cspr"
STANDS_THERE = {
    **dict.fromkeys((*TEMPORALS_VALUES, "lists", "descriptions"), "csprstage"),
    LEDGERS_VALUES: "link_duplicate",
    "answers to __stack_trace": "binary/cspr-sealed",
    "headers of the mails": "message-id: <",
    "logs/worker.log": "worker started",
    "attempts/another-machine/waiting.jsonl": "not_authorised",
    "metrics": "temporal_request",
}
"""What is known to stand in some places, so that these were looked at and read."""
IN_MANIFESTS = "continued_by"


async def test_where_nothing_is_sealed_the_search_finds_every_mark(open_folder: Path) -> None:
    async with service_in_clear(open_folder / "in-clear") as live:
        cases = await MarkedCases.on(live)
        referral = with_siblings(cases)
        dull = referral.incident.model_copy(update={"summary": "Invented: neglect is suspected. " * 300})
        case = await reviewed(cases, referral.model_copy(update={"incident": dull}))
        await cases.delivered()
        await case.handle.terminate()
        history = await case.handle.fetch_history()
        await archive_of(live).put(history, (await case.handle.describe()).run_id)
        found = await look(live, cases.cases, Search([cases.marks.kind]))

    def files(*beginnings: str) -> set[str]:
        return {mark for name, marks in found.items() if name.startswith(beginnings) for mark in marks}

    in_documents = {mark for mark, place in cases.marks.places.items() if place.endswith("its content")}
    said = set(cases.marks.places) - in_documents
    assert in_documents
    for place in (*TEMPORALS_VALUES, "answers to Show the case", LEDGERS_VALUES):
        assert found[place] == said, place
    assert files(*TEMPORALS_FILES) == said
    for place in ("postgresql/cluster/base/", "postgresql/cluster/pg_wal/"):
        assert set() < files(place) < said, place  # PostgreSQL has compressed the rest, and alone reads it
    assert files("documents/") > in_documents
    assert files("archive/") == said


@dataclass(frozen=True)
class Searched:
    """What was played on the real service, and what was found.

    Attributes:
        in_clear: the marks of what was sent without a seal.
        found: marks and known words, by place.
        in_failures: the same, in the descriptions of cases while everything failed.
    """

    cases: MarkedCases
    in_clear: Marks
    found: dict[str, set[str]]
    in_failures: set[str]

    def where(self, marks: Marks) -> dict[str, set[str]]:
        """In which places marks of a kind are, and of what."""
        told = {name: {marks.places[each] for each in found & set(marks.places)} for name, found in self.found.items()}
        return {name: places for name, places in told.items() if places}


@pytest.fixture(scope="module")
async def searched(live: Live) -> Searched:
    """Every path, every refusal and every outage with its marks; then the search."""
    cases, in_clear = await MarkedCases.on(live), Marks("Marrowbone")
    await play_every_path(cases)
    await asyncio.gather(
        refuse_what_may_not_be(cases),
        send_what_nobody_understands(cases),
        start_what_is_no_case(cases),
        send_in_clear(cases, in_clear),
        look_and_try(cases),
    )
    described = await play_through_an_outage(cases)
    await cases.delivered()
    await sweep(live)
    kinds = (cases.marks.kind, cases.refused.kind, in_clear.kind)
    search = Search(kinds, {"encoded failure", IN_MANIFESTS, *STANDS_THERE.values()})
    return Searched(cases, in_clear, await look(live, cases.cases, search), search(described))


def test_every_decision_was_taken_and_every_text_was_marked(searched: Searched) -> None:
    assert searched.cases.taken == set(DECISIONS)
    models: tuple[type[Model], ...] = (Referral, *DECISIONS)
    places = {place for model in models for place in places_of(model)}
    assert places - set(searched.cases.marks.places.values()) == set()


async def test_every_mark_is_there_for_those_who_hold_the_keys(live: Live, searched: Searched) -> None:
    cipher = (await live.keys.get(SERVICE)).cipher
    proclaimed = "\n".join(str(decision) for decision in await read_proclaimed(live.ledger, cipher))
    marks = searched.cases.marks
    opened = Search([marks.kind])(await searched.cases.opened() + proclaimed.encode())
    assert {marks.places[each] for each in set(marks.places) - opened} == set()


async def test_all_of_it_is_on_record_as_it_was_recorded_and_signed(live: Live, searched: Searched) -> None:
    checked = await check_ledger(live.ledger, live.keys, lambda _done, _total: None)
    ours = {case.reference for case in (*searched.cases.cases, *searched.cases.ended)}
    assert [bad for bad in checked.bad if bad.stream in ours] == []
    assert checked.proofs > len(searched.cases.taken)


def test_no_mark_stands_anywhere_in_clear(searched: Searched) -> None:
    """But for the names of who decides, in the partnership's own list of them."""
    for marks in (searched.cases.marks, searched.cases.refused):
        where = searched.where(marks)
        assert where.pop("people.toml") <= {"Decider.name", "Delegation.given_by"}
        assert where == {}


def test_failures_are_sealed_while_everything_fails(searched: Searched) -> None:
    assert "encoded failure" in searched.in_failures
    assert searched.in_failures <= {"encoded failure", IN_MANIFESTS, *STANDS_THERE.values()}


def test_what_was_sent_in_clear_is_where_its_sender_put_it_alone(searched: Searched) -> None:
    where = searched.where(searched.in_clear)
    assert set(TEMPORALS_VALUES) <= set(where) <= {*TEMPORALS_VALUES, *TEMPORALS_FILES}


@pytest.mark.parametrize("place", STANDS_THERE)
def test_it_was_looked_at(searched: Searched, place: str) -> None:
    assert STANDS_THERE[place] in searched.found[place]


def test_the_archive_was_looked_at(searched: Searched) -> None:
    ended = {case.reference for case in searched.cases.cases} & {
        name.split("/")[1]
        for name, found in searched.found.items()
        if name.startswith("archive/") and IN_MANIFESTS in found
    }
    assert ended
    sealed = {
        name.split("/")[1] for name in searched.found if name.startswith("archive/") and name.endswith(".history")
    }
    assert ended <= sealed
