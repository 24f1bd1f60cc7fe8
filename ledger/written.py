"""Events byte by byte as they were written: what a workflow once sent is what the ledger has, also when it is rebuilt.

Another release may write the same event in other bytes; so it is never written anew.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from domain.event import RecordedEvent
from domain.skeleton import in_clear
from ledger.upcast import form_of, upcast

BEGINNING, BETWEEN = '{"events":[', ","

_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Written:
    """An event in today's form, with the JSON, the type and the version that it was written as.

    `skeleton_then` is what stayed in clear of it then; without, it is what stays in clear today.
    """

    event: RecordedEvent
    text: str
    type: str
    version: int
    skeleton_then: str | None = None

    @classmethod
    def of(cls, event: RecordedEvent) -> Self:
        """The event as today's code writes it."""
        return cls(event, event.model_dump_json(), event.type, event.version)

    @classmethod
    def read(cls, text: str, skeleton: str | None = None) -> Self:
        """An event that was written before.

        Raises:
            ValueError: it is no event that today's code can read.
        """
        as_written = json.loads(text)
        if not {"body", "version"} <= as_written.keys():
            raise ValueError("it is no event")
        event = RecordedEvent.model_validate_json(json.dumps(upcast(as_written)))
        return cls(event, text, *form_of(as_written), skeleton)

    @property
    def skeleton(self) -> str:
        """What of it stays in clear, as JSON."""
        return in_clear(self.event) if self.skeleton_then is None else self.skeleton_then


def written_in(batch: bytes) -> list[Written]:
    """The events of a batch (`workflows.errands.LedgerBatch`), in their order.

    Args:
        batch: the JSON that a workflow sent.

    Raises:
        ValueError: it is no batch, or has an event that today's code cannot read.
    """
    text = batch.decode()
    if not text.startswith(BEGINNING):
        raise ValueError("it is no batch of events")
    # Golden histories have batches that were sent without.
    skeletons = json.loads(text).get("skeletons")
    texts = [text[start:end] for _, start, end in _elements(text, len(BEGINNING))]
    return [Written.read(*each) for each in zip(texts, skeletons or [None] * len(texts), strict=True)]


def _elements(text: str, start: int) -> Iterator[tuple[Any, int, int]]:
    """Each element of an array, from where its first one starts, with where it starts and ends."""
    while True:
        value, end = _DECODER.raw_decode(text, start)
        yield value, start, end
        if text[end] != BETWEEN:
            return
        start = end + 1
