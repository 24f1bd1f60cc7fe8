"""In which line of a TOML file each value stands, which `tomllib` does not tell."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

Place = tuple[str | int, ...]


def lines_of(text: str) -> dict[Place, int]:
    """The line, counted from 1, of every table and value of a TOML text that `tomllib` can read.

    A statement is the fewest lines that are TOML by themselves: one line, or all of a text or list that spans several.
    """
    lines: dict[Place, int] = {}
    tables: Counter[Place] = Counter()
    prefix: Place = ()
    for line, header, value in _statements(text):
        if header:
            prefix = _table(value, tables)
            lines[prefix] = line
        else:
            lines |= {(*prefix, *place): line for place in _places(value)}
    return lines


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """The line of a place, or of the nearest thing around it that has one."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def _statements(text: str) -> Iterator[tuple[int, bool, dict[str, Any]]]:
    begun, statement = 1, ""
    for number, line in enumerate(text.splitlines(), start=1):
        statement += f"{line}\n"
        try:
            value = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue  # it goes on in the next line
        yield begun, statement.startswith("["), value
        begun, statement = number + 1, ""


def _table(header: dict[str, Any], tables: Counter[Place]) -> Place:
    """The place of the table that a header begins; `tables` counts those of each list."""
    place: Place = ()
    value: Any = header
    while value:
        name, value = next(iter(value.items()))
        place = (*place, name)
        if isinstance(value, list):
            tables[place] += 1
            value = None
        if tables[place]:
            place = (*place, tables[place] - 1)
    return place


def _places(value: Any, place: Place = ()) -> Iterator[Place]:  # noqa: ANN401 - whatever TOML can hold
    if place:
        yield place
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from _places(part, (*place, name))
