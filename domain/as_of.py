"""What was known at an instant: everything that had been recorded by then, and nothing else."""

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile

from domain.event import RecordedEvent


def known_at(events: Iterable[RecordedEvent], instant: datetime) -> list[RecordedEvent]:
    """The events of a whole stream that were on record at the UTC instant, in order.

    What happened before the instant and was recorded after it was not known. Each event counts once all before it
    do: a server whose clock was put back a little makes no gap.
    """
    return list(takewhile(lambda event: event.recorded_at <= instant, events))
