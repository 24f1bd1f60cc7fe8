"""Changes the people file: whole and checked, with the comments that somebody wrote in it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from vault.new_file import replace, write_new
from vault.people import People, PeopleFileError, Person, parse_people

NEW = b"""\
# Who is known here: by which keys or sign-ins, and in which seats. `cspr people` changes it; docs/people.md says how.
# Nobody is ever taken out: what they decided stays, and their seats end.
"""


def create_people_file(path: Path) -> bool:
    """Make a people file with nobody in it; false where there is a file already. Raises PeopleFileError."""
    with _told(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return write_new(path, NEW)


def add_person(path: Path, person: str, entry: Person) -> None:
    """Put somebody into the people file.

    Raises:
        PeopleFileError: there is somebody of that id, the file cannot be used or written, or it would be wrong.
    """
    with _changing(path) as (document, people):
        if person in people.people:
            raise PeopleFileError(f"{person} is in {path} already")
        table = document.setdefault("people", tomlkit.table(is_super_table=True))
        table[person] = _in_toml(entry.model_dump(exclude_defaults=True))


def set_key(path: Path, person: str, thumbprint: str) -> None:
    """Let one key be this person's, and none of those that were before. Raises PeopleFileError."""
    with _changing(path) as (document, people):
        _check_known(people, person, path)
        document["people"][person]["keys"] = [thumbprint]


def end_seats(path: Path, person: str, last_day: date) -> None:
    """Let all seats of a person end with this London day that would go on after it. Raises PeopleFileError."""
    with _changing(path) as (document, people):
        _check_known(people, person, path)
        for place, seat in enumerate(people.people[person].seats):
            if seat.until is None or seat.until > last_day:
                document["people"][person]["seats"][place]["until"] = last_day


def _check_known(people: People, person: str, path: Path) -> None:
    if person not in people.people:
        known = ", ".join(sorted(people.people)) or "nobody yet"
        raise PeopleFileError(f"there is no {person} in {path}; it has {known}")


@contextmanager
def _changing(path: Path) -> Iterator[tuple[tomlkit.TOMLDocument, People]]:
    """The file to be changed, held against other processes; it is checked, and then put in the place of the old."""
    source = f"the people file {path}"
    with _told(path), _held(path.parent):
        content = path.read_bytes()
        people = parse_people(content, source)
        document = tomlkit.parse(content)
        yield document, people
        changed = tomlkit.dumps(document).encode()
        parse_people(changed, source)
        replace(path, changed)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PeopleFileError(
            f"the people file {path} (setting people_file) cannot be used: {error.strerror}"
        ) from None
    except TOMLKitError as error:
        raise PeopleFileError(f"the people file {path} is not TOML: {error}") from None


def _in_toml(value: Any) -> Any:  # noqa: ANN401 - what a model's dump holds
    """A list of tables for seats and subjects, so that each stands on lines of its own; the rest as TOML has it."""
    if isinstance(value, dict):
        table = tomlkit.table()
        for name, each in value.items():
            table[name] = _in_toml(each)
        return table
    if isinstance(value, tuple) and value and isinstance(value[0], dict):
        tables = tomlkit.aot()
        for each in value:
            tables.append(_in_toml(each))
        return tables
    return value.value if isinstance(value, Enum) else value
