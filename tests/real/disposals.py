"""An archive: a worker of its own on the running service, under a policy by which published reviews are kept a year."""

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from domain.decisions.any_decision import AnyDecision
from domain.moment import Moment
from domain.referral import LeadDecision
from domain.rule_files import SHIPPED
from settings import Settings
from stack.local_settings import environment, write_settings
from stack.own_programs import Worker
from tests.real.live import Live, LiveCase
from tests.real.this_day import days_ago, today
from tests.unit import builders as b
from vault.documents import DocumentStore

KEPT = 'trigger = "youngest_child_born"\nyears = 75\nreview_before_months = 12'
KEPT_A_YEAR = 'trigger = "published"\nyears = 1\nreview_before_months = 6'

THEN = days_ago(760)
LATE = 9
"""Days after which the notification is not on time any more."""


@dataclass
class Archive(Live):
    """The running service as the archive's worker and clients see it."""

    settings_file: Path
    worker: Worker

    async def a_published_case(self) -> LiveCase:
        """Published a year and a half ago, in public for its year, closed now, with two documents."""
        referral = b.a_referral(
            safeguarding_lead=LeadDecision(name="Invented Lead", refer=True, reason="Invented.", at=Moment.on(THEN)),
            incident=b.an_incident(at=Moment.on(THEN - timedelta(days=1))),
            la_aware=Moment.on(THEN),
            received=Moment.on(THEN),
        )
        case = await self.open(referral, tuple(b.up_to_publication(THEN, LATE)))
        await case.handle.result()
        store = DocumentStore(self.settings.documents, await self.keys.get(case.reference))
        for text in (b"Invented draft.", b"Invented report."):
            store.put(text, "invented.txt", "text/plain")
        return case


def to_be_disposed_of() -> list[AnyDecision]:
    """Proposed by one and approved by another."""
    return [b.disposal_proposed(today()), b.disposal_approved(today())]


@asynccontextmanager
async def archive_on(live: Live, folder: Path) -> AsyncIterator[Archive]:
    """The archive on the running service."""
    policy = (SHIPPED / "policy.toml").read_text(encoding="utf-8")
    assert KEPT in policy
    (folder / "policy.toml").write_text(policy.replace(KEPT, KEPT_A_YEAR, 1), encoding="utf-8")
    known = tomllib.loads(live.service.settings_file.read_text(encoding="utf-8"))
    values = {**known, "task_queue": "archive", "policy_file": str(folder / "policy.toml")}
    write_settings(values, folder / "cspr.toml")
    settings = Settings(**values)
    worker = Worker(settings, environment(values, folder / "cspr.toml"), folder / "worker.log")
    await worker.start()
    try:
        yield Archive(
            **{each: getattr(live, each) for each in ("service", "client", "ledger", "keys", "cast")},
            settings=settings,
            settings_file=folder / "cspr.toml",
            worker=worker,
        )
    finally:
        await worker.stop()
