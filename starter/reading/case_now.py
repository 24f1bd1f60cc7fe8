"""Look at one case as it stands now: as its workflow knows it, or from the ledger where Temporal has forgotten it."""

from dataclasses import dataclass

from domain.case import Case
from settings import Settings
from starter.client import session
from starter.client.acting import acting, check_may_read
from starter.client.cases import Cases
from starter.client.errors import ServiceUnavailable, UnknownCase
from starter.client.records import state_on_record
from starter.client.recovery import ENDED, Why
from starter.reading.history import events_on_record
from workflows.messages import CaseView


@dataclass(frozen=True)
class Looked:
    """A case as it stands; `astray` says what became of the workflow that should carry it on, and does not."""

    view: CaseView
    astray: Why | None


async def view_of(chosen: Settings, reference: str, acts: str | None) -> CaseView:
    """A case as it stands, for who acts (`acting`). Raises UnknownCase, ServiceUnavailable, and Refused."""
    who = acting(chosen, acts)
    view = (await look_at(chosen, reference)).view
    check_may_read(view.case, who, session.now())
    return view


async def look_at(chosen: Settings, reference: str) -> Looked:
    """A case as it stands. Whoever shows it asks first whether who acts may read it.

    Raises:
        UnknownCase: neither Temporal nor the ledger has it.
        ServiceUnavailable: Temporal, a worker or the ledger cannot be reached, or the case is just being opened.
        Refused: its record was destroyed.
    """
    return await look_by(await Cases.connect(chosen), chosen, reference)


async def look_by(cases: Cases, chosen: Settings, reference: str) -> Looked:
    """The same by a client that is there already, for who looks again and again. Raises as `look_at` does."""
    try:
        view = await cases.case(reference)
        ended = await cases.check_known(reference)
    except UnknownCase:
        case = await _on_record(chosen, reference)
        return Looked(CaseView(case=case), None if case.is_closed else "deleted")
    if view.case.rules is None:
        raise ServiceUnavailable(f"The case {reference} is just being opened. Look again in a moment.")
    return Looked(view, None if view.case.is_closed or ended is None else ENDED.get(ended))


async def _on_record(chosen: Settings, reference: str) -> Case:
    events = await events_on_record(chosen, reference)
    if not events:
        raise UnknownCase(reference)
    return state_on_record(reference, events)
