"""Whatever happened, the lists say what the cases say; and made anew, they come out as they were made bit by bit."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from activities.projecting import Projector
from domain.event import LetterRequested, RecordedEvent
from domain.evolve import fold
from domain.london import end_of_day, london_date
from domain.mails import LetterState
from domain.standing import STAGES, has_date, standing
from domain.turn import actionable
from ledger.append import append
from ledger.connect import open_pool
from ledger.projections.cases import JUST_OPENED
from ledger.projections.known import PROJECTIONS
from ledger.projections.projection import Record, Row, values_of
from tests.property.playing import Play, plays
from tests.real.listing import all_steps, listed
from tests.unit import builders as a
from vault.case_keys import CaseKeys

ONE_DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
NUMBERS = count(1)


def rows(record: Record) -> dict[str, list[Any]]:
    """All rows of a record, by the names of the projections."""
    return {name: list(each.rows_of(record)) for name, each in PROJECTIONS.items()}


def record_of(play: Play) -> Record:
    return Record(play.case.reference, tuple(play.events), play.case)


@settings(max_examples=30)
@given(plays(), st.data())
def test_the_lists_say_what_the_case_says(play: Play, data: st.DataObject) -> None:
    """One play for all of it: to make plays is what takes time."""
    cut_off = tuple(play.events[: data.draw(st.integers(1, len(play.events)))])
    assert rows(Record(play.case.reference, cut_off, fold(play.case.reference, cut_off)))["cases"]
    found = rows(record_of(play))
    check_each_row_is_another_and_comes_back(found)
    check_the_case_is_listed_as_it_stands(play, found["cases"])
    check_the_duties_are_listed_as_they_stand(play, found["duties"])
    check_everything_that_was_decided_is_listed(play, found["decisions"])
    check_every_letter_is_listed_with_what_became_of_it(play, found["letters"])
    assert [row.owner for row in found["actions"]] == [each.agreed.owner for each in play.case.actions]
    assert [row.completed is not None for row in found["actions"]] == [
        bool(each.completed) for each in play.case.actions
    ]
    check_nothing_that_people_wrote_is_listed(found)


def check_each_row_is_another_and_comes_back(found: dict[str, list[Row]]) -> None:
    for name, of_it in found.items():
        columns = list(PROJECTIONS[name].row.model_fields)
        assert len({tuple(map(str, values_of(row)[:2])) for row in of_it}) == len(of_it), name
        assert [type(row).model_validate(dict(zip(columns, values_of(row), strict=True))) for row in of_it] == of_it


def check_the_case_is_listed_as_it_stands(play: Play, listed: list[Any]) -> None:
    (row,) = listed
    assert row.stage.startswith(STAGES)
    for days in (0, 3, 30, 400):
        now = play.now + days * ONE_DAY
        today, seen = london_date(now), standing(play.case, now)
        assert (row.stage, row.state, row.waiting_for) == (seen.stage, seen.state, seen.waiting_for)
        assert row.overdue(today) == seen.overdue
        coming = row.next_due(today)
        assert (end_of_day(coming) - SECOND if coming else None) == seen.next_due
        assert (row.first_due is not None and row.first_due < today) == (seen.overdue > 0)


def check_the_duties_are_listed_as_they_stand(play: Play, listed: list[Any]) -> None:
    assert {row.key for row in listed} == set(play.case.duties)
    for row in listed:
        duty = play.case.duties[row.key]
        assert (row.due, row.status, row.timeliness) == (duty.due, duty.status, duty.timeliness)
        can_be_done_now = duty in actionable(play.case)
        assert (row.status == "open" and row.comes_after is None) is can_be_done_now
        for days in (0, 30):
            now = play.now + days * ONE_DAY
            assert row.is_overdue(london_date(now)) == duty.is_overdue(now)
            assert row.has_date(london_date(now)) == has_date(play.case, duty, now)


def check_everything_that_was_decided_is_listed(play: Play, listed: list[Any]) -> None:
    assert Counter(row.decision for row in listed if not row.refused) == Counter(play.case.handled.values())
    assert sum(row.refused is not None for row in listed) == play.case.refused


def check_every_letter_is_listed_with_what_became_of_it(play: Play, listed: list[Any]) -> None:
    state = {row.key: row.state for row in listed}
    assert set(state) == {each.body.letter.key for each in play.events if isinstance(each.body, LetterRequested)}
    assert {key for key, each in state.items() if each is LetterState.WAITS} == set(play.case.outbox)
    assert Counter(state.values())[LetterState.UNDELIVERABLE] == len(play.case.undeliverable)


def check_nothing_that_people_wrote_is_listed(found: dict[str, list[Row]]) -> None:
    """What people write, and who they are, has this word in it wherever a case is invented."""
    assert "invented" not in str(found).casefold()


def test_an_agency_that_nobody_knows_is_not_named() -> None:
    """It stands in the titles of duties; who refers an incident may call it anything."""
    now = a.noon(a.AWARE)
    opening = a.opening_events(a.a_referral(agencies=("invented_name",)), a.the_rules(), now)
    play = Play(fold(a.REFERENCE, opening), now, opening)
    play.take(a.criteria_met())
    found = rows(record_of(play))
    assert "agency_summary:unlisted-1" in {row.key for row in found["duties"]}
    check_nothing_that_people_wrote_is_listed(found)


def test_a_record_that_has_only_begun_is_listed() -> None:
    opening = a.opening_events(a.a_referral(), a.the_rules(), a.noon(a.AWARE))
    assert rows(Record(a.REFERENCE)) == {name: [] for name in PROJECTIONS}
    for last in range(1, len(opening) + 1):
        events = tuple(opening[:last])
        (row,) = rows(Record(a.REFERENCE, events, fold(a.REFERENCE, events)))["cases"]
        assert (row.stage == JUST_OPENED) == (last == 1)


def test_made_anew_they_come_out_the_same(ledger_dsn: str, keys: CaseKeys) -> None:
    """One ledger for all examples: each adds cases to it, in batches, with steps of the projector between them."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:

        @settings(max_examples=4)
        @given(st.lists(plays(), min_size=1, max_size=2), st.randoms(use_true_random=False))
        def check(some: list[Play], random: Random) -> None:
            runner.run(check_bit_by_bit(ledger_dsn, keys, some, random))

        check()


