"""What the front door asks of the rest of the house."""

from dataclasses import dataclass
from typing import Protocol

from temporalio.api.common.v1 import Payload


class RecordsUnavailable(Exception):  # noqa: N818 - what it says
    """The keys cannot be had now; trying again later is right. The message says why, and is for staff."""


@dataclass(frozen=True)
class Reader:
    """A person who reads. `id` is their pseudonymous key, the only thing about them that is logged."""

    id: str
    name: str


class People(Protocol):
    """Who is known here."""

    def by_key(self, thumbprint: str) -> Reader | None:
        """The person whose key has this JWK thumbprint (RFC 7638)."""

    def by_subject(self, issuer: str, subject: str) -> Reader | None:
        """The person whom an OpenID Connect provider knows by this subject."""


class Authority(Protocol):
    """Who may read what."""

    def may_read(self, reader: Reader, scope: str) -> bool:
        """Whether this person has a role on this case now. `scope` may also be "service", which is no case."""


class Records(Protocol):
    """What opens the payloads that Temporal keeps."""

    def scope_of(self, payload: Payload) -> str | None:
        """Whose payload it is: a case's reference or "service"; None where it was not sealed by us."""

    async def open(self, payload: Payload, /) -> Payload:
        """The payload in clear, or the unreadable value where no key opens it. Raises RecordsUnavailable."""
