"""What the lists say, as they are kept."""

from collections import Counter, defaultdict

import asyncpg

from activities.projecting import Projector
from ledger.projections.known import PROJECTIONS


async def all_steps(projector: Projector) -> None:
    """Project until nothing is left to do."""
    while await projector.step():
        pass


async def listed(pool: asyncpg.Pool) -> dict[str, dict[str, Counter[str]]]:
    """All rows of each list, by their streams."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for name, projection in PROJECTIONS.items():
        query = projection.asked({}, "stream")
        by_stream: dict[str, Counter[str]] = defaultdict(Counter)
        for row in await pool.fetch(query.sql):
            by_stream[row["stream"]][query.row.model_validate(dict(row)).model_dump_json()] += 1
        found[name] = dict(by_stream)
    return found
