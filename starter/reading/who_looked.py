"""Who looked at a case or tried something on it, from the attempts on record and from what the case itself refused."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import AwareDatetime

from domain.access import may_read_the_services
from domain.event import DecisionRefused, MalformedReceived, RecordedEvent
from domain.london import london_date
from domain.model import Model
from domain.refusal import RefusalCode
from ledger.attempt_rows import opened_attempt
from ledger.attempts_read import attempts_at
from ledger.chain import AttemptRow
from settings import Settings
from starter.client import session
from starter.client.acting import acting
from starter.client.attempts import record_shown
from starter.client.errors import Refused
from starter.client.ledger import open_ledger
from starter.reading.history import read_events
from vault.attempts import opener
from vault.case_keys import CaseKeys

ON_RECORD = "the case's record"
"""By which way we know of a decision that a case refused: it is an event."""

NOT_KNOWN = "not known: no proof holds"
DESTROYED = "not known any more: it was kept for as long as the policy says, and then destroyed"
"""Who it was, and what they were told, of a year whose key was destroyed."""


class Looked(Model):
    """One look or try.

    Attributes:
        at: the UTC instant.
        who: their id, or what is known of them.
        what: what they looked at or tried.
        way: by which way they came.
        outcome: "shown", or the code of the refusal.
        told: what they were told, or up to which event they saw the case.
        asked: the words of the command, where it was one.
    """

    at: AwareDatetime
    who: str
    what: str
    way: str
    outcome: str
    told: str
    asked: tuple[str, ...] = ()


async def read_looked(
    chosen: Settings, reference: str | None, acts: str | None, since: datetime | None, until: datetime | None
) -> list[Looked]:
    """Who looked at a case or tried something on it; without a case, at what is no one case's.

    Args:
        chosen: the settings.
        reference: the case, or None.
        acts: who reads this, as `starter.client.acting` finds them. It is put on record that they do.
        since: the UTC instant from which, None from the first on.
        until: the UTC instant before which, None to the last.

    Returns:
        In the order of the instants.

    Raises:
        Refused: who acts may not read the case; or without one, is not of the team.
        UnknownCase: there is no such case.
        ServiceUnavailable: the ledger or the keys cannot be reached.
    """
    events: Sequence[RecordedEvent] = ()
    if reference is None:
        _check_may_read_the_services(chosen, acts)
    else:
        events = await read_events(chosen, reference, acts)
    refused = [each for each in refused_in(events) if _is_between(each.at, since, until)]
    keys = session.keys(chosen)
    async with open_ledger(chosen) as ledger:
        with session.reaching_the_keys():
            looked = [await _looked(keys, each.row) for each in await attempts_at(ledger, reference, since, until)]
    return sorted([*looked, *refused], key=lambda each: each.at)


def refused_in(events: Sequence[RecordedEvent]) -> Iterator[Looked]:
    """What the case itself refused, as its stream tells."""
    for event in events:
        match event.body:
            case DecisionRefused(decision=what, code=outcome, message=told):
                yield _on_record(event, event.actor, what, outcome, told)
            case MalformedReceived(name=what, message=told):
                yield _on_record(event, NOT_KNOWN, what, RefusalCode.MALFORMED.value, told)


def _on_record(event: RecordedEvent, who: str, what: str, outcome: str, told: str) -> Looked:
    return Looked(at=event.recorded_at, who=who, what=what, way=ON_RECORD, outcome=outcome, told=told)


async def _looked(keys: CaseKeys, row: AttemptRow) -> Looked:
    cipher = await opener(keys, row.sealed)
    if cipher is None:
        return Looked(at=row.at, who=DESTROYED, what=row.what, way=row.way, outcome=row.outcome, told="")
    return Looked.model_validate(opened_attempt(row, cipher).model_dump(include=set(Looked.model_fields)))


def _is_between(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or at >= since) and (until is None or at < until)


def _check_may_read_the_services(chosen: Settings, acts: str | None) -> None:
    """Raises Refused where who acts is not of the team, and puts on record that they read."""
    who = acting(chosen, acts).actor
    if not may_read_the_services(who, london_date(session.now())):
        raise Refused(
            RefusalCode.NOT_AUTHORISED.value,
            f"{who.id} is not of the team, who alone see what was asked of no one case.",
        )
    record_shown(chosen, None, who.id, "who looked at or tried what is no one case's")
