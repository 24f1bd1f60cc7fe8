"""Invented events of invented streams, for the tests of the ledger."""

from datetime import UTC, datetime, timedelta

from domain.event import MalformedReceived, RecordedEvent
from domain.moment import Moment

STREAM = "CSPR-0000-0001"
OTHER = "CSPR-0000-0002"
START = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def event(position: int, message: str = "invented", stream: str = STREAM) -> RecordedEvent:
    instant = START + timedelta(minutes=position)
    return RecordedEvent(
        stream=stream,
        position=position,
        recorded_at=instant,
        effective=Moment.at(instant),
        cause="an invented decision",
        actor="invented-coordinator",
        framework="working-together-2023",
        calendar="invented",
        body=MalformedReceived(name="invented", message=message, count=position),
    )


def events(first: int, last: int, stream: str = STREAM) -> list[RecordedEvent]:
    return [event(position, stream=stream) for position in range(first, last + 1)]
