"""`cspr simulate`: play one scenario in a world of its own, tell it as it goes, and take the world away again."""

import asyncio
import signal
import sys
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from domain.policy import Policy
from stack.simulation.errors import ScenarioFault
from stack.simulation.playing import Played, Told, play
from stack.simulation.reading import Script, read_script
from stack.simulation.telling import Teller, as_data, closing_rows, is_alarming
from stack.simulation.world import throwaway_world
from starter.terminal.printing import OVERDUE, out, show_json, show_table


async def simulate(path: Path, policy: Policy, policy_file: Path | None, now: datetime, *, as_json: bool) -> None:
    """Play the scenario of a file under a policy, and print it.

    Raises:
        BadInput: a file cannot be read.
        ScenarioFault: a mistake in the scenario, or what did not go as it says, by line.
        StackError: the servers cannot be started here.
    """
    script = read_script(path, policy, now)
    loop, mine = asyncio.get_running_loop(), asyncio.current_task()
    if mine is not None:
        loop.add_signal_handler(signal.SIGTERM, mine.cancel)
    console = out()
    if not as_json:
        console.print(Text(script.scenario.title, style="bold"))
        console.print(Text(script.scenario.teaches.strip()))
        console.print()
    # In a pipe the lines alone are wanted; whoever waits at a terminal sees how far it is.
    shown_on = console if console.is_terminal else Console(stderr=True)
    with shown_on.status("Starting the servers …") as status:
        async with throwaway_world(policy_file, lambda sentence: status.update(f"{sentence} …")) as world:
            teller = Teller()

            def tell(told: Told) -> None:
                if not as_json:
                    _show(console, teller, told)

            played = await play(script, world, tell, lambda sentence: status.update(f"{sentence} …"))
            status.update("Stopping the servers …")
    _finish(console, script, played, as_json=as_json)


def _show(console: Console, teller: Teller, told: Told) -> None:
    line = teller.line(told)
    if line is None:
        return
    when, stage, what = line
    if console.is_terminal:
        console.print(Text(f"{when:<21}  {stage:<20}  {what}", style=OVERDUE if is_alarming(told) else ""))
    else:
        sys.stdout.write(f"{when}\t{stage}\t{' '.join(what.split())}\n")
        sys.stdout.flush()  # whoever reads along sees it as it comes


def _finish(console: Console, script: Script, played: Played, *, as_json: bool) -> None:
    if as_json:
        show_json({"scenario": script.name, "title": script.scenario.title, **as_data(played)})
    else:
        console.print()
        show_table(("duty", "due", "met", "how"), closing_rows(played, script.scenario.never))
    if played.faults:
        raise ScenarioFault(script.name, played.faults, played=True)
