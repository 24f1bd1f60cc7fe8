"""What somebody looked at or tried, and what they were told, where no event of a case says so."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.model import Model

Way = Literal["cspr", "program", "front door", "temporal"]
"""By which way somebody came: our command, a program with our client, the Web UI, or Temporal's port."""

SHOWN = "shown"
"""The outcome where somebody saw what they asked for; every other one is the code of a refusal."""


class Attempt(Model):
    """One look at a case, or one try that came to nothing.

    Attributes:
        id: tells it from every other one, so that it is kept once however often it is sent to the ledger.
        at: the UTC instant, by the clock of the machine that it was made at.
        reference: the case, if it is about one.
        what: a verb of `cspr`, a page of the Web UI, or what was tried there. No free text: it stands in clear.
        way: by which way.
        outcome: `SHOWN`, or the code of the refusal.
        who: their id in the people file; where they have not shown who they are, what is known of them.
        told: what they were told, or up to which event they saw the case.
        asked: the words of the command; kept where they go with the case's record, for anything may stand in them.
    """

    id: UUID
    at: AwareDatetime
    reference: str | None
    what: str = Field(pattern=r"^[a-z][a-z_-]{0,29}( [a-z][a-z_-]{0,29})?$")
    way: Way
    outcome: str = Field(pattern=r"^[a-z_]{1,40}$")
    who: str
    told: str
    asked: tuple[str, ...] = ()
