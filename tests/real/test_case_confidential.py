"""What is said about people stays sealed: in Temporal, in PostgreSQL, in documents, and out of every log."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from domain.decisions import AnyDecision
from domain.moment import Moment
from domain.people import Decider
from domain.referral import LeadDecision, Referrer
from tests.real.live import Live, LiveCase
from tests.real.temporal_cli import as_json, send, temporal
from tests.real.this_day import days_ago, fresh, today, under_review
from tests.unit.builders import a_child, an_incident, published
from workflows.messages import TAKE_OVER_SIGNAL

MARK = "Quillfeather"
"""Stands in every text about a person or an incident of this case, and nowhere else."""

EMAIL = f"{MARK.lower()}@example.org"


def marked(decision: AnyDecision) -> AnyDecision:
    """The decision with the mark in everything that people write."""
    texts = ("reason", "facts", "immediate_safety", "learning", "next_steps", "panel_reference")
    changes: dict[str, Any] = {name: f"{MARK} {name}" for name in texts if hasattr(decision, name)}
    changes["by"] = Decider(name=f"{MARK} Decider", role=decision.by.role, organisation=decision.by.organisation)
    return decision.model_copy(update=changes)


async def a_marked_case(live: Live) -> LiveCase:
    """A case to the Panel, with refusals and what nobody can understand on the way."""
    case = await live.open(
        fresh(
            referrer=Referrer(name=f"{MARK} Referrer", organisation="education", email=EMAIL, own_reference=MARK),
            safeguarding_lead=LeadDecision(name=f"{MARK} Lead", refer=True, reason=MARK, at=Moment.on(today())),
            children=(a_child(name=f"{MARK} Child"),),
            incident=an_incident(at=Moment.on(days_ago(1)), summary=f"What befell {MARK}"),
        )
    )
    await case.decide(*(marked(decision) for decision in under_review()))
    await case.until(lambda state: state.submission)
    assert await case.refusal(marked(published(today()))) == "wrong_stage"
    await case.signal(marked(published(today())))
    spoiled = {**as_json(marked(published(today()))), "at": MARK, MARK: MARK, "where": MARK * 100}
    for how in ("signal", "update"):
        await send(live.settings, how, case.reference, published(today()).title, *await case.sealed(spoiled))
        await send(live.settings, how, case.reference, TAKE_OVER_SIGNAL, *await case.sealed(spoiled))
    await case.until(lambda state: state.refused == 2 and state.malformed == 3)
    await case.settled()
    return case


def strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from strings(each)
        case dict():
            yield from value
            for each in value.values():
                yield from strings(each)


def in_clear(text: str) -> bytes:
    """A string of the history with what it is in base 64, if it is."""
    try:
        return text.encode() + base64.b64decode(text, validate=True)
    except ValueError:
        return text.encode()


def holds(content: bytes, mark: str = MARK) -> bool:
    return mark.lower().encode() in content.lower()


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()


async def test_no_mark_of_a_person_is_found_in_clear(live: Live) -> None:
    case = await a_marked_case(live)
    var = live.service.mails.parent

    status, said = await temporal(live.settings, "workflow", "show", "-w", case.reference, "-o", "json")
    exported = b"\n".join(in_clear(text) for text in strings(json.loads(said)))
    assert status == 0
    assert holds(exported, "CsprStage")
    assert not holds(exported)

    described = await case.handle.describe()
    assert holds(str(described.raw_description).encode(), case.reference)
    assert not holds(str(described.raw_description).encode())

    tables = [row[0] for row in await live.ledger.fetch("select tablename from pg_tables where schemaname = 'public'")]
    rows = {table: await live.ledger.fetch(f'select * from "{table}"') for table in tables}  # noqa: S608 - a name of ours
    values = [value for found in rows.values() for row in found for value in row]
    in_rows = b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)
    assert holds(in_rows, case.reference)
    assert not holds(in_rows)

    kept = dict(files(var / "temporal")) | dict(files(var / "logs")) | dict(files(live.settings.documents))
    assert holds(kept["temporal.db"] + kept["temporal.db-wal"], case.reference)
    assert holds(kept["worker.log"], "worker started")
    assert [name for name, content in kept.items() if holds(content) or holds(name.encode())] == []

    assert any(holds(mail.as_bytes()) for mail in case.mails())
    assert (await case.case()).referral.children[0].name == f"{MARK} Child"
