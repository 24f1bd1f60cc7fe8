"""`cspr timeliness`: how often each duty was kept, over all cases in the ledger."""

import asyncio
from collections.abc import Sequence

import asyncpg

from domain.case import Case
from domain.evolve import fold
from domain.timeliness import TimelinessLine, count
from ledger.connect import LedgerUnavailable, open_pool
from ledger.read import read_stream, streams
from settings import Settings
from starter import session
from starter.errors import ServiceUnavailable
from starter.options import AsJson
from starter.printing import show_json, show_table
from vault.case_keys import CaseKeys
from vault.cipher import Unreadable


def timeliness(*, as_json: AsJson = False) -> None:
    """Count over all cases, from the ledger, how often each duty was kept, extended, late or is overdue."""
    lines = count(asyncio.run(_cases(session.settings())), session.now())
    if as_json:
        show_json([line.model_dump(mode="json") for line in lines])
    else:
        show_timeliness(lines)


def show_timeliness(lines: Sequence[TimelinessLine]) -> None:
    """Print the counts for people, one line a duty; what is late and not explained stands out."""
    numbers = ("on_time", "extended", "late", "overdue", "unexplained")
    show_table(
        ("duty", "rests on", "on time", "extended", "late", "overdue now", "not explained"),
        [
            (line.title, line.force.value.replace("_", " "), *(str(getattr(line, each) or "") for each in numbers))
            for line in lines
        ],
        [line.unexplained > 0 for line in lines],
    )


async def _cases(chosen: Settings) -> list[Case]:
    """Every case as the ledger has it."""
    keys = session.keys(chosen)
    pool = await open_pool(chosen.ledger_dsn)
    try:
        return [await _case(keys, pool, name) for name in await streams(pool)]
    except LedgerUnavailable as error:
        raise ServiceUnavailable(f"{error}.") from None
    except Unreadable as error:
        raise ServiceUnavailable(f"The ledger's rows cannot be opened: {error}.") from None
    finally:
        await pool.close()


async def _case(keys: CaseKeys, pool: asyncpg.Pool, name: str) -> Case:
    with session.reaching_the_keys():
        key = await keys.get(name)
    return fold(name, await read_stream(pool, name, key.cipher))
