"""In which fields two things differ."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from domain.model import Model


class Change(Model):
    """One field in which two things differ, by its path; JSON, None where there is nothing."""

    field: str
    then: Any
    today: Any


def changes(then: Any, today: Any, field: str = "") -> Iterator[Change]:  # noqa: ANN401 - any JSON
    """Each field in which two JSON values differ."""
    if isinstance(then, dict) and isinstance(today, dict):
        for name in sorted({*then, *today}):
            yield from changes(then.get(name), today.get(name), f"{field}.{name}".lstrip("."))
    elif isinstance(then, list) and isinstance(today, list):
        for number, (old, new) in enumerate(zip_longest(then, today)):
            yield from changes(old, new, f"{field}[{number}]")
    elif then != today:
        yield Change(field=field, then=then, today=today)
