"""What the front door asks of the rest of the house."""

from dataclasses import dataclass
from typing import Protocol

from temporalio.api.common.v1 import Payload

from domain.actor import Actor
from vault.people import Subject

Mark = str | Subject
"""By what somebody has shown who they are: the thumbprint of their key, or what a provider knows them by."""


@dataclass(frozen=True)
class Arrival:
    """Somebody who has shown who they are, and the path of the page that they want to go on to."""

    mark: Mark
    onward: str


class NotSignedIn(Exception):  # noqa: N818 - what it says
    """Somebody has not shown who they are; the message says why, for themselves."""


class PeopleUnavailable(Exception):  # noqa: N818 - what it says
    """Who is known here cannot be read now, so that nobody is let in. The message is for the person who asks."""


class RecordsUnavailable(Exception):  # noqa: N818 - what it says
    """The keys cannot be had now; trying again later is right. The message says why, and is for staff."""


class People(Protocol):
    """Who is known here."""

    def who(self, mark: Mark) -> Actor | None:
        """Whose mark it is, if they hold a seat today. Raises PeopleUnavailable."""


class Authority(Protocol):
    """Who may read what."""

    async def why_not(self, reader: Actor, scope: str) -> str | None:
        """Why this person may not read this case now, in words that follow "Not shown:"; None where they may.

        `scope` may also be "service", which is no case. Where it cannot be found out, that is the reason.
        """


class Records(Protocol):
    """What opens the payloads that Temporal keeps."""

    def scope_of(self, payload: Payload) -> str | None:
        """Whose payload it is: a case's reference or "service"; None where it was not sealed by us."""

    async def open(self, payload: Payload, /) -> Payload:
        """The payload in clear, or the unreadable value where no key opens it. Raises RecordsUnavailable."""
