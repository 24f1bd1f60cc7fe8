"""Who may read a case: those whom the authority file and the case itself let read it today."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import structlog

from domain.access import may_read, may_read_the_services
from domain.actor import Actor
from domain.case import Case
from domain.grants import Authority
from domain.london import london_date
from domain.people import Role
from domain.rule_files import RulesFileError
from vault.scope import SERVICE

LOG = structlog.get_logger("cspr.door")


class AccessUnknown(Exception):  # noqa: N818 - what it says
    """Who may read a case cannot be found out now; the message says why, in words that follow "because"."""


class Cases(Protocol):
    """Where the front door learns who may read a case."""

    async def case(self, reference: str) -> Case:
        """The case. Raises AccessUnknown."""


class Roles:
    """What somebody may read, by the authority file as it is now and by the case.

    `authority` reads that file and raises RulesFileError; `now` gives UTC instants.
    """

    def __init__(self, cases: Cases, authority: Callable[[], Authority], now: Callable[[], datetime]) -> None:
        self._cases = cases
        self._authority = authority
        self._now = now

    async def why_not(self, reader: Actor, scope: str) -> str | None:
        """Why this person may not read a case or what is the service's own; None where they may."""
        today = london_date(self._now())
        if scope == SERVICE:
            return None if may_read_the_services(reader, today) else "you have no role on what is the service's own"
        try:
            may = may_read(await self._cases.case(scope), self._readers(), reader, today)
        except AccessUnknown as reason:
            return f"whether you have a role on the case {scope} cannot be found out now, because {reason}"
        return None if may else f"you have no role on the case {scope}"

    def _readers(self) -> tuple[Role, ...]:
        try:
            return self._authority().readers
        except RulesFileError as error:
            LOG.error("nobody reads", why="; ".join(error.faults))  # noqa: TRY400 - no fault in the program
            raise AccessUnknown("the authority file is wrong; the front door's log says where") from None
