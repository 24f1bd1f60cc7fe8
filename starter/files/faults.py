"""What is wrong with data that somebody gave, in plain words, by field, and never with the data itself."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

Place = tuple[str | int, ...]

_FIELD_NAME = re.compile(r"[a-z][a-z_]{0,39}")
_OWN_PLACE = re.compile(r"(?:^|; )(?P<place>[a-z_]+(?:\.(?:\d+|[a-z_]+))*): ")

_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is no field that is known here; look for a misspelling",
    "string_type": "must be a text in quotation marks",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long: at most {max_length} characters",
    "string_pattern_mismatch": "must be a key: small letters, digits, - and _, at most 64, as in health_trust",
    "string_unicode": "holds characters that are no text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "date_type": "must be a day, as in 2026-06-03",
    "date_parsing": "must be a day that exists, as in 2026-06-03",
    "date_from_datetime_parsing": "must be a day that exists, as in 2026-06-03",
    "date_from_datetime_inexact": "must be a day without a time, as in 2026-06-03",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "tuple_type": "must be a list in square brackets",
    "too_short": "must have at least {min_length}",
    "too_long": "has too many: at most {max_length}",
    "model_type": "must be an object in braces",
    "model_attributes_type": "must be an object in braces",
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, as a path of fields, and what would be right."""

    place: Place
    message: str
    kind: str = ""

    def __str__(self) -> str:
        where = ".".join(_shown(part) for part in self.place)
        return f"{where}: {self.message}" if where else self.message

    def is_within(self, place: Place) -> bool:
        """Whether it is about this place or a part of it."""
        return self.place[: len(place)] == place


def in_plain_words(error: ValidationError) -> list[Fault]:
    """Every fault that pydantic found. Its own messages can repeat what was given, so most are replaced."""
    faults: list[Fault] = []
    for detail in error.errors(include_url=False, include_input=False):
        kind, place, context = detail["type"], detail["loc"], detail.get("ctx", {})
        if kind == "value_error" and place[-1:] != ("email",):
            faults += _own(place, detail["msg"].removeprefix("Value error, "))
        else:
            faults.append(Fault(place, _message(kind, place, context), kind))
    return faults


def faults_of(problems: Iterable[str]) -> list[Fault]:
    """Problems that the domain wrote as "field.0.name: what is wrong"."""
    return [fault for problem in problems for fault in _own((), problem)]


def _own(place: Place, message: str) -> list[Fault]:
    """A message of our own, which may hold several, each beginning with its field."""
    starts = list(_OWN_PLACE.finditer(message))
    if not starts or starts[0].start() != 0:
        return [Fault(place, message, "value_error")]
    ends = [start.start() for start in starts[1:]] + [len(message)]
    return [
        Fault((*place, *_parts(start["place"])), message[start.end() : end], "value_error")
        for start, end in zip(starts, ends, strict=True)
    ]


def _parts(place: str) -> Place:
    return tuple(int(part) if part.isdigit() else part for part in place.split("."))


def _message(kind: str, place: Place, context: Mapping[str, Any]) -> str:
    if place[-1:] == ("email",) and kind == "value_error":
        return "is not an e-mail address, as in name@organisation.example"
    if place[-1:] == ("id",) and kind == "string_pattern_mismatch":
        return "must be 8 to 64 letters, digits and any of _ . : -, the first a letter or digit"
    if place[-1:] == ("survivor",) and kind == "string_pattern_mismatch":
        return "must be a case's reference, as in CSPR-7K4M-2QXD"
    words = _WORDS.get(kind)
    return words.format_map(context) if words else "is not what is expected here; see cspr refer --schema"


def _shown(part: str | int) -> str:
    """A field's name; a name that nobody of ours gave could be a person's."""
    if isinstance(part, int):
        return str(part)
    return part if _FIELD_NAME.fullmatch(part) else "(a name that is not known here)"
