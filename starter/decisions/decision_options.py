"""The options of a verb, made from the fields of its decision, so that the two cannot differ."""

from datetime import date
from enum import Enum
from inspect import Parameter
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

import typer
from pydantic.fields import FieldInfo

from domain.decisions.decision import Decision
from domain.moment import Moment
from domain.people import Role
from domain.rule_files import load_authority
from starter.decisions.known_answers import KEYS
from starter.files.document_fields import document_fields
from starter.terminal.completion import keys_beginning, people_here, references_beginning
from starter.terminal.options import AsJson, Reference, as_day, as_moment, as_reference

NEEDED = "Needed; asked for at a terminal."

WHO = "Who decided"
WHAT = "What was decided"
RECORD = "The record"

_FILLED_BY_CLIENT = frozenset({"fingerprints"})

_HELP = {
    "incident_at": "When the incident happened.",
    "agency_aware": "When the agency became aware.",
    "la_aware": "When the local authority became aware.",
    "received": "When the referral was received.",
    "agency": "Key of the agency in the directory.",
    "partner": "Key of the safeguarding partner in the directory.",
    "owner": "Key of the organisation that is to do it.",
    "step": "Key of the step in the policy.",
    "action": "What is to be done, on one line.",
    "due": "The day by which it is to be done.",
    "publish_on": "The day on which the report will be published.",
    "panel_reference": "The reference that the national system gave.",
    "survivor": "Reference of the case in which the incident goes on.",
    "number": "Number of the action, counted from 1.",
    "where": "Where the report can be found.",
    "by": "Who decided, where it is recorded for somebody else; without it, who acts.",
    "reason": "Why, in a sentence or more.",
    "at": "When it happened: a day, a time in London (2026-06-03T09:30), or a period FIRST/LAST; without it, now.",
    "entered_late_because": "Why it is recorded on a later day than it happened.",
    "refer": "Whether the organisation refers the incident to the partnership.",
    "outcome": "What the local authority decided.",
    "recommendation": "What the rapid review recommends.",
    "facts": "The facts of the case.",
    "immediate_safety": "What was done for the children's immediate safety.",
    "learning": "What was learned, and what is to be looked into.",
    "next_steps": "What happens next, and who does it.",
    "paper": "What was signed.",
    "answer": "Which of its five answers the Panel gave.",
    "initiate": "Whether the partners initiate a local review.",
    "grounds": "On which grounds; a local review needs at least one.",
    "notified": "Whether the other area's authority notified the incident.",
    "access": "What they may see and do of the case.",
    "date_of_birth": "The right date of birth.",
    "duty": "Key of the duty, as in agency_summary:police.",
}


def parameters(kind: type[Decision], name: str, *, previewed: bool = False) -> list[Parameter]:
    """The parameters of the verb for a decision, each with its option; with --dry-run if it is previewed."""
    own = [_own(field, kind.model_fields[field], kind) for field in own_fields(kind)]
    return [
        _keyword("reference", Reference),
        *own,
        *_who(load_authority().grant(name).roles),
        *_record(),
        *(_previewing() if previewed else ()),
    ]


def own_fields(kind: type[Decision]) -> list[str]:
    """The fields that only this decision has, without those that the client fills in."""
    return [field for field in kind.model_fields if field not in {*_common_fields(kind), *_FILLED_BY_CLIENT}]


def needed_fields(kind: type[Decision]) -> list[str]:
    """Those that have to be said, the reason last."""
    return [field for field in own_fields(kind) if kind.model_fields[field].is_required()] + ["reason"]


def help_of(kind: type[Decision], field: str) -> str:
    """What a field of a decision is, in a sentence."""
    if field in document_fields(kind):
        return "A file; it is kept encrypted."
    words = _HELP.get(field) or str(kind.model_fields[field].description)
    sentence = words[:1].upper() + words[1:]
    return sentence if sentence.endswith(".") else f"{sentence}."


def flag(field: str) -> str:
    """The option of a field, as in --panel-reference."""
    return f"--{field.replace('_', '-')}"


def _common_fields(kind: type[Decision]) -> set[str]:
    return {*Decision.model_fields, "decision"} & set(kind.model_fields)


