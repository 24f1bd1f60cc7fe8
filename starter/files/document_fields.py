"""Which fields of a decision hold a document: where people name a file."""

from typing import get_args

from domain.decisions.decision import Decision
from domain.document import Document


def document_fields(kind: type[Decision]) -> tuple[str, ...]:
    """The names of the fields that hold a document."""
    return tuple(
        name
        for name, field in kind.model_fields.items()
        if field.annotation is Document or Document in get_args(field.annotation)
    )
