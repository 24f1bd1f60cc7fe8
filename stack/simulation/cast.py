"""The people of a played case: whoever decides is known from then on, with a key and the seat that they need."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from joserfc.jwk import OKPKey

from domain.actor import Seat
from domain.decisions.any_decision import AnyDecision
from domain.digest import digest
from domain.model import Model
from domain.opening import Opening
from domain.people import Decider, Role
from vault.people import People, Person, read_people, write_people
from vault.proofs import ANSWERED, Command, Signer
from workflows.messages import Sent, Start

REFERS = Decider(name="Example Coordinator", role=Role.COORDINATOR, organisation="partnership")
"""Who refers what is played."""


class Cast:
    """Keeps a people file that grows with the play."""

    def __init__(self, people_file: Path) -> None:
        self._file = people_file
        self._keys: dict[str, OKPKey] = {}

    def sent(self, case: str, decision: AnyDecision, now: datetime, good_for: timedelta = ANSWERED) -> Sent:
        """The decision as whoever takes it sends it to the case at the UTC instant `now`."""
        return Sent(decision=decision, proof=self.prove(decision.by, case, decision.id, decision, now, good_for))

    def start(self, opening: Opening, now: datetime) -> Start:
        """How the case of an opening begins at the UTC instant `now`."""
        case = opening.reference
        return Start(reference=case, opening=opening, proof=self.prove(REFERS, case, case, opening, now))

    def prove(  # noqa: PLR0913, PLR0917 - each is a part of what is proved
        self, who: Decider, case: str, identity: str, command: Model, now: datetime, good_for: timedelta = ANSWERED
    ) -> str:
        """The proof that this person sends the command of that id to the case."""
        return self.signer(who).prove(Command(case, identity, digest(command)), now, good_for)

    def signer(self, who: Decider) -> Signer:
        """What this person signs by; from now on they hold the seat."""
        people = read_people(self._file) if self._file.exists() else People()
        person = re.sub(r"[^a-z0-9]+", "-", who.name.lower()).strip("-")
        key = self._keys.setdefault(person, OKPKey.generate_key("Ed25519"))
        before = people.people.get(person, Person(name=who.name))
        after = before.model_copy(
            update={
                "keys": tuple(dict.fromkeys([*before.keys, key.thumbprint()])),
                "seats": tuple(dict.fromkeys([*before.seats, *_seats(who)])),
            }
        )
        if after != before:
            write_people(self._file, People(people={**people.people, person: after}))
        return Signer(key)


def _seats(who: Decider) -> Iterator[Seat]:
    """The seat in which somebody decides; what nobody can hold, the procedure is to refuse."""
    if who.role is not Role.PROCEDURE and (who.role is Role.DELEGATE) == (who.delegation is not None):
        yield Seat(role=who.role, organisation=who.organisation, delegation=who.delegation)
