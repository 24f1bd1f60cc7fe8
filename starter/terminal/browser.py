"""Sends a person's browser to an address."""

import sys
import webbrowser
from typing import Annotated

import typer

PrintOnly = Annotated[bool, typer.Option("--print", help="Only print the address, and open no browser.")]


def show_address(address: str, *, print_only: bool) -> None:
    """Print an address, on one line and at once; on a terminal open it, too."""
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    if sys.stdout.isatty() and not print_only:
        webbrowser.open(address)
