"""What a decision or a referral says, field by field, in words."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from domain.document import Document
from domain.london import say_day, say_instant
from domain.model import Model
from domain.moment import Moment

LABELS = {"at": "when", "la_aware": "local authority aware"}
"""Where the field's own name says too little."""

KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")


def fields_in_words(value: Model, leave_out: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """The name of each field that says something, and what; a field within another is named with it."""
    return list(_fields(value, "", leave_out))


def _fields(value: Model, within: str, leave_out: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    for name, field in type(value).model_fields.items():
        held = getattr(value, name)
        says_nothing = not held and not field.is_required()
        if name not in leave_out and not says_nothing:
            label = LABELS.get(name) or name.replace("_", " ")
            yield from _said(f"{within}: {label}" if within else label, held)


def _said(label: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any field's value
    if isinstance(value, Document):
        yield label, value.name
    elif isinstance(value, Model):
        yield from _fields(value, label)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _said(f"{label}: {name}", each)
    elif isinstance(value, tuple | list):
        for number, each in enumerate(value, start=1):
            yield from _said(f"{label} {number}" if len(value) > 1 else label, each)
    else:
        yield label, _say(value)


def _say(value: Any) -> str:  # noqa: ANN401 - any plain value
    if isinstance(value, Moment):
        return value.say()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return say_instant(value)
    if isinstance(value, date):
        return say_day(value)
    text = str(value.value if isinstance(value, Enum) else value)
    return text.replace("_", " ") if KEY.fullmatch(text) else text
