"""Ask a person at a terminal for what is missing: each question explained, a wrong answer told and asked again."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import typer

from starter.terminal.printing import say, show_aligned


@dataclass(frozen=True)
class Question:
    """One thing to be asked.

    Args:
        name: what the prompt calls it, such as "outcome".
        words: what it is, in a sentence.
        read: makes the value of what was typed, or raises typer.BadParameter with what would be right.
        choices: what can be answered, each with what it means; a number chooses one.
        otherwise: what stands where nothing is typed; None where something has to be.
    """

    name: str
    words: str
    read: Callable[[str], Any]
    choices: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None


def can_ask() -> bool:
    """Whether a person is there who can be asked: both ways lead to a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(question: Question, default: Any = None) -> Any:  # noqa: ANN401 - whatever is asked for
    """The answer of the person at the terminal; `default` where they leave it out. Raises typer.Abort."""
    say()
    say(question.words, style="bold")
    show_aligned([(str(number), *each) for number, each in enumerate(question.choices.items(), start=1)])
    if question.otherwise is not None:
        say(f"  Enter alone: {question.otherwise}.", style="dim")
    return typer.prompt(
        question.name,
        default=None if question.otherwise is None else "",
        show_default=False,
        value_proc=lambda text: _value(question, text.strip(), default),
    )


def _value(question: Question, text: str, default: Any) -> Any:  # noqa: ANN401 - whatever is asked for
    if not text:
        if question.otherwise is None:
            raise typer.BadParameter("something has to be said here.")
        return default
    values = list(question.choices)
    if values and text.isdecimal():
        if not 1 <= int(text) <= len(values):
            raise typer.BadParameter(f"the numbers here are 1 to {len(values)}.")
        text = values[int(text) - 1]
    return question.read(text)
