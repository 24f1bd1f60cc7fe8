"""What all decisions have in common: who, in what role, when, why."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from domain.model import Model
from domain.moment import Moment
from domain.people import Decider
from domain.text import Prose

DecisionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{7,63}$")]
"""The caller's own id of a decision: sent again with the same id, it is the same decision."""


class Decision(Model):
    """What all decisions have in common.

    `at` is when it happened, with the precision it is known by; when and by whom it was recorded is added by the
    workflow, from the proof that came with it.
    `entered_late_because` is asked for when `at` lies on an earlier London day than the recording.
    """

    title: ClassVar[str]
    purpose: ClassVar[str]
    verb: ClassVar[str]  # what follows `cspr` on the command line
    closed_too: ClassVar[bool] = False  # whether it is for a closed case, too, which it need not reopen

    id: DecisionId
    by: Decider
    at: Moment
    reason: Prose
    entered_late_because: Prose | None = None
