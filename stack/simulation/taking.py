"""The decisions of a step: any that the procedure knows, by its name and with its own fields."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, get_args

from pydantic.fields import FieldInfo

from domain.decisions.any_decision import AnyDecision
from domain.moment import Moment
from domain.people import Decider, Delegation
from stack.simulation.scenario import Step
from stack.simulation.when import Bases, When, read_when
from starter.files.history_file import KINDS
from workflows.messages import read_decision

WHY = "Invented for a scenario."
OWN_ORGANISATION = ("agency", "partner")
"""Fields in which an organisation says that it acts for itself."""

NOT_GIVEN = ("id", "by", "at")
"""What a decision has and a step says in other words."""


def decisions_of(step: Step, bases: Bases, ids: Iterator[str]) -> Iterator[AnyDecision]:
    """One decision for each organisation of the step, in their order.

    Raises pydantic's ValidationError, UnknownBase where a date counts from what is not there, and CalendarEnds.
    """
    kind = KINDS[step.decision]
    happened = step.happened.moment(bases) if step.happened else Moment.at(step.on.instant(bases))
    own = {name: _given(value, kind.model_fields.get(name), bases) for name, value in step.about.items()}
    for organisation in step.organisation:
        acting = {name: organisation for name in OWN_ORGANISATION if name in kind.model_fields}
        by = {"name": step.person, "role": step.role, "organisation": organisation}
        yield read_decision(
            {
                "reason": WHY,
                **acting,
                **own,
                "decision": step.decision,
                "id": next(ids),
                "by": Decider.model_validate({**by, "delegation": _delegation(step, bases)}),
                "at": happened,
            }
        )


def _delegation(step: Step, bases: Bases) -> Delegation | None:
    if step.delegated_by is None or step.delegated_on is None:
        return None
    return Delegation(given_by=step.delegated_by, dated=step.delegated_on.on(bases))


def _given(value: Any, field: FieldInfo | None, bases: Bases) -> Any:  # noqa: ANN401 - whatever TOML can hold
    """A date as the decision wants it, in a field that holds one; everything else as it is."""
    if field is None or not {date, Moment} & {field.annotation, *get_args(field.annotation)}:
        return value
    when = _when(value)
    if when is None:
        return value
    return when.on(bases) if date in (field.annotation, *get_args(field.annotation)) else when.moment(bases)


def _when(value: object) -> When | None:
    """A date; None for what is none, or is an instant or a period as decisions write them."""
    if not isinstance(value, str | date | datetime):
        return None
    try:
        return read_when(value)
    except ValueError:
        return None
