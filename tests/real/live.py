"""The whole service as it runs in life, and cases in it: what the tests of this folder say and look at."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError

from domain.case import Case
from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.event import LetterRequested, LetterSent, RecordedEvent
from domain.evolve import fold
from domain.opening import Opening
from domain.referral import Referral
from ledger.connect import open_pool
from ledger.read import read_stream
from settings import Settings
from stack.local_settings import USUAL_PORTS, local_values, write_settings
from stack.mailbox import read_mails
from stack.ports import ReservedPorts
from stack.service import Service
from stack.simulation.cast import Cast
from starter.client.cases import Cases
from tests.real.temporal_cli import sealed
from vault.case_keys import CaseKeys
from vault.converter import data_converter
from vault.opening import open_keys
from workflows.messages import CASE_QUERY, WORKFLOW, CaseView, Receipt, Sent
from workflows.refusals import refusal_in

SECONDS = 40
"""How long a test waits for what must come; far more than it takes."""

_NUMBERS = count(1)


async def until(condition: Callable[[], Awaitable[Any]], seconds: float = SECONDS) -> Any:  # noqa: ANN401 - its answer
    """Wait for a true answer, and return it."""
    async with asyncio.timeout(seconds):
        while not (answer := await condition()):  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(0.05)
        return answer


@dataclass
class LiveCase:
    """A case, looked at from outside: by query, in the ledger and among the mails.

    Attributes:
        patience: seconds that it may take to do what is waited for.
    """

    reference: str
    handle: WorkflowHandle[Any, Any]
    live: "Live"
    patience: float = SECONDS

    async def decide(self, *decisions: AnyDecision) -> Receipt:
        """Take decisions by update, each as soon as the one before is answered. Returns the last answer."""
        for decision in decisions:
            receipt: Receipt = await self.handle.execute_update(
                decision.title, self.sent(decision), id=decision.id, result_type=Receipt
            )
        return receipt

    async def refusal(self, decision: AnyDecision) -> str:
        """The code by which a decision is refused."""
        with pytest.raises(WorkflowUpdateFailedError) as raised:
            await self.decide(decision)
        refused = refusal_in(raised.value.cause)
        assert refused
        return refused[0]

    async def signal(self, decision: AnyDecision) -> None:
        await self.handle.signal(decision.title, self.sent(decision))

    def sent(self, decision: AnyDecision) -> Sent:
        """The decision as who takes it sends it."""
        return self.live.cast.sent(self.reference, decision, datetime.now(UTC))  # noqa: TID251 - tests are outside

    async def sealed(self, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
        """The options of Temporal's own command that send a value sealed for this case."""
        return await sealed(self.live.keys, self.live.settings, self.reference, value)

    async def view(self) -> CaseView:
        view: CaseView = await self.handle.query(CASE_QUERY, result_type=CaseView)
        return view

    async def case(self) -> Case:
        return (await self.view()).case

    async def until(self, condition: Callable[[Case], object]) -> Case:
        """Wait until the state fulfils the condition, and return it."""

        async def seen() -> Case | None:
            case = await self.case()
            return case if condition(case) else None

        case: Case = await until(seen, self.patience)
        return case

    async def settled(self) -> Case:
        """Wait until every letter has gone and the ledger has everything; the state then."""
        case: Case = await until(self.settled_now, self.patience)
        return case

    async def settled_now(self) -> Case | None:
        """The state, if every letter has gone and the ledger has everything."""
        view = await self.view()
        acknowledged = all(each.acknowledged for each in view.case.referrals) or not view.case.referred
        busy = view.case.outbox or view.not_in_ledger or not acknowledged
        return None if busy else view.case

    async def stream(self) -> list[RecordedEvent]:
        key = await self.live.keys.get(self.reference)
        return await read_stream(self.live.ledger, self.reference, key.cipher)

    async def types(self) -> list[str]:
        return [event.type for event in await self.stream()]

    async def bodies(self, kind: type[Any]) -> list[Any]:
        return [event.body for event in await self.stream() if isinstance(event.body, kind)]

    def mails(self) -> list[EmailMessage]:
        """The mails of this case, in the order of their arrival."""
        mails = read_mails(self.live.service.mails, self.reference)
        return [mail for mail in mails if mail["Message-ID"][1:].startswith(self.reference)]

    async def letters(self) -> Counter[str]:
        """How many letters of each kind were asked for."""
        return Counter(body.letter.kind for body in await self.bodies(LetterRequested))

    async def check_record(self) -> Case:
        """Ledger, state and mails say the same, without a gap and with nothing twice. The state."""
        case = await self.settled()
        stream = await self.stream()
        assert [event.position for event in stream] == list(range(1, len(stream) + 1))
        assert fold(self.reference, stream) == case
        sent = [body.message_id for body in await self.bodies(LetterSent)]
        assert len(set(sent)) == len(sent)
        assert set(sent) == {mail["Message-ID"] for mail in self.mails()}
        assert len(sent) == len({mail.as_bytes() for mail in self.mails()}), "a repeated mail is another one"
        assert len(sent) == len(await self.bodies(LetterRequested))
        decided = Counter(event.cause for event in stream if event.body.type == "decision_taken")
        assert set(decided.values()) <= {1}
        return case

    async def failed_tasks(self) -> list[str]:
        """The workflow tasks that failed: none ever may."""
        history = await self.handle.fetch_history()
        return [str(event) for event in history.events if event.HasField("workflow_task_failed_event_attributes")]


