"""The history file: the decisions of a case that is taken over, in their order, tried before they are sent."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.document import Document
from domain.event import DecisionRefused
from domain.grants import Mandate
from domain.opening import Opening, open_case
from domain.reference import EXAMPLE
from domain.rules import Rules
from starter.client.errors import BadInput
from starter.files.attaching import fault_of
from starter.files.document_fields import document_fields
from starter.files.faults import Fault, Place, in_plain_words
from starter.files.json_file import read_json
from workflows.messages import DECISIONS, read_decision

LONGEST = 1000

KINDS: dict[str, type[Decision]] = {str(kind.model_fields["decision"].default): kind for kind in DECISIONS}

AsDocument = Callable[[Path], Document]


def read_history(path: Path, as_document: AsDocument) -> list[AnyDecision]:
    """The decisions in a file: a JSON list in the order in which they were taken.

    `id` may be left out; it is then made from the place in the list. A document is given by the path of its file,
    from the history's folder.

    Raises:
        BadInput: with every fault of the file, one line each; decisions are counted from 1.
    """
    value = read_json(path)
    if not isinstance(value, list) or len(value) > LONGEST:
        raise BadInput(f"{path} holds no history: a list of at most {LONGEST} decisions was expected.")
    decisions: list[AnyDecision] = []
    faults: list[Fault] = []
    for number, entry in enumerate(value, start=1):
        given: dict[str, Any] = {"id": f"history:{number:03}"}
        if not isinstance(entry, dict):
            faults.append(Fault((number,), "must be an object in braces"))
            continue
        given |= entry
        kind = KINDS.get(str(given.get("decision")))
        if kind is None:
            faults.append(Fault((number, "decision"), f"must be one of {', '.join(KINDS)}"))
            continue
        missing = _documents(given, kind, path.parent, as_document)
        faults += [Fault((number, *fault.place), fault.message) for fault in missing]
        try:
            decisions.append(read_decision(given))
        except ValidationError as error:
            faults += [Fault((number, *_within_union(fault.place)), fault.message) for fault in in_plain_words(error)]
    if faults:
        raise BadInput(f"{path} cannot be used; nothing was sent:", [str(fault) for fault in faults])
    return decisions


def refusals(opening: Opening, rules: Rules, now: datetime, mandate: Mandate) -> list[str]:
    """What of an opening's history would be refused at the UTC instant `now`, one line each, counted from 1.

    What follows a refused decision is often refused for want of it.
    """
    numbers = {decision.id: number for number, decision in enumerate(opening.history, start=1)}
    return [
        f"{numbers[event.body.decision_id]} ({event.body.decision}): {event.body.message}"
        for event in open_case(opening, rules, now, mandate)
        if isinstance(event.body, DecisionRefused)
    ]


def stand_in(path: Path) -> Document:
    """A document that is not kept: enough to try a history with."""
    return Document(case=EXAMPLE, address="0" * 64, name=path.name, media_type="application/octet-stream", size=0)


def _documents(given: dict[str, Any], kind: type[Decision], folder: Path, as_document: AsDocument) -> list[Fault]:
    """Put documents in place of the paths; what cannot be put in place is taken out and told."""
    faults = []
    for field in document_fields(kind):
        name = given.pop(field, None)
        if name is None:
            continue
        problem = fault_of(folder / name) if isinstance(name, str) else "must be the path of a file"
        if problem:
            faults.append(Fault((field,), problem))
        else:
            given[field] = as_document(folder / name)
    return faults


def _within_union(place: Place) -> Place:
    """Without the decision's name, which pydantic puts before the field."""
    return place[1:] if place and place[0] in KINDS else place
