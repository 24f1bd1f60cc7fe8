"""The events of a case as JSON Lines: each as the ledger keeps it, and in clear beside it."""

import base64
import json
from collections.abc import Iterable
from datetime import UTC

from ledger.checking import KeptRow
from starter.bundle.record import Record
from vault.sent import signed_text_of

EVENTS = "events.jsonl"


def events_file(record: Record) -> bytes:
    """One line an event: the columns of its row, what its proof signed, and last the event as it was sealed.

    What was sealed stands there byte for byte, so that whoever has the case's key can seal it again.
    """
    signed = _signed_texts(record)
    lines = (
        f'{_columns(kept, signed.get(kept.row.position))},"event":{text}}}\n'
        for kept, text in zip(record.kept, record.texts, strict=True)
    )
    return "".join(lines).encode()


def _columns(kept: KeptRow, signed: str | None) -> str:
    row = kept.row
    said = {
        "stream": row.stream,
        "position": row.position,
        "type": row.type,
        "version": row.version,
        "recorded_at": row.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "effective": row.effective,
        "framework": row.framework,
        "calendar": row.calendar,
        "body": base64.b64encode(row.body).decode(),
        "skeleton": row.skeleton,
        "hash": kept.hash.hex(),
        "signed": signed,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).removesuffix("}")


def _signed_texts(record: Record) -> dict[int, str]:
    """By position; what came with the referral was signed with it, and is not said again."""
    own: Iterable[int] = (event.position for event in record.events if not event.taken_over or event.position == 1)
    found = {position: signed_text_of(record.events[position - 1], record.events) for position in own}
    return {position: text for position, text in found.items() if text}
