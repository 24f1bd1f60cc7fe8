"""The `cspr` command as the tests of the whole service run it, and the invented people who do."""

import asyncio
import os
import sys
from pathlib import Path

from domain.actor import Seat
from domain.people import Role
from settings import FILE_VARIABLE, PREFIX, Settings
from tests.real.live import Live
from tests.real.warm import warm
from tests.unit.cli import Answer
from vault.identities import Identities
from vault.people import People, Person, read_people, write_people

COMMAND = Path(sys.executable).with_name("cspr")
AS_DIRECTOR, AS_MANAGER = ("--as", "invented-director"), ("--as", "invented-manager")
DIRECTOR, MANAGER = (*AS_DIRECTOR, "--reason", "Invented."), (*AS_MANAGER, "--reason", "Invented.")
SEATS = {
    "invented-director": Seat(role=Role.LOCAL_AUTHORITY_DECISION_MAKER, organisation="local_authority"),
    "invented-manager": Seat(role=Role.BUSINESS_MANAGER, organisation="partnership"),
    "invented-contact": Seat(role=Role.AGENCY_CONTACT, organisation="education"),
}


class Cspr:
    """Runs the command with the settings of the running service, from a process that has imported it."""

    def __init__(self, live: Live, settings_file: Path | None = None) -> None:
        self.live = live
        _enrol(live.settings)
        without = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        known = {FILE_VARIABLE: str(settings_file or live.service.settings_file), f"{PREFIX}ACTOR": "invented-manager"}
        self.environment = {**without, **known}

    async def __call__(self, *arguments: str, stdin: int | None = None, **environment: str) -> Answer:
        known = {**self.environment, **environment}
        return Answer(*await asyncio.to_thread(warm().run, *arguments, environment=known, stdin=stdin))

    async def anew(self, *arguments: str, **environment: str) -> Answer:
        """The same with an interpreter of its own, where the environment says what it imports."""
        process = await asyncio.create_subprocess_exec(
            *(str(COMMAND), *arguments),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**self.environment, **environment},
        )
        out, err = await process.communicate()
        return Answer(process.returncode or 0, out.decode(), err.decode())


def _enrol(settings: Settings) -> None:
    """Let a director and a manager be known, with their private keys where the command looks for them."""
    identities = Identities(settings.identities)
    people = dict(read_people(settings.people_file).people) if settings.people_file.exists() else {}
    for person, seat in SEATS.items():
        if person not in people:
            key = identities.make(person).thumbprint()
            people[person] = Person(name=person.replace("-", " ").title(), keys=(key,), seats=(seat,))
    write_people(settings.people_file, People(people=people))
