"""What the ledger needs to keep its events confidential; `vault.cipher.Cipher` provides it."""

from typing import Protocol

from domain.event import RecordedEvent
from ledger.chain import Row
from ledger.written import Written


class Sealer(Protocol):
    """Seals bytes for one place, and opens them there."""

    def seal(self, plaintext: bytes, *associated: str) -> bytes:
        """Encrypt for the place that `associated` names."""

    def open(self, sealed: bytes, *associated: str) -> bytes:
        """Decrypt what was sealed for the same place; raises what the provider raises."""


def sealed_row(written: Written, cipher: Sealer) -> Row:
    """What is kept of an event. The whole of it is sealed for its place, so that it opens nowhere else."""
    event = written.event
    return Row(
        stream=event.stream,
        position=event.position,
        type=written.type,
        version=written.version,
        recorded_at=event.recorded_at,
        effective=str(event.effective),
        framework=event.framework,
        calendar=event.calendar,
        body=cipher.seal(written.text.encode(), *_place(event.stream, event.position)),
        skeleton=written.skeleton,
    )


def opened(body: bytes, stream: str, position: int, cipher: Sealer) -> Written:
    """What is kept at this place."""
    return Written.read(sealed_text(body, stream, position, cipher))


def sealed_text(body: bytes, stream: str, position: int, cipher: Sealer) -> str:
    """The event that is kept at this place, as it was written when it was sealed: JSON."""
    return cipher.open(body, *_place(stream, position)).decode()


def opened_body(body: bytes, stream: str, position: int, cipher: Sealer) -> RecordedEvent:
    """The event that is kept at this place, in today's form."""
    return opened(body, stream, position, cipher).event


def _place(stream: str, position: int) -> tuple[str, ...]:
    return "ledger event", stream, str(position)
