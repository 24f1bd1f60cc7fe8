"""Gathers the three records of one case as they are at one moment, and has them held against one another."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.event import RecordedEvent
from domain.refusal import RefusalCode
from ledger.read import read_one_by_one
from settings import Settings
from starter.client import session
from starter.client.acting import Acting, acting, check_may_read, reads
from starter.client.errors import Refused, ServiceUnavailable, UnknownCase
from starter.client.ledger import open_ledger
from starter.client.looking import view_if_it_runs
from starter.proof.auditing import Audit, added_up, disagreements
from starter.proof.handed_on import handed_on
from starter.proof.lacking import Seen
from starter.proof.replayed import Replayed, replayed
from starter.reading.runs import FoundRun, Histories, check_not_destroyed
from vault.cipher import Unreadable
from vault.converter import data_converter
from vault.scope import is_case
from workflows.messages import CaseView

LOOKS, BETWEEN_LOOKS_SECONDS = 5, 1

Ledger = dict[int, RecordedEvent]


class Unclear(NamedTuple):
    """A case that could not be audited, and why."""

    reference: str
    why: str


@dataclass(frozen=True)
class EveryAudit:
    """What came of auditing every case; `hidden` is how many who acts has no role on."""

    audits: Sequence[Audit]
    hidden: int
    unclear: Sequence[Unclear]


@dataclass(frozen=True)
class _Ended:
    """With what the runs ended, by the run; `unread` where today's code cannot read one of them."""

    seen: dict[str, Seen]
    unread: bool


@dataclass(frozen=True)
class _Gathered:
    ledger: Ledger
    unreadable: dict[int, str]
    ended: _Ended
    view: CaseView | None
    runs: Sequence[Replayed]

    @property
    def holds_still(self) -> bool:
        """Whether the histories reach as far as what runs; a moment later they do."""
        last = self.runs[-1] if self.runs else None
        if self.view is None or last is None or last.state is None:
            return True
        return last.state.position == self.view.case.position


class Audits(Histories):
    """Audits cases."""

    async def audit(self, settings: Settings, reference: str, acts: str | None) -> Audit:
        """Hold the three records of a case against one another, for who acts (`starter.client.acting`).

        Raises:
            Refused: who acts has no role on the case, or its record was destroyed.
            UnknownCase: nobody has such a case.
            ServiceUnavailable: one of the three cannot be reached, or the case does not hold still.
        """
        check_not_destroyed(settings, reference)
        who = acting(settings, acts)
        for look in range(LOOKS):
            if look:
                await asyncio.sleep(BETWEEN_LOOKS_SECONDS)
            gathered = await self._gather(settings, reference, who)
            # What differs for good is a difference, and no matter of the moment.
            if gathered and (gathered.holds_still or look == LOOKS - 1):
                return _audit(reference, gathered)
        raise ServiceUnavailable(f"The case {reference} is being worked on; try again in a moment.")

    async def audit_every_case(
        self, settings: Settings, acts: str | None, tell: Callable[[int, int], None]
    ) -> EveryAudit:
        """Audit every case that has a key, for who acts; `tell` is told how many of how many are done.

        Raises:
            ServiceUnavailable: the keys cannot be reached.
        """
        with session.reaching_the_keys():
            references = [each for each in self.keys.store.scopes() if is_case(each)]
        audits, hidden, unclear = list[Audit](), 0, list[Unclear]()
        for number, reference in enumerate(references, start=1):
            try:
                audits.append(await self.audit(settings, reference, acts))
            except Refused as refused:
                hidden += refused.code == RefusalCode.NOT_AUTHORISED
            except UnknownCase:  # its referral broke off before it was opened
                pass
            except ServiceUnavailable as away:
                unclear.append(Unclear(reference, away.message))
            tell(number, len(references))
        return EveryAudit(audits, hidden, unclear)

    async def _gather(self, settings: Settings, reference: str, who: Acting) -> _Gathered | None:
        """All three records, the ledger last; None where the case has gone on meanwhile."""
        view = await view_if_it_runs(self, reference)
        found = await self.of(settings, reference)
        cipher = (await session.key_of(settings, reference)).cipher
        async with open_ledger(settings) as pool:
            ledger, unreadable = await read_one_by_one(pool, reference, cipher, Unreadable)
        if not (view or found or ledger or unreadable):
            raise UnknownCase(reference)
        ended = await _ended(settings, found)
        last = ended.seen.get(found[-1].run) if found else None
        _check_may_read(reference, who, ledger, view or last)
        runs = [await replayed(settings, each) for each in found]
        gathered = _Gathered(ledger, unreadable, ended, view, runs)
        return gathered if view == await view_if_it_runs(self, reference) else None


async def _ended(settings: Settings, found: Sequence[FoundRun]) -> _Ended:
    converter = data_converter(session.keys(settings))
    ended, unread = dict[str, Seen](), False
    with session.reaching_the_keys():
        for each in found:
            try:
                seen = await handed_on(each.history, converter)
            except ValueError:
                unread = True
            else:
                ended |= {each.run: seen} if seen else {}
    return _Ended(ended, unread)


def _check_may_read(reference: str, who: Acting, ledger: Ledger, workflow: CaseView | Seen | None) -> None:
    """By what the ledger says and by what the workflow has, or ended with; of which one may have been changed."""
    states = [added_up(reference, ledger) if ledger else None, workflow.case if workflow else None]
    known = [state for state in states if state]
    if not known:
        raise ServiceUnavailable(
            f"The ledger has no record of {reference} that adds up, so that nobody can say who may read it. "
            "See cspr ledger verify, and put it back: cspr ledger rebuild --from-temporal."
        )
    now = session.now()
    against = [state for state in known if not reads(state, who, now)]
    check_may_read((against or known)[0], who, now)  # once: one look is one row


def _audit(reference: str, gathered: _Gathered) -> Audit:
    states = dict(gathered.ended.seen)
    last = gathered.runs[-1].run if gathered.runs else None
    view = gathered.view
    if view and last:
        states[last.run] = Seen(case=view.case, waiting=view.not_in_ledger)
    return Audit(
        reference=reference,
        workflow="running" if view else last.ended or "gone" if last else "gone",
        unread=gathered.ended.unread,
        events=len(gathered.ledger) + len(gathered.unreadable),
        not_in_ledger=view.not_in_ledger if view else 0,
        runs=tuple(run.run for run in gathered.runs),
        disagreements=tuple(disagreements(gathered.runs, states, gathered.ledger, gathered.unreadable)),
    )
