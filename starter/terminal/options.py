"""Options that several commands have, and what they accept."""

import re
from datetime import date
from typing import Annotated, Any

import typer

from domain.moment import Moment
from domain.reference import parse_reference
from domain.standing import STAGES, is_named
from domain.wall_time import parse_instant
from starter.client.errors import BadInput
from starter.terminal.completion import people_here, references_beginning

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LONDON_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", re.ASCII)


def as_day(text: str) -> date:
    """A London date given on the command line."""
    if DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise typer.BadParameter("must be a day that exists, as in 2026-06-03")


def check_in_order(first: date | None, last: date | None) -> None:
    """Raises BadInput where the day of --to is before that of --from."""
    if first and last and last < first:
        raise BadInput(f"--to: {last} is before --from, {first}; give the earlier day first.")


def as_moment(text: str) -> Moment:
    """An instant, a day or a period given on the command line; a time without a zone is one on a clock in London."""
    try:
        return Moment.at(parse_instant(text)) if LONDON_TIME.fullmatch(text) else Moment.parse(text)
    except ValueError as error:
        raise typer.BadParameter(f"{error}; a time without a zone (2026-06-03T09:30) is one in London") from None


def as_reference(text: str) -> str:
    """A case reference, put right where a person would still understand it."""
    try:
        return parse_reference(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def as_stage(text: str) -> str:
    """The beginning of a stage's name given on the command line, by its letters."""
    if not any(is_named(name, text) for name in (*STAGES, "just opened", "destroyed")):
        raise typer.BadParameter(f"must be one of {', '.join(STAGES)}")
    return text


def _stages(incomplete: str) -> list[str]:
    """The stages in one word each, which a shell takes as it is."""
    words = ("-".join(re.findall(r"\w+", name.casefold().replace("'", ""))) for name in STAGES)
    return [word for word in words if word.startswith(incomplete.casefold())]


def case_argument(words: str, metavar: str = "[REFERENCE]") -> Any:  # noqa: ANN401 - as typer's own
    """The argument that names a case, which the shell completes; `words` say what stands without one, if it may."""
    return typer.Argument(parser=as_reference, autocompletion=references_beginning, metavar=metavar, help=words)


THE_CASE = "The case, as in CSPR-7K4M-2QXD."

Reference = Annotated[str, case_argument(THE_CASE, "REFERENCE")]
Acts = Annotated[
    str | None,
    typer.Option(
        "--as",
        autocompletion=people_here,
        metavar="ID",
        help="Whose private key signs it; without it the setting actor, or the only key here.",
    ),
]
Stage = Annotated[
    str | None,
    typer.Option(
        "--stage",
        parser=as_stage,
        autocompletion=_stages,
        metavar="STAGE",
        help="A stage, such as rapid-review or closed.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
