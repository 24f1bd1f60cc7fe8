"""What the ledger needs to keep its events confidential; `vault.cipher.Cipher` provides it."""

from typing import Protocol

from domain.event import RecordedEvent


class Sealer(Protocol):
    """Seals bytes for one place, and opens them there."""

    def seal(self, plaintext: bytes, *associated: str) -> bytes:
        """Encrypt for the place that `associated` names."""

    def open(self, sealed: bytes, *associated: str) -> bytes:
        """Decrypt what was sealed for the same place; raises what the provider raises."""


def sealed_body(event: RecordedEvent, cipher: Sealer) -> bytes:
    """The whole event as it is kept, bound to its place, so that it opens nowhere else."""
    return cipher.seal(event.model_dump_json().encode(), *_place(event.stream, event.position))


def opened_body(body: bytes, stream: str, position: int, cipher: Sealer) -> RecordedEvent:
    """The event that is kept at this place."""
    return RecordedEvent.model_validate_json(cipher.open(body, *_place(stream, position)))


def _place(stream: str, position: int) -> tuple[str, ...]:
    return "ledger event", stream, str(position)
