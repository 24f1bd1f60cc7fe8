"""Who sends a command, as the service has found out: a person, an integrator's system, or the service itself."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from domain.model import Model
from domain.people import Delegation, Role
from domain.text import Key, Line


class Seat(Model):
    """A role that somebody holds in an organisation, from one London day to another, both included.

    A delegate's seat says who gave the authority and which date that bears.
    """

    role: Role
    organisation: Key
    since: date | None = None
    until: date | None = None
    delegation: Delegation | None = None

    def is_held_on(self, day: date) -> bool:
        """Whether it is held on this London day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Actor(Model):
    """Somebody whose proof was verified, with the seats they held then. `id` is pseudonymous and may be logged."""

    id: Key
    name: Line
    kind: Literal["person", "integrator", "service"] = "person"
    seats: tuple[Seat, ...] = ()

    def seats_on(self, day: date) -> Iterator[Seat]:
        """The seats that are held on this London day."""
        return (seat for seat in self.seats if seat.is_held_on(day))


THE_SERVICE = Actor(id="cspr", name="cspr", kind="service")
"""What the service does by itself: no person's decision."""