@dataclass
class Live:
    """The service of this test run, and a client of its own."""

    service: Service
    settings: Settings
    client: Client
    ledger: asyncpg.Pool
    keys: CaseKeys = field(repr=False)
    cast: Cast

    async def open(
        self, referral: Referral, history: tuple[AnyDecision, ...] = (), fingerprints: tuple[str, ...] = ()
    ) -> LiveCase:
        """Open the case of a referral, under the next invented reference, and wait until decisions can come."""
        reference = f"CSPR-TEST-{next(_NUMBERS):04}"
        opening = Opening(
            reference=reference,
            referral=referral,
            fingerprints=fingerprints or (f"invented-{reference}",),
            history=history,
        )
        await self.keys.create(reference)
        await self.client.start_workflow(
            WORKFLOW,
            self.cast.start(opening, datetime.now(UTC)),  # noqa: TID251 - tests are outside
            id=reference,
            task_queue=self.settings.task_queue,
        )
        # By its id alone, as clients know it: whatever run it is in.
        case = LiveCase(reference, self.client.get_workflow_handle(reference, result_type=Case), self)
        await case.until(lambda state: state.rules)
        return case


def settle(root: Path) -> None:
    """Have the service in this root believe that it ran before, on ports that no other service would like to have.

    So it gets them back after a part of it was stopped, whatever starts or is tested beside it.
    """
    with ReservedPorts(dict.fromkeys(USUAL_PORTS, 0)) as ports:
        values = local_values(root / "var", ports.numbers, "postgresql://none", "postgresql://none", None)
    (root / "var").mkdir(mode=0o711, parents=True)
    write_settings(values, root / "var" / "cspr.toml")


@dataclass
class Everybody:
    """Everybody's client of the service: whoever takes a decision sends it."""

    live: Live

    async def decide(self, reference: str, decision: Decision) -> Receipt:
        return await (await self._of(decision)).decide(reference, decision)

    async def signal(self, reference: str, decision: Decision) -> None:
        await (await self._of(decision)).signal(reference, decision)

    async def case(self, reference: str) -> CaseView:
        return await (await Cases.connect(self.live.settings)).case(reference)

    async def _of(self, decision: Decision) -> Cases:
        return await Cases.connect(self.live.settings, self.live.cast.signer(decision.by))


async def connect(service: Service, settings: Settings) -> Live:
    """A client of a running service."""
    keys = open_keys(settings)
    client = await Client.connect(
        settings.temporal_address, namespace=settings.namespace, data_converter=data_converter(keys)
    )
    return Live(service, settings, client, await open_pool(settings.ledger_dsn), keys, Cast(settings.people_file))
