"""`cspr keys`: change the master key that wraps the keys of the cases."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from settings import Settings
from starter import session
from starter.errors import BadInput, Refused
from starter.options import AsJson, Reference
from starter.printing import say, show_json
from vault.case_keys import CaseKeys
from vault.intake import intake_key
from vault.key_file import KeyFileError, add_master_key, forget_master_key

Answer = TypeVar("Answer")


def rotate(*, as_json: AsJson = False) -> None:
    """Make a new master key and wrap the key of every case with it; nothing else is encrypted anew.

    Workers that run go on. It can be broken off and repeated: cspr keys rewrap.

    Example: cspr keys rotate
    """
    chosen = session.settings()
    name = _changing(chosen, add_master_key)
    _rewrap(chosen, name, as_json=as_json)


def rewrap(*, as_json: AsJson = False) -> None:
    """Wrap the key of every case with the current master key.

    Example: cspr keys rewrap
    """
    _rewrap(session.settings(), None, as_json=as_json)


def forget(name: Annotated[str, typer.Argument(help="The master key, as in k1.")], *, as_json: AsJson = False) -> None:
    """Take a master key that wraps nothing any more out of the key file. Copies of it in backups stay.

    Example: cspr keys forget k1
    """
    chosen = session.settings()
    keys = session.keys(chosen)
    with session.reaching_the_keys():
        left = [scope for scope in keys.store.scopes() if not keys.is_wrapped_by_current(scope)]
    if left:
        raise Refused("wrapped", f"An earlier master key wraps {len(left)} keys: cspr keys rewrap first.")
    _changing(chosen, lambda path: forget_master_key(path, name))
    if as_json:
        show_json({"forgotten": name})
    else:
        say(f"The master key {name} is no longer in {chosen.key_file}.")


def intake(reference: Reference) -> None:
    """Print the public intake key of a case, for an integrator's system: what that sends is encrypted to it.

    Example: cspr keys intake CSPR-7K4M-2QXD
    """
    show_json(intake_key(asyncio.run(session.key_of(session.settings(), reference))))


def _changing(chosen: Settings, change: Callable[[Path], Answer]) -> Answer:
    if chosen.key_file is None:
        raise BadInput("The master keys come from the setting master_keys; change them there, then: cspr keys rewrap.")
    try:
        return change(chosen.key_file)
    except KeyFileError as error:
        raise BadInput(f"{error}.") from None


def _rewrap(chosen: Settings, name: str | None, *, as_json: bool) -> None:
    keys = session.keys(chosen)
    with session.reaching_the_keys():
        count = asyncio.run(_rewrap_all(keys))
    if as_json:
        show_json({"new": name, "wrapped": count})
        return
    if name is not None:
        say(f"{name} is the current master key. Keep a copy of {chosen.key_file} in a safe.")
    say(f"{count} keys were wrapped anew.")


async def _rewrap_all(keys: CaseKeys) -> int:
    return sum([await keys.rewrap(scope) for scope in keys.store.scopes()])
