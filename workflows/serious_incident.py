"""One serious incident: the procedure from referral to closure, durable."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from temporalio import workflow

from domain.case import Case
from domain.decide import decide, refuse, was_handled
from domain.decisions.any_decision import AnyDecision
from domain.decisions.referral import LinkDuplicate
from domain.destroyed import Destroyed
from domain.lateness import late_in
from domain.refusal import Refusal
from domain.steps import MALFORMED_RECORDED, malformed_received
from workflows.acknowledgement import acknowledge_every_referrer
from workflows.beginning import begin
from workflows.board import keep_board
from workflows.calendar import catch_up_with_proclamations
from workflows.case_file import CaseFile, now, side_by_side
from workflows.correspondence import Correspondence
from workflows.criteria import criteria_decided
from workflows.decisions import TakesDecisions
from workflows.duplicates import hand_over, look_for_same_incident, report_acknowledgements, take_over
from workflows.duties import DutyBars, keep_ladders
from workflows.follow_up import closed_when_nothing_is_open, kept_public
from workflows.framework import framework_of
from workflows.last_event import record_disposal
from workflows.ledger import keep_ledger
from workflows.local_review import local_review_published
from workflows.messages import (
    CASE_QUERY,
    DISPOSE_UPDATE,
    TAKE_OVER_SIGNAL,
    WORKFLOW,
    CaseView,
    Linked,
    Receipt,
    Start,
    read_start,
)
from workflows.notification import panel_notified
from workflows.panel import panel_heard
from workflows.proving import check_the_service_sends, mandate_for
from workflows.rapid_review import rapid_review_held
from workflows.referral import safeguarding_lead_decides
from workflows.refusals import failure
from workflows.telling import as_whom

DECISION_COMES_WITHIN = timedelta(minutes=10)
TAKEN_OVER = "Sent by the service alone, from a duplicate that cspr link has linked to this case."
DISPOSED = "Sent by the service alone, when cspr retention dispose destroys the record."
SHOWN = "The whole state of the case. In words: cspr status; how its dates are counted: cspr explain."


class ClerkFailed(Exception):  # noqa: N818 - what it says
    """One of a case's clerks stopped, for a reason that nobody foresaw. Not a failure of the case."""


