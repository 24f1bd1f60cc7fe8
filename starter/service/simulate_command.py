"""`cspr simulate`: play a scripted case through the real workflows, in skipped time."""

import asyncio
import importlib
from pathlib import Path
from typing import Annotated

import typer

from domain.rule_files import RulesFileError, load_policy
from settings import SettingsError, read_settings
from starter.client import session
from starter.client.errors import BadInput, NotAsExpected, ServiceUnavailable
from starter.terminal.options import AsJson
from starter.terminal.printing import show_json, show_table

HELP = """Play a scripted case through the real workflows, in skipped time: to train staff, or to try a policy.

It needs no running service: it starts its own servers in a temporary folder and takes them away again.

\b
Examples:
  cspr simulate --list
  cspr simulate on-time
  cspr simulate my-scenario.toml --policy draft-policy.toml
"""


def simulate(
    *,
    scenario: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="A scenario file, or the name of one that ships.")
    ] = None,
    show_list: Annotated[bool, typer.Option("--list", help="What ships, and what each teaches.")] = False,
    policy: Annotated[
        Path | None, typer.Option("--policy", help="The policy to try; without it the one of the settings, or ours.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Play a scenario; `HELP` is what people read."""
    if show_list:
        _show_list(as_json=as_json)
        return
    if scenario is None:
        raise BadInput("Which scenario? Give a file or a name; cspr simulate --list shows those that ship.")
    file = policy or _policy_file()
    try:
        chosen = load_policy(file)
    except RulesFileError as error:
        raise BadInput(f"The policy {file} cannot be used:", error.faults) from None
    # What follows needs the whole service, and every other command starts faster without it.
    path = importlib.import_module("stack.simulation.shipped").find(scenario)
    run = importlib.import_module("stack.simulation.run").simulate
    fault = importlib.import_module("stack.simulation.errors").ScenarioFault
    problem = importlib.import_module("stack.errors").StackError
    try:
        asyncio.run(run(path, chosen, file, session.now(), as_json=as_json))
    except fault as error:
        if error.played:
            raise NotAsExpected(f"{path} did not go as it says:", error.lines()) from None
        raise BadInput(f"{path} cannot be played:", error.lines()) from None
    except problem as error:
        raise ServiceUnavailable(str(error)) from None
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def _show_list(*, as_json: bool) -> None:
    listed = importlib.import_module("stack.simulation.reading").headline
    found = [(path.stem, *listed(path)) for path in importlib.import_module("stack.simulation.shipped").shipped()]
    if as_json:
        show_json([{"name": name, "title": title, "teaches": teaches} for name, title, teaches in found])
    else:
        show_table(("scenario", "title", "what it teaches"), found)


def _policy_file() -> Path | None:
    """The partnership's own policy where settings name one; nothing else of them counts here."""
    try:
        return read_settings().policy_file
    except SettingsError:
        return None
