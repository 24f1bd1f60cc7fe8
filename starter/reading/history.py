"""The history of a case, read from the ledger: every event in plain words, with when it happened and was recorded."""

from collections.abc import Mapping, Sequence

from pydantic import AwareDatetime

from domain.event import DecisionTaken, DutyMet, RecordedEvent
from domain.london import london_date, say_instant
from domain.model import Model
from domain.moment import Moment
from ledger.connect import LedgerUnavailable, open_pool
from ledger.read import read_stream
from settings import Settings
from starter.client.acting import acting, check_may_read
from starter.client.cases import Cases
from starter.client.errors import ServiceUnavailable
from starter.client.records import state_on_record
from starter.client.session import key_of, now
from starter.reading.event_words import names_in, say_body
from vault.cipher import Unreadable


class HistoryLine(Model):
    """One event in words. `mark` says that it was taken over, or recorded on a later day than it happened."""

    position: int
    type: str
    happened: Moment
    recorded: AwareDatetime
    what: str
    mark: str
    cause: str
    actor: str

    def recorded_in_words(self) -> str:
        """The instant of recording as a clock in London shows it."""
        return say_instant(self.recorded)


async def read_events(settings: Settings, reference: str, acts: str | None) -> list[RecordedEvent]:
    """The events of a case in the ledger, in order, for who acts (`starter.client.acting`).

    Raises:
        Refused: who acts has no role on the case.
        UnknownCase: neither the ledger nor Temporal has such a case.
        ServiceUnavailable: PostgreSQL cannot be reached, its rows cannot be opened or are damaged, or the case is not
            there yet.
    """
    who = acting(settings, acts)
    events = await events_on_record(settings, reference)
    if not events:
        await (await Cases.connect(settings)).check_known(reference)
        raise ServiceUnavailable(f"The ledger does not have the case {reference} yet; try again in a moment.")
    check_may_read(state_on_record(reference, events), who, now())
    return events


async def events_on_record(settings: Settings, reference: str) -> list[RecordedEvent]:
    """The events that the ledger has of a case, whoever asks. Raises as `read_events` does, which asks who."""
    cipher = (await key_of(settings, reference)).cipher
    pool = await open_pool(settings.ledger_dsn)
    try:
        return await read_stream(pool, reference, cipher)
    except LedgerUnavailable as error:
        raise ServiceUnavailable(f"{error}.") from None
    except Unreadable as error:
        raise ServiceUnavailable(
            f"The ledger's rows of {reference} cannot be opened: {error}. "
            f"See cspr ledger verify, and cspr audit {reference}."
        ) from None
    finally:
        await pool.close()


async def read_history_lines(settings: Settings, reference: str, acts: str | None) -> list[HistoryLine]:
    """The history of a case in words. Raises as `read_events` does."""
    return in_words(await read_events(settings, reference, acts))


def in_words(events: Sequence[RecordedEvent]) -> list[HistoryLine]:
    """Every event of a case as a line."""
    names = names_in(event.body for event in events)
    return [_line(event, names) for event in events]


def _line(event: RecordedEvent, names: Mapping[str, str]) -> HistoryLine:
    return HistoryLine(
        position=event.position,
        type=event.type,
        happened=event.effective,
        recorded=event.recorded_at,
        what=say_body(event.body, names),
        mark=_mark(event),
        cause=event.cause,
        actor=event.actor,
    )


def _mark(event: RecordedEvent) -> str:
    if event.taken_over:
        return "taken over"
    recorded_later = event.effective.last_day < london_date(event.recorded_at)
    return "recorded late" if isinstance(event.body, DecisionTaken | DutyMet) and recorded_later else ""