@workflow.defn(name=WORKFLOW)
class SeriousIncident(TakesDecisions):
    """The workflow of one incident; its id is the case's reference."""

    # Not typed: what Temporal's library cannot convert would fail the workflow's task for ever.
    @workflow.init
    def __init__(self, start: object = None) -> None:
        self._start = read_start(start)
        self._file = CaseFile(Case(reference=workflow.info().workflow_id))
        self._letters = Correspondence(self._file)
        self._begun = False
        self.signals_in_turn = asyncio.Lock()
        self._answered = False  # whether a decision has been taken or refused in this run

    @workflow.run
    async def run(self, _start: object = None) -> Case:
        """Carry the incident through every stage. Returns the final state; a long history goes on in a new run."""
        try:
            await begin(self._file, self._start)
        except Refusal as refusal:
            raise failure(refusal) from refusal
        self._begun = True
        if self._file.case.is_closed:
            await self._decision_on_a_closed_case()
        clerks = [asyncio.create_task(clerk) for clerk in self._clerks()]
        procedure = asyncio.create_task(self._procedure())
        await _unless_one_fails(clerks, lambda: procedure.done() or self._may_go_on_in_a_new_run())
        if procedure.done():
            await procedure
            await _unless_one_fails(clerks, lambda: workflow.all_handlers_finished() and self._file.is_delivered)
        # Whoever is still at work is left to end with the run. To cancel them and wait would not do: who is told that
        # an errand is done in the same moment takes no notice of being cancelled, and goes on for ever.
        if not self._file.case.is_closed:
            workflow.continue_as_new(Start(reference=self._file.case.reference, carried=self._file.carried()))
        return self._file.case

    def _clerks(self) -> Iterator[Coroutine[Any, Any, None]]:
        file = self._file
        yield keep_ledger(file)
        yield self._letters.keep()
        if not file.case.is_closed:
            yield keep_ladders(file)
            yield DutyBars(file).keep()
        yield keep_board(file)
        if not file.case.is_closed:
            yield look_for_same_incident(file)
            yield catch_up_with_proclamations(file)

    async def _procedure(self) -> None:
        file = self._file
        if file.case.is_closed:
            return
        await side_by_side(acknowledge_every_referrer(file), self._review(), report_acknowledgements(file))

    async def _review(self) -> None:
        """The stages after referral, gone through again when a decision is reversed on the way."""
        file = self._file
        while not file.case.is_closed:
            since = file.case.position
            await safeguarding_lead_decides(file)
            await criteria_decided(file)
            await side_by_side(panel_notified(file), rapid_review_held(file))
            await side_by_side(panel_heard(file), local_review_published(file))
            await kept_public(file)
            await closed_when_nothing_is_open(file, since)

    async def _decision_on_a_closed_case(self) -> None:
        """It follows at once. A reopening carries the case on; after any other, and after a refusal, it is closed."""
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: self._answered, timeout=DECISION_COMES_WITHIN, timeout_summary="The decision that is to come"
            )

    def _may_go_on_in_a_new_run(self) -> bool:
        """Whether the history is long, and no letter is on its way that the next run would send once more."""
        long = workflow.info().is_continue_as_new_suggested()
        return long and self._letters.is_idle and workflow.all_handlers_finished()

    async def take(self, decision: AnyDecision, proof: str) -> Receipt:
        """Take a decision, once whatever its repetitions; a refusal is recorded and raised."""
        await workflow.wait_condition(lambda: self._begun)
        try:
            return await self._take(decision, proof)
        finally:
            self._answered = True

    async def _take(self, decision: AnyDecision, proof: str) -> Receipt:
        if self._file.case.handled.get(decision.id) == decision.decision:  # sent again: its proof may have expired
            return self._repeated()
        said = f"{decision.title}, as {as_whom(self._file.case, decision.by.role, decision.by.organisation)}"
        mandate = await mandate_for(decision, decision.id, proof, (decision.decision,), said)
        try:
            framework = await framework_of(decision)
            if isinstance(decision, LinkDuplicate):
                decide(self._file.case, decision, now(), mandate)
                await hand_over(self._file.case, decision.survivor)
            if was_handled(self._file.case, decision):  # it came twice, and the other one was quicker
                return self._repeated()
            recorded = decide(self._file.case, decision, now(), mandate, framework=framework)
        except Refusal as refusal:
            self._file.record(refuse(self._file.case, decision, refusal, now(), mandate.actor))
            raise
        self._file.record(recorded)
        return Receipt(
            reference=self._file.case.reference,
            events=tuple(event.type for event in recorded),
            late=tuple(late_in(recorded)),
            position=self._file.case.position,
        )

    def _repeated(self) -> Receipt:
        return Receipt(reference=self._file.case.reference, position=self._file.case.position, repeated=True)

    def note_malformed(self, name: str, problem: str) -> None:
        """Count it, and record it so that staff can see it."""
        self._file.malformed_seen += 1
        if self._begun:
            self._file.record(malformed_received(self._file.case, name, problem, self._file.malformed_seen, now()))

    def has_enough_malformed(self) -> bool:
        """Whether each further one would only be counted."""
        return self._file.malformed_seen >= MALFORMED_RECORDED

    # Not typed: what Temporal's library cannot convert it drops, with the content in its log.
    @workflow.signal(name=TAKE_OVER_SIGNAL, description=TAKEN_OVER)
    async def _take_over(self, sent: object = None) -> None:
        await workflow.wait_condition(lambda: self._begun)
        given = Linked.model_validate(sent)
        try:
            await check_the_service_sends(given.linked, given.id, given.proof)
        except Refusal as refusal:
            self.note_malformed(TAKE_OVER_SIGNAL, refusal.message)
            return
        take_over(self._file, given.linked)

    @workflow.update(name=DISPOSE_UPDATE, description=DISPOSED)
    async def _dispose(self, order: object = None) -> Destroyed | None:
        await workflow.wait_condition(lambda: self._begun)
        self._answered = True
        return await record_disposal(self._file, order)

    @workflow.query(name=CASE_QUERY, description=SHOWN)
    def _show(self) -> CaseView:
        return CaseView(case=self._file.case, not_in_ledger=len(self._file.not_in_ledger))


async def _unless_one_fails(clerks: Sequence[asyncio.Task[None]], condition: Callable[[], bool]) -> None:
    """Wait for the condition.

    A clerk that fails fails the workflow task: the server shows it and tries again until the code is mended. Else
    its deadlines or letters would stop, and nobody would see it.
    """

    def failed() -> Iterator[BaseException]:
        ended = (clerk.exception() for clerk in clerks if clerk.done() and not clerk.cancelled())
        return (error for error in ended if error)

    await workflow.wait_condition(lambda: condition() or any(failed()))
    for error in failed():
        raise ClerkFailed from error
