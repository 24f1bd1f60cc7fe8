"""`cspr timeliness`: how often each duty was kept, over all cases in the ledger."""

import asyncio
from collections.abc import Sequence

from domain.case import Case
from domain.lateness import Kept
from domain.timeliness import TimelinessLine, count
from settings import Settings
from starter import session
from starter.acting import record_look
from starter.options import AsJson
from starter.printing import show_json, show_table
from starter.records import every_record


def timeliness(*, as_json: AsJson = False) -> None:
    """Count over all cases, from the ledger, how often each duty was kept, extended, late or is overdue."""
    chosen = session.settings()
    lines = count(asyncio.run(_kept(chosen)), session.now())
    record_look(chosen, "counts over all cases")
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


async def _kept(chosen: Settings) -> list[Kept]:
    """How the duties of every case were kept, of those too whose records were destroyed."""
    return [record if isinstance(record, Case) else record.skeleton async for _, record in every_record(chosen)]
