"""What to ask for each field of a decision: its words, its choices, and what becomes of an answer."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import typer
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from domain.criteria import OUTCOME_WORDS
from domain.decisions.decision import Decision
from domain.moment import Moment
from domain.panel import ANSWER_WORDS
from domain.rapid_review import RECOMMENDATION_WORDS
from starter.decisions.decision_options import help_of, plain_type
from starter.files.attaching import fault_of
from starter.files.document_fields import document_fields
from starter.files.faults import in_plain_words
from starter.terminal.asking import Question
from starter.terminal.options import as_day, as_moment, as_reference

_MEANT: Mapping[str, str] = {
    each.value: words
    for all_words in (OUTCOME_WORDS, ANSWER_WORDS, RECOMMENDATION_WORDS)
    for each, words in all_words.items()
}

_YES, _NO = ("y", "yes"), ("n", "no")


def question_of(kind: type[Decision], field: str, known: Mapping[str, str]) -> Question:
    """What to ask for a field of a decision.

    Args:
        kind: the decision.
        field: the field's name.
        known: what is known here that can be answered, such as the keys of the directory, each with its name.
    """
    info, annotation = kind.model_fields[field], plain_type(kind.model_fields[field].annotation)
    words, choices = help_of(kind, field), known
    if field in document_fields(kind):
        read: Callable[[str], Any] = _as_file
    elif annotation is bool:
        read, words = _as_yes_or_no, f"{words} (yes or no)"
    elif get_origin(annotation) is list:
        (one,) = get_args(annotation)
        choices, read = _meanings(one), _as_several(one)
        words = f"{words} Several with commas between."
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        choices, read = _meanings(annotation), _as_one(annotation)
    elif annotation in (date, Moment):
        read = as_day if annotation is date else as_moment
    elif known:
        read = _as_key(known)
    else:
        read = as_reference if field == "survivor" else _as_valid(info)
    otherwise = None if info.is_required() else _stands(info)
    return Question(field.replace("_", " "), words, read, choices, otherwise)


def _stands(info: FieldInfo) -> str:
    default = info.get_default()
    if isinstance(default, bool):
        return "yes" if default else "no"
    return str(default) if isinstance(default, int) else "leave it out"


def _meanings(kind: type[Enum]) -> dict[str, str]:
    """The values of an enumeration, with what each means where its name does not say so."""
    return {each.value: _MEANT.get(each.value, str(each.value).replace("_", " ")) for each in kind}


def _plain(text: str) -> str:
    """What a person means by it, however they write it."""
    return text.casefold().replace(" ", "_").replace("-", "_")


def _as_one(kind: type[Enum]) -> Callable[[str], Enum]:
    def read(text: str) -> Enum:
        for each in kind:
            if _plain(each.value) == _plain(text):
                return each
        raise typer.BadParameter(f"must be one of {', '.join(each.value for each in kind)}, or its number.")

    return read


def _as_key(known: Mapping[str, str]) -> Callable[[str], str]:
    """One of these keys, or the name of one, put right where a person would still understand it."""
    by_words = {_plain(said): key for key, words in known.items() for said in (words, key)}

    def read(text: str) -> str:
        try:
            return by_words[_plain(text)]
        except KeyError:
            raise typer.BadParameter(f"must be one of {', '.join(known)}, or its number.") from None

    return read


def _as_several(kind: type[Enum]) -> Callable[[str], list[Enum]]:
    values = list(kind)

    def one(text: str) -> Enum:
        if text.isdecimal() and 1 <= int(text) <= len(values):
            return values[int(text) - 1]
        return _as_one(kind)(text)

    return lambda text: [one(each.strip()) for each in text.split(",")]


def _as_yes_or_no(text: str) -> bool:
    said = text.casefold()
    if said in (*_YES, *_NO):
        return said in _YES
    raise typer.BadParameter("must be yes or no.")


def _as_file(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_file():
        raise typer.BadParameter("there is no such file.")
    if fault := fault_of(path):
        raise typer.BadParameter(f"{fault}.")
    return path


def _as_valid(info: FieldInfo) -> Callable[[str], Any]:
    adapter = TypeAdapter[Any](Annotated[info.annotation, info])  # type: ignore[arg-type]  # made at run time

    def read(text: str) -> Any:  # noqa: ANN401 - what the field holds
        try:
            return adapter.validate_python(text)
        except ValidationError as error:
            raise typer.BadParameter(f"{in_plain_words(error)[0].message}.") from None

    return read
