"""The record of proclaimed days in PostgreSQL: kept once, never changed, the last decision about a day counts."""

from datetime import date, timedelta

import asyncpg
import pytest

from ledger.connect import open_pool
from ledger.proclaimed import keep_proclaimed, put_back, read_proclaimed
from tests.unit.builders import AWARE, calendar_changed, noon
from vault.case_keys import CaseKeys
from vault.scope import SERVICE

THURSDAY, MAY = date(2027, 6, 3), date(2027, 5, 3)


async def test_proclaimed_days_are_kept_once_and_the_last_one_counts(
    ledger_dsn: str, owner_dsn: str, keys: CaseKeys
) -> None:
    cipher, now = (await keys.get(SERVICE)).cipher, noon(AWARE)
    added, moved, removed = calendar_changed(THURSDAY), calendar_changed(MAY, None), calendar_changed(THURSDAY, None)
    pool, owner = await open_pool(ledger_dsn), await asyncpg.connect(owner_dsn)
    try:
        for decision in (added, moved, added):
            await keep_proclaimed(pool, decision, now, cipher)
        assert await read_proclaimed(pool, cipher) == (moved, added)
        await keep_proclaimed(pool, removed, now, cipher)
        await keep_proclaimed(pool, added, now, cipher)  # the same as before, by its id
        assert await read_proclaimed(pool, cipher) == (moved, removed)
        for change in ("update proclaimed_day set body = null", "delete from proclaimed_day"):
            with pytest.raises(asyncpg.RestrictViolationError):
                await owner.execute(change)
        rows = str(await pool.fetch("select * from proclaimed_day"))
        assert "2027-06-03" in rows or "2027, 6, 3" in rows
        assert "Invented" not in rows
    finally:
        await owner.close()
        await pool.close()


async def test_a_day_is_put_back_once_and_not_over_a_later_decision_about_it(ledger_dsn: str, keys: CaseKeys) -> None:
    cipher, then = (await keys.get(SERVICE)).cipher, noon(AWARE)
    added, removed, again = calendar_changed(THURSDAY), calendar_changed(THURSDAY, None), calendar_changed(THURSDAY)
    async with await open_pool(ledger_dsn) as pool:
        assert await put_back(pool, added, then, cipher)
        assert not await put_back(pool, added, then, cipher)
        assert await read_proclaimed(pool, cipher) == (added,)
        await keep_proclaimed(pool, again, then + timedelta(days=2), cipher)
        assert not await put_back(pool, removed, then + timedelta(days=1), cipher)
        assert await read_proclaimed(pool, cipher) == (again,)
        assert await put_back(pool, removed, then + timedelta(days=3), cipher)
        assert await read_proclaimed(pool, cipher) == (removed,)
