"""What the ledger needs to keep its events confidential; `vault.cipher.Cipher` provides it."""

import json
from dataclasses import dataclass
from typing import Protocol

from domain.event import RecordedEvent
from domain.skeleton import skeleton
from ledger.chain import Row
from ledger.upcast import form_of, upcast


class Sealer(Protocol):
    """Seals bytes for one place, and opens them there."""

    def seal(self, plaintext: bytes, *associated: str) -> bytes:
        """Encrypt for the place that `associated` names."""

    def open(self, sealed: bytes, *associated: str) -> bytes:
        """Decrypt what was sealed for the same place; raises what the provider raises."""


def sealed_row(event: RecordedEvent, cipher: Sealer) -> Row:
    """What is kept of an event. The whole of it is sealed for its place, so that it opens nowhere else."""
    return Row(
        stream=event.stream,
        position=event.position,
        type=event.type,
        version=event.version,
        recorded_at=event.recorded_at,
        effective=str(event.effective),
        framework=event.framework,
        calendar=event.calendar,
        body=cipher.seal(event.model_dump_json().encode(), *_place(event.stream, event.position)),
        skeleton=_in_clear(event),
    )


@dataclass(frozen=True)
class Opened:
    """An event in today's form, and the type and version that it was sealed as."""

    event: RecordedEvent
    type: str
    version: int


def opened(body: bytes, stream: str, position: int, cipher: Sealer) -> Opened:
    """What is kept at this place."""
    sealed = json.loads(sealed_text(body, stream, position, cipher))
    return Opened(RecordedEvent.model_validate_json(json.dumps(upcast(sealed))), *form_of(sealed))


def sealed_text(body: bytes, stream: str, position: int, cipher: Sealer) -> str:
    """The event that is kept at this place, as it was written when it was sealed: JSON."""
    return cipher.open(body, *_place(stream, position)).decode()


def opened_body(body: bytes, stream: str, position: int, cipher: Sealer) -> RecordedEvent:
    """The event that is kept at this place, in today's form."""
    return opened(body, stream, position, cipher).event


def _place(stream: str, position: int) -> tuple[str, ...]:
    return "ledger event", stream, str(position)


def _in_clear(event: RecordedEvent) -> str:
    """The skeleton in one way of writing, whatever the order of its fields in this release."""
    said = skeleton(event).model_dump(mode="json", exclude_defaults=True)
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
