"""Puts on record what was sent to Temporal and refused before there was a case that could record it."""

from functools import partial
from uuid import NAMESPACE_URL, uuid5

import structlog
from temporalio import activity

from activities.house import House
from domain.attempt import Attempt
from domain.refusal import Refusal
from ledger.attempts import AttemptRecord, NotRecorded
from ledger.spool import Spool
from vault.attempts import sealed_for

NOT_KNOWN = "not known: no proof holds"
"""Who sent what comes with no proof, or with one that proves nothing."""

_log = structlog.get_logger()


async def record_refused(house: House, reference: str | None, what: str, who: str, refusal: Refusal) -> None:
    """Put a refusal on record, within the errand that finds out: the errand again puts nothing on record twice.

    Where it can be put on record nowhere it is logged, for whoever sent it is refused all the same.

    Args:
        house: the connections.
        reference: the case that was to be opened, if it was one.
        what: what was tried, in a word of ours.
        who: the id of who sent it, or what is known of them.
        refusal: why it is refused, and what they are told.

    Raises:
        WrongMaster, KeyStoreUnavailable, MasterUnavailable: there is no key now to seal it with.
    """
    now = activity.info()
    attempt = Attempt(
        id=uuid5(NAMESPACE_URL, f"temporal:{now.workflow_run_id}/{now.activity_id}"),
        at=now.started_time,
        reference=reference,
        what=what,
        way="temporal",
        outcome=refusal.code.value,
        who=who,
        told=refusal.message,
    )
    try:
        await AttemptRecord(house.ledger, partial(sealed_for, house.keys), Spool(house.settings.attempts_place)).add(
            attempt
        )
    except NotRecorded as why:
        _log.error("a refusal is not on record", code=refusal.code.value, why=str(why))