def _own(field: str, info: FieldInfo, kind: type[Decision]) -> Parameter:
    words = help_of(kind, field)
    settings: dict[str, Any] = {"help": f"{words} {NEEDED}" if info.is_required() else words, "rich_help_panel": WHAT}
    if field in KEYS:
        settings["autocompletion"] = keys_beginning(KEYS[field])
    if field in document_fields(kind):
        return _keyword(field, Annotated[Path | None, typer.Option(flag(field), **settings)], None)
    annotation = plain_type(info.annotation)
    if annotation is bool:
        option = typer.Option(f"{flag(field)}/{flag('no_' + field)}", **settings)
    elif annotation is date:
        option = typer.Option(flag(field), parser=as_day, metavar="DAY", **settings)
    elif annotation is Moment:
        option = typer.Option(flag(field), parser=as_moment, metavar="MOMENT", **settings)
    elif field == "survivor":
        option = typer.Option(
            flag(field), parser=as_reference, autocompletion=references_beginning, metavar="REFERENCE", **settings
        )
    else:
        option = typer.Option(flag(field), **settings)
    if info.is_required():
        return _keyword(field, Annotated[annotation | None, option], None)
    default = info.get_default()
    return _keyword(field, Annotated[annotation, option], list(default) if isinstance(default, tuple) else default)


def plain_type(annotation: Any) -> Any:  # noqa: ANN401 - any type that a field can have
    """The type that an option can have: a list for a tuple, the type itself for an optional one."""
    if get_origin(annotation) is tuple:
        return list[get_args(annotation)[0]]  # type: ignore[misc]  # made at run time
    for choice in get_args(annotation):
        if choice is not NoneType and choice is not Ellipsis and isinstance(choice, type):
            return choice
    if isinstance(annotation, type) and (issubclass(annotation, Enum) or annotation in (bool, int, date)):
        return annotation
    return str


def _who(roles: tuple[Role, ...]) -> list[Parameter]:
    def option(name: str, text: str, **more: Any) -> Any:  # noqa: ANN401 - what typer makes
        return typer.Option(name, help=text, rich_help_panel=WHO, **more)

    may = f"In which role; by default the one they hold. As shipped this is for: {', '.join(roles)}."
    acts = "Whose private key signs it; without it the setting actor, or the only key here."
    return [
        _keyword("acts", Annotated[str | None, option("--as", acts, metavar="ID", autocompletion=people_here)], None),
        _keyword("by", Annotated[str | None, option("--by", _HELP["by"], metavar="NAME")], None),
        _keyword("role", Annotated[Role | None, option("--role", may)], None),
        _keyword(
            "organisation",
            Annotated[
                str | None,
                option(
                    "--organisation",
                    "Key in the directory, likewise.",
                    metavar="KEY",
                    autocompletion=keys_beginning(KEYS["owner"]),
                ),
            ],
            None,
        ),
        _keyword(
            "delegated_by",
            Annotated[str | None, option("--delegated-by", "Who gave a delegate the authority.", metavar="NAME")],
            None,
        ),
        _keyword(
            "delegated_on",
            Annotated[date | None, option("--delegated-on", "The authority's date.", metavar="DAY", parser=as_day)],
            None,
        ),
    ]


def _record() -> list[Parameter]:
    def option(name: str, text: str, **more: Any) -> Any:  # noqa: ANN401 - what typer makes
        return typer.Option(name, help=text, rich_help_panel=RECORD, **more)

    again = "Your own id: the same decision sent again with it changes nothing."
    return [
        _keyword("reason", Annotated[str | None, option("--reason", f"{_HELP['reason']} {NEEDED}")], None),
        _keyword("at", Annotated[Moment | None, option("--at", _HELP["at"], metavar="MOMENT", parser=as_moment)], None),
        _keyword("late_entry", Annotated[str | None, option("--late-entry", _HELP["entered_late_because"])], None),
        _keyword("id", Annotated[str | None, option("--id", again)], None),
        _keyword("no_wait", Annotated[bool, option("--no-wait", "Send it without waiting for the answer.")], False),  # noqa: FBT003
        _keyword("yes", Annotated[bool, option("--yes", "Record it without being asked once more.")], False),  # noqa: FBT003
        _keyword("as_json", AsJson, False),  # noqa: FBT003 - a default
    ]


def _previewing() -> list[Parameter]:
    option = typer.Option("--dry-run", help="Only show what it would bring.", rich_help_panel=RECORD)
    return [_keyword("dry_run", Annotated[bool, option], False)]  # noqa: FBT003


def _keyword(name: str, annotation: Any, default: Any = Parameter.empty) -> Parameter:  # noqa: ANN401 - any type
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
