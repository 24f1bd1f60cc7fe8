"""The people file: who is known here, by which keys or sign-ins, and which seats they hold."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

import tomlkit
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


class PeopleFile:
    """A people file, taken apart again whenever its content has changed: revoking somebody counts at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._content: bytes | None = None
        self._people = People()

    def people(self) -> People:
        """Who is known now.

        Raises:
            PeopleFileError: the file cannot be read, or something in it is wrong.
        """
        try:
            content = self._path.read_bytes()
        except OSError as error:
            reason = f"the people file {self._path} (setting people_file) cannot be read: {error.strerror}"
            raise PeopleFileError(reason) from None
        if content != self._content:
            self._people = parse_people(content, f"the people file {self._path}")
            self._content = content
        return self._people


def read_people(path: Path) -> People:
    """Read a people file once. Raises PeopleFileError."""
    return PeopleFile(path).people()


def parse_people(content: bytes, source: str) -> People:
    """The people that stand in `source`, whose content is TOML. Raises PeopleFileError."""
    try:
        return People.model_validate(tomllib.loads(content.decode()))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PeopleFileError(f"{source} is not TOML: {error}") from None
    except ValidationError as error:
        faults = (
            f"{source}: {'.'.join(map(str, each['loc']))}: {each['msg'].removeprefix('Value error, ')}"
            for each in error.errors(include_input=False, include_url=False)
        )
        raise PeopleFileError("\n".join(faults)) from None


def write_people(path: Path, people: People) -> None:
    """Put these people in the place of a people file, or make one. Raises OSError; the file is as it was then."""
    replace(path, tomlkit.dumps(people.model_dump(mode="json", exclude_defaults=True)).encode())
