"""Events of earlier versions, brought to today's form when they are read. What is kept is never changed.

When an event's content changes its form, its version goes up in `domain.event.VERSIONS`, and what brings the version
before to the new one is added here. tests/samples has an event of every version that ever landed.
"""

from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]
Upcasts = Mapping[tuple[str, int], Callable[[Json], Json]]
"""By an event's type and version: given the whole event as JSON, the same event in the next version."""

UPCASTS: dict[tuple[str, int], Callable[[Json], Json]] = {}


def form_of(event: Json) -> tuple[str, int]:
    """The type and version of an event as JSON, as `RecordedEvent` has them."""
    body = event["body"]
    return body["decision"]["decision"] if body["type"] == "decision_taken" else body["type"], event["version"]


def upcast(event: Json, upcasts: Upcasts = UPCASTS) -> Json:
    """The event in today's form."""
    while change := upcasts.get(form_of(event)):
        event = {**change(event), "version": event["version"] + 1}
    return event
