"""What a command line is about: its verb, its case and who is to act, before it is understood or when it is not."""

from collections.abc import Sequence
from dataclasses import dataclass

from typer.core import TyperGroup

from domain.reference import PREFIX, parse_reference

NO_CASE = ("refer", "reads")
"""Verbs that are about cases without naming one: what is wrong with them is recorded as well."""


@dataclass(frozen=True)
class CommandLine:
    """The words of a command: its verb ("retention due"), empty where it has none, and the case that it names."""

    words: tuple[str, ...]
    verb: str
    reference: str | None

    @property
    def is_about_cases(self) -> bool:
        """Whether what becomes of it belongs on record even where it is no refusal."""
        return self.reference is not None or self.verb in NO_CASE


def read_words(words: Sequence[str], commands: object) -> CommandLine:
    """Read the words that follow the command's own name."""
    verb, group = list[str](), commands
    for word in words:
        found = group.commands.get(word) if isinstance(group, TyperGroup) else None
        if found is None:
            break
        verb.append(word)
        group = found
    return CommandLine(tuple(words), " ".join(verb), _reference(words[len(verb) :]))


def _reference(rest: Sequence[str]) -> str | None:
    """The word that says that it is a reference, else the first, which it is where there is one."""
    named = [word for word in rest if word.upper().startswith(PREFIX)]
    for word in named or rest[:1]:
        try:
            return parse_reference(word)
        except ValueError:
            continue
    return None
