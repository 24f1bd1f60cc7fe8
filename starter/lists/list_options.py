"""What can be asked of the lists that are made from the record."""

from datetime import date
from typing import Annotated

import typer

from activities.letters.kinds import KINDS
from starter.client.errors import BadInput
from starter.terminal.completion import keys_beginning, owners, references_beginning
from starter.terminal.options import as_day, as_reference
from workflows.messages import DECISIONS


def as_key(text: str) -> str:
    """The key of an organisation, a role or a kind, put right where a person would still understand it."""
    return text.strip().casefold().replace("-", "_").replace(" ", "_")


OfCase = Annotated[
    str | None,
    typer.Option(
        "--case",
        parser=as_reference,
        autocompletion=references_beginning,
        metavar="REFERENCE",
        help="Of this case alone.",
    ),
]
Owner = Annotated[
    str | None,
    typer.Option(
        "--of",
        parser=as_key,
        autocompletion=keys_beginning(owners),
        metavar="WHO",
        help="Of this organisation or role, by key or name.",
    ),
]
Organisation = Annotated[
    str | None,
    typer.Option(
        "--of",
        parser=as_key,
        autocompletion=keys_beginning(lambda policy: [each.key for each in policy.organisations]),
        metavar="WHO",
        help="Of this organisation, by key or name.",
    ),
]
Until = Annotated[date | None, typer.Option("--until", parser=as_day, metavar="DAY", help="Due on this day or before.")]
Overdue = Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")]
Everything = Annotated[bool, typer.Option("--all", help="What is settled, too.")]
Since = Annotated[
    date | None, typer.Option("--from", parser=as_day, metavar="DAY", help="Recorded on this London day or after.")
]
Last = Annotated[
    date | None, typer.Option("--to", parser=as_day, metavar="DAY", help="Recorded on this London day or before.")
]


def decision_of(name: str | None) -> str | None:
    """The name of a decision in the ledger, which may be given as its verb.

    Raises:
        BadInput: naming those that there are.
    """
    return _one_of({str(each.model_fields["decision"].default) for each in DECISIONS}, name, "--decision")


def kind_of(name: str | None) -> str | None:
    """The kind of a letter. Raises BadInput, naming those that there are."""
    return _one_of(set(KINDS), name, "--kind")


def _one_of(known: set[str], name: str | None, option: str) -> str | None:
    if name is not None and name not in known:
        raise BadInput(f"{option}: must be one of {', '.join(sorted(known))}.")
    return name
