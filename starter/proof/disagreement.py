"""Who of several says otherwise than the others, of one event or state of a case, and what."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Literal

from domain.model import Model
from starter.reading.changes import changes


class Source(StrEnum):
    """Who says something of a case."""

    LEDGER = "ledger"
    WORKFLOW = "workflow"
    HISTORY = "history"
    REPLAY = "replay"


class Said(Model):
    """One field, by its path: what the odd one says, and what the others say. JSON, None where there is nothing."""

    field: str
    odd: Any
    others: Any


class Disagreement(Model):
    """One event or state of which not all say the same.

    `odd` says otherwise than `others`, who agree; `tied` where no two agree, so that each is as likely wrong.
    `position` is the first event that it is about, or the last one of the state; `last` the last of several events
    that are alike. `run` is the workflow's.
    """

    about: Literal["event", "state"]
    position: int
    last: int
    run: str | None = None
    odd: Source
    others: tuple[Source, ...]
    tied: bool = False
    what: str
    fields: tuple[Said, ...] = ()


def otherwise(claims: Mapping[Source, Model], position: int, run: str, event: str | None) -> Iterator[Disagreement]:
    """Who says otherwise than the majority; without one, otherwise than the first."""
    if len(claims) < 2:  # noqa: PLR2004 - one alone agrees with itself
        return
    first, *_ = claims
    agreed = {source: [other for other, value in claims.items() if value == claims[source]] for source in claims}
    most = max(agreed, key=lambda source: len(agreed[source]))
    tied = len(agreed[most]) == 1
    others = [first] if tied else agreed[most]
    for source in claims:
        if source in others:
            continue
        fields = changes(claims[source].model_dump(mode="json"), claims[others[0]].model_dump(mode="json"))
        yield Disagreement(
            about="event" if event else "state",
            position=position,
            last=position,
            run=run,
            odd=source,
            others=tuple(others),
            tied=tied,
            what=f"has another {event}" if event else "has another one",
            fields=tuple(Said(field=each.field, odd=each.then, others=each.today) for each in fields),
        )
