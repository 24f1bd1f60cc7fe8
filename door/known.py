"""Who may come in: those in the people file who hold a seat today."""

from collections.abc import Callable
from datetime import datetime

import structlog

from domain.actor import Actor
from domain.london import london_date
from door.ports import Mark, PeopleUnavailable
from vault.people import People, PeopleFile, PeopleFileError, Subject

LOG = structlog.get_logger("cspr.door")


class KnownPeople:
    """The people file, as the front door asks it. `now` gives UTC instants."""

    def __init__(self, file: PeopleFile, now: Callable[[], datetime]) -> None:
        self._file = file
        self._now = now

    def who(self, mark: Mark) -> Actor | None:
        """Whose mark it is, if they hold a seat today. Raises PeopleUnavailable, and logs why."""
        people = self._people()
        found = people.by_subject(mark.issuer, mark.subject) if isinstance(mark, Subject) else people.by_key(mark)
        holds_a_seat = found is not None and any(found.seats_on(london_date(self._now())))
        return found if holds_a_seat else None

    def _people(self) -> People:
        try:
            return self._file.people()
        except PeopleFileError as error:
            LOG.error("nobody is let in", why=str(error))  # noqa: TRY400 - a wrong file is no fault in the program
            raise PeopleUnavailable(
                "Nobody can be let in now: the list of people cannot be read. The front door's log says why."
            ) from None
