"""Read a scenario file, and tell every mistake in it by its line before anything is played."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from domain.policy import Policy
from domain.referral import Referral
from stack.simulation.checking import mistakes_in
from stack.simulation.errors import ScenarioFault
from stack.simulation.facts import FILE, read_facts
from stack.simulation.lines import Place, line_of, lines_of
from stack.simulation.scenario import Scenario
from starter.files.faults import Fault, in_plain_words
from starter.files.text_file import read_text

TOO_LARGE = "No scenario is that long."
SYNTAX, END = "(at line ", "(at end of document)"


@dataclass(frozen=True)
class Script:
    """A scenario that can be played: its file's name and lines, what it says, and its referral."""

    name: str
    lines: Mapping[Place, int]
    scenario: Scenario
    referral: Referral

    def fault(self, place: Place, what: str) -> tuple[int, str]:
        """What is wrong at a place of the file, with its line."""
        return line_of(self.lines, place), what


def read_script(path: Path, policy: Policy, now: datetime) -> Script:
    """The scenario in a file, to be played after the UTC instant `now`.

    Raises:
        BadInput: the file, or the referral file that it names, cannot be read.
        ScenarioFault: with every mistake that can be seen without playing it.
    """
    text = read_text(path, TOO_LARGE)
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioFault(path.name, [_syntax(str(error), text)]) from None
    lines = lines_of(text)
    try:
        scenario = Scenario.model_validate(value)
    except ValidationError as error:
        faults = in_plain_words(error)
    else:
        referral, wrong = read_facts(scenario.referral, path.parent, policy, scenario.begins_instant)
        faults = [Fault(("referral", *fault.place), fault.message) for fault in wrong]
        faults += mistakes_in(scenario, now)
        if referral is not None and not faults:
            return Script(path.name, lines, scenario, referral)
    raise ScenarioFault(path.name, [(line_of(lines, _place_of(fault, lines)), _said(fault)) for fault in faults])


def headline(path: Path) -> tuple[str, str]:
    """The title of a scenario and what it teaches, in one line each. Raises BadInput, and ScenarioFault."""
    text = read_text(path, TOO_LARGE)
    try:
        scenario = Scenario.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError):
        raise ScenarioFault(path.name, [(1, "is no scenario")]) from None
    return scenario.title, " ".join(scenario.teaches.split())


def _said(fault: Fault) -> str:
    """The fault in words; which of the steps or expectations it is about, its line says."""
    return str(Fault(fault.place[2:], fault.message) if fault.place[:1] in (("step",), ("expect",)) else fault)


def _place_of(fault: Fault, lines: Mapping[Place, int]) -> Place:
    """Where it is; what the scenario does not say of the referral itself is in the file that it names."""
    own = fault.place[:1] != ("referral",) or fault.place[:2] in lines
    return fault.place if own else ("referral", FILE)


def _syntax(message: str, text: str) -> tuple[int, str]:
    what, found, where = message.partition(SYNTAX)
    line = int(where.partition(",")[0]) if found else len(text.splitlines())
    return line, f"is not TOML: {what.removesuffix(END).strip()}"
