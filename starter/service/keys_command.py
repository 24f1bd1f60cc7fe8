"""`cspr keys`: change the master key that wraps the keys of the cases."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer

from settings import Settings
from starter.client import session
from starter.client.errors import BadInput, Refused
from starter.terminal.options import AsJson, Reference
from starter.terminal.printing import say, show_json
from starter.terminal.progress_bar import progress_bar
from vault.case_keys import CaseKeys
from vault.intake import intake_key
from vault.key_file import KeyFileError
from vault.master import MasterUnchanged


def rotate(*, as_json: AsJson = False) -> None:
    """Make a new master key and wrap the key of every case with it; nothing else is encrypted anew.

    Workers that run go on. It can be broken off and repeated: cspr keys rewrap.

    Example: cspr keys rotate
    """
    chosen = session.settings()
    keys = session.keys(chosen)
    with _changing_the_master_keys():
        name = asyncio.run(keys.master.rotate())
    _rewrap(chosen, keys, name, as_json=as_json)


def rewrap(*, as_json: AsJson = False) -> None:
    """Wrap the key of every case with the current master key.

    Example: cspr keys rewrap
    """
    chosen = session.settings()
    _rewrap(chosen, session.keys(chosen), None, as_json=as_json)


def forget(name: Annotated[str, typer.Argument(help="The master key, as in k1.")], *, as_json: AsJson = False) -> None:
    """Let a master key that wraps nothing any more unwrap nothing any more. Copies of it in backups stay.

    Example: cspr keys forget k1
    """
    keys = session.keys(session.settings())
    with session.reaching_the_keys():
        left = asyncio.run(_wrapped_by_earlier(keys))
    if left:
        raise Refused("wrapped", f"An earlier master key wraps {left} keys: cspr keys rewrap first.")
    with _changing_the_master_keys():
        asyncio.run(keys.master.forget(name))
    if as_json:
        show_json({"forgotten": name})
    else:
        say(f"The master key {name} unwraps nothing any more.")


def intake(reference: Reference) -> None:
    """Print the public intake key of a case, for an integrator's system: what that sends is encrypted to it.

    Example: cspr keys intake CSPR-7K4M-2QXD
    """
    show_json(intake_key(asyncio.run(session.key_of(session.settings(), reference))))


@contextmanager
def _changing_the_master_keys() -> Iterator[None]:
    try:
        with session.reaching_the_keys():
            yield
    except (KeyFileError, MasterUnchanged) as error:
        raise BadInput(f"{error}.") from None


def _rewrap(chosen: Settings, keys: CaseKeys, name: str | None, *, as_json: bool) -> None:
    with session.reaching_the_keys():
        count = asyncio.run(_rewrap_all(keys))
    if as_json:
        show_json({"new": name, "wrapped": count})
        return
    if name is not None:
        say(f"{name} is the current master key.")
        if chosen.key_service_address is None:
            say(f"Keep a copy of {chosen.key_file} in a safe.")
    say(f"{count} keys were wrapped anew.")


async def _rewrap_all(keys: CaseKeys) -> int:
    return sum([await keys.rewrap(scope) for scope in _told("Keys wrapped", keys.store.scopes())])


async def _wrapped_by_earlier(keys: CaseKeys) -> int:
    return sum([not await keys.is_wrapped_by_current(scope) for scope in _told("Keys", keys.store.scopes())])


def _told(title: str, scopes: Sequence[str]) -> Iterator[str]:
    """Each scope, while a bar shows how many are done."""
    with progress_bar(title) as tell:
        for number, scope in enumerate(scopes):
            tell(number, len(scopes))
            yield scope
