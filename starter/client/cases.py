"""The Python client: refer an incident, take decisions, look at cases. What `cspr` does, it does by this."""

from collections.abc import Sequence

from temporalio.client import WorkflowExecutionStatus
from temporalio.common import WorkflowIDReusePolicy

from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.decisions.referral import CorrectFacts
from domain.model import Model
from domain.opening import Opening
from domain.referral import Referral
from starter.client import deciding
from starter.client.attempts import ProgramsRecord
from starter.client.case_rows import CaseRow, Filter, list_cases
from starter.client.connection import Connection
from starter.client.identity import fingerprints, reference_of, with_fingerprints
from starter.client.looking import status_of, view_of
from starter.client.reaching import reaching_temporal
from starter.client.starting import open_new, start_in_its_place
from workflows.messages import CaseView, Receipt, Start


class Referred(Model):
    """The answer to a referral: its case's reference, and whether that case was there already."""

    reference: str
    already_known: bool


class Cases(Connection):
    """All cases of one service. Every method raises ServiceUnavailable when Temporal or the worker is away."""

    @property
    def _record(self) -> ProgramsRecord:
        return ProgramsRecord(self.settings, f"the key {self.signer.key.thumbprint()}" if self.signer else "")

    async def refer(
        self,
        referral: Referral,
        *,
        framework: str | None = None,
        history: Sequence[AnyDecision] = (),
    ) -> Referred:
        """Open the case of a referral; one that was sent before opens nothing and gets the same reference.

        `history` holds the decisions of a case that is taken over, in their order; try it first with
        `starter.files.history_file.refusals`, because a decision of it that is refused is recorded as refused.
        """
        reference = reference_of(referral, self.naming)
        opening = Opening(
            reference=reference,
            referral=referral,
            fingerprints=fingerprints(referral, self.naming),
            framework=framework,
            history=tuple(history),
        )
        async with reaching_temporal():
            await self.keys.create(reference)
        start = Start(reference=reference, opening=opening, proof=self.prove(reference, reference, opening))
        opened = await open_new(self, start, WorkflowIDReusePolicy.REJECT_DUPLICATE)
        if not opened and await self.check_known(reference) is WorkflowExecutionStatus.FAILED:
            # Somebody who may not had referred it, or nobody could tell who: nothing of that is on record.
            opened = await open_new(self, start, WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY)
        return Referred(reference=reference, already_known=not opened)

    async def decide(self, reference: str, decision: Decision) -> Receipt:
        """Take a decision. The same one again, with the same id, changes nothing and gets the same answer.

        A closed case takes those that are `closed_too`; for every other one it has to be reopened. What a program is
        told instead is on record, as in `signal`.

        Raises:
            Refused: the procedure says no; nothing changed but that the refusal is on record. Or the record was
                destroyed.
            UnknownCase: there is no such case.
        """
        async with self._record.refusals(reference):
            if isinstance(decision, CorrectFacts):
                decision = with_fingerprints(decision, (await self.case(reference)).case, self.naming)
            return await deciding.decide(self, reference, decision)

    async def signal(self, reference: str, decision: Decision) -> None:
        """Send a decision without waiting for its answer. A refusal is then only on the case's record.

        Raises:
            Refused: the case is closed.
            UnknownCase: there is no such case.
        """
        async with self._record.refusals(reference):
            await deciding.signal(self, reference, decision)

    async def start_again(self, reference: str) -> None:
        """Start the workflow of an open case anew from the ledger, in place of one that was ended or taken back."""
        await start_in_its_place(self, reference)

    async def case(self, reference: str) -> CaseView:
        """The state of a case. A program that is shown it, or told why not, is on record.

        Raises:
            UnknownCase: there is no such case.
            Refused: its record was destroyed.
            ServiceUnavailable: it cannot be put on record that a program reads it.
        """
        async with self._record.refusals(reference):
            view = await view_of(self, reference)
        await self._record.shown(reference, f"the case up to its event {view.case.position}")
        return view

    async def cases(self, wanted: Filter) -> list[CaseRow]:
        """The cases that the filter lets through, those with the earliest due date first, destroyed ones last."""
        async with reaching_temporal():
            return await list_cases(self.client, wanted, self.keys.all_destroyed())

    async def check_known(self, reference: str) -> WorkflowExecutionStatus | None:
        """The status of a case's workflow. Raises UnknownCase, and Refused where its record was destroyed."""
        return await status_of(self, reference)
