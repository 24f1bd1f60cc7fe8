"""The people file: who is known here, by which keys or sign-ins, and which seats they hold."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from domain.actor import Actor, Seat
from domain.model import Model
from domain.people import Role
from domain.text import Key, Line
from vault.new_file import replace

THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")


class PeopleFileError(Exception):
    """The people file is missing or wrong; the message names each fault on a line of its own."""


class Subject(Model):
    """By what an OpenID Connect provider knows somebody."""

    issuer: str
    subject: str = Field(min_length=1)


class Person(Model):
    """One entry. `keys` are the thumbprints (RFC 7638) of the Ed25519 keys that are this person's alone."""

    name: Line
    kind: Literal["person", "integrator"] = "person"
    keys: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    seats: tuple[Seat, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if wrong := [key for key in self.keys if not THUMBPRINT.fullmatch(key)]:
            raise ValueError(f"keys: {wrong[0]!r} is no thumbprint of a key; cspr people add makes one")
        for seat in self.seats:
            if seat.role is Role.PROCEDURE:
                raise ValueError("seats: the role procedure is the service's own, nobody holds it")
            if (seat.role is Role.DELEGATE) != (seat.delegation is not None):
                raise ValueError("seats: a delegate's seat, and no other, says by which delegation: given_by, dated")
        return self


class People(Model):
    """Everybody who is known here, by their id."""

    people: Mapping[Key, Person] = {}

    @model_validator(mode="after")
    def _tells_them_apart(self) -> Self:
        marks = [
            mark
            for person in self.people.values()
            for mark in (*person.keys, *((each.issuer, each.subject) for each in person.subjects))
        ]
        if len(set(marks)) != len(marks):
            raise ValueError("people: a key or a sign-in belongs to two of them")
        return self

    def by_id(self, person: str) -> Actor | None:
        """The person of this id."""
        found = self.people.get(person)
        return Actor(id=person, name=found.name, kind=found.kind, seats=found.seats) if found else None

    def by_key(self, thumbprint: str) -> Actor | None:
        """The person whose key has this JWK thumbprint (RFC 7638)."""
        return next((self.by_id(each) for each, person in self.people.items() if thumbprint in person.keys), None)

    def by_subject(self, issuer: str, subject: str) -> Actor | None:
        """The person whom an OpenID Connect provider knows by this subject."""
        wanted = Subject.model_construct(issuer=issuer, subject=subject)
        return next((self.by_id(each) for each, person in self.people.items() if wanted in person.subjects), None)


def read_people(path: Path) -> People:
    """Read the people file (TOML).

    Raises:
        PeopleFileError: it cannot be read, or something in it is wrong.
    """
    try:
        return People.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise PeopleFileError(f"the people file {path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PeopleFileError(f"the people file {path} is not TOML: {error}") from None
    except ValidationError as error:
        faults = (
            f"the people file {path}: {'.'.join(map(str, each['loc']))}: {each['msg'].removeprefix('Value error, ')}"
            for each in error.errors(include_input=False, include_url=False)
        )
        raise PeopleFileError("\n".join(faults)) from None


def write_people(path: Path, people: People) -> None:
    """Put this in the place of the people file. Raises OSError; the file is as it was then."""
    lines = []
    for name, person in people.people.items():
        lines += [f"[people.{name}]", f"name = {json.dumps(person.name)}", f"keys = {json.dumps(person.keys)}"]
        lines += [f"seats = [{', '.join(map(_inline, person.seats))}]"]
    replace(path, "\n".join([*lines, ""]).encode())


def _inline(seat: Seat) -> str:
    given = seat.delegation
    delegation = f", delegation = {{ given_by = {json.dumps(given.given_by)}, dated = {given.dated} }}" if given else ""
    return f'{{ role = "{seat.role.value}", organisation = "{seat.organisation}"{delegation} }}'
