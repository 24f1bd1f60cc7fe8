"""`cspr up`, `demo`, `worker`: run the service, or a part of it."""

import asyncio
import importlib
from pathlib import Path
from typing import Annotated, Any

import typer

from starter.client.errors import ServiceUnavailable
from starter.terminal.printing import out

# These commands alone need the whole service, and the others start faster without it.


def up() -> None:
    """Start the whole service on this machine and stay until Ctrl-C; the data is kept in ./var."""
    _running("up", Path.cwd(), out())


def demo(
    *, leave: Annotated[bool, typer.Option("--exit", help="End when the cases have been played.")] = False
) -> None:
    """Start the whole service here, play three invented cases, and stay until Ctrl-C."""
    _running("demo", Path.cwd(), out(), leave=leave)


def worker() -> None:
    """Run a worker until SIGTERM; then it finishes what it has in hand."""
    raise typer.Exit(importlib.import_module("worker").main())


def _running(name: str, *given: Any, **named: Any) -> None:  # noqa: ANN401 - what the function takes
    run = importlib.import_module("stack.demo.run")
    problem = importlib.import_module("stack.errors").StackError
    try:
        asyncio.run(getattr(run, name)(*given, **named))
    except problem as error:
        raise ServiceUnavailable(str(error)) from None
