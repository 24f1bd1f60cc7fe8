"""What a command line is about, before it is understood or when it is not."""

import pytest
import typer.main

from starter.app import command
from starter.command_line import read_words

COMMANDS = typer.main.get_command(command())
CASE = "CSPR-7K4M-2QXD"


@pytest.mark.parametrize(
    ("words", "verb", "reference", "is_about_cases"),
    [
        (("status", CASE), "status", CASE, True),
        (("status", "7k4m2qxd", "--json"), "status", CASE, True),
        (("retention", "show", "--json", "cspr 7k4m-2qxd"), "retention show", CASE, True),
        (("extend", "--duty", "criteria", CASE), "extend", CASE, True),
        (("refer", "referral.json"), "refer", None, True),
        (("reads",), "reads", None, True),
        (("deadlines", "--aware", "2026-01-05"), "deadlines", None, False),
        (("calendar", "tea"), "calendar", None, False),
        (("invented", CASE), "", CASE, True),
        ((), "", None, False),
    ],
)
def test_the_verb_and_the_case_are_found(
    words: tuple[str, ...], verb: str, reference: str | None, *, is_about_cases: bool
) -> None:
    line = read_words(words, COMMANDS)
    assert (line.words, line.verb, line.reference, line.is_about_cases) == (words, verb, reference, is_about_cases)
