"""Who may decide what and who may read, as the partnership's authority file says; and the mandate of who sends one."""

from pydantic import Field

from domain.actor import THE_SERVICE, Actor
from domain.model import Model
from domain.people import Role
from domain.policy import OrganisationKind
from domain.text import Key


class Grant(Model):
    """Who may take one decision.

    `organisations` are the kinds in which the role must be held, none for wherever it is held. `recorded_by` may
    enter it for who decided; without it, only they themselves send it. `stages` are those of a case in which it may
    be taken, none for whenever the procedure takes it.
    """

    decision: Key
    roles: tuple[Role, ...] = Field(min_length=1)
    organisations: tuple[OrganisationKind, ...] = ()
    recorded_by: tuple[Role, ...] = ()
    stages: tuple[str, ...] = ()


class Authority(Model):
    """The whole file. `readers` are the roles that read a whole case."""

    readers: tuple[Role, ...]
    grants: tuple[Grant, ...]

    def grant(self, decision: str) -> Grant:
        """The grant of a decision; the file has one for every decision. Raises LookupError."""
        return _find(decision, self.grants)


class Mandate(Model):
    """Who sends a command, verified by `proof`, and what the partnership's authority file says of it now."""

    actor: Actor
    grants: tuple[Grant, ...] = ()
    proof: str | None = None

    def grant(self, decision: str) -> Grant:
        """The grant of a decision. Raises LookupError where the mandate is for another one."""
        return _find(decision, self.grants)


OF_THE_SERVICE = Mandate(actor=THE_SERVICE)
"""For what the procedure does by itself, and what the service carries to a case after verifying it elsewhere."""


def _find(decision: str, grants: tuple[Grant, ...]) -> Grant:
    for grant in grants:
        if grant.decision == decision:
            return grant
    raise LookupError(decision)
