"""`cspr recover`: find the cases that nothing carries on any more, and start them again from the ledger."""

import asyncio
from typing import Annotated

import structlog
import typer

from ledger.connect import LedgerUnavailable, open_pool
from settings import Settings
from starter import session
from starter.client import Cases
from starter.errors import ServiceUnavailable
from starter.options import AsJson
from starter.printing import OVERDUE, say, show_json
from starter.recovery import Astray, find_astray
from vault.cipher import Unreadable

_log = structlog.get_logger("cspr.recover")


def recover(
    *,
    only_look: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be started again, and change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find open cases whose workflow was terminated, reset or deleted, and start them again from the ledger."""
    found = asyncio.run(_recover(session.settings(), only_look=only_look))
    if as_json:
        show_json([each.model_dump(mode="json") for each in found])
        return
    for each in found:
        done = "would be started again" if only_look else "was started again from the ledger"
        say(f"{each.reference}  its workflow was {each.why}: it {done}", style=OVERDUE)
    if not found:
        say("Every open case is carried on.")


async def _recover(chosen: Settings, *, only_look: bool) -> list[Astray]:
    cases, keys = await Cases.connect(chosen), session.keys(chosen)
    pool = await open_pool(chosen.ledger_dsn)
    try:
        with session.reaching_the_keys():
            found = await find_astray(cases, pool, keys)
    except LedgerUnavailable as error:
        raise ServiceUnavailable(f"{error}.") from None
    except Unreadable as error:
        raise ServiceUnavailable(f"The ledger's rows cannot be opened: {error}.") from None
    finally:
        await pool.close()
    for each in () if only_look else found:
        await cases.start_again(each.reference)
        _log.warning("case started again from the ledger", case=each.reference, workflow=each.why)
    return found