async def check_bit_by_bit(dsn: str, keys: CaseKeys, some: list[Play], random: Random) -> None:
    waiting = {f"CSPR-PLAY-{next(NUMBERS):04}": play.events for play in some}
    expected = {stream: _under(stream, events) for stream, events in waiting.items()}
    left = {stream: list(record.events) for stream, record in expected.items()}
    async with await open_pool(dsn) as pool:
        projector = Projector(pool, keys)
        while left:
            stream = random.choice(sorted(left))
            size = random.randint(1, 40)
            await append(pool, left[stream][:size], (await keys.create(stream)).cipher)
            left[stream] = left[stream][size:]
            if not left[stream]:
                del left[stream]
            if random.random() < 0.5:
                await projector.step()
        await all_steps(projector)
        bit_by_bit = await listed(pool)
        for name in PROJECTIONS:
            await projector.begin_anew(name)
        await all_steps(projector)
        assert await listed(pool) == bit_by_bit
        for stream, record in expected.items():
            for name, of_it in rows(record).items():
                assert bit_by_bit[name].get(stream, Counter()) == Counter(row.model_dump_json() for row in of_it)


def _under(stream: str, events: Sequence[RecordedEvent]) -> Record:
    """The same events, of a stream of that name."""
    renamed = tuple(event.model_copy(update={"stream": stream}) for event in events)
    return Record(stream, renamed, fold(stream, renamed))
