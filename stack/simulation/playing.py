"""Plays a scenario: each step on its day, all that happens on the way told as it comes, and what came of it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from temporalio.client import WorkflowUpdateFailedError

from domain.calendar import CalendarEnds
from domain.case import Case
from domain.decisions.any_decision import AnyDecision
from domain.decisions.closed_case import Reopen
from domain.duty import DutyStatus
from domain.event import RecordedEvent
from domain.evolve import evolve
from domain.london import london_date, say_instant
from domain.refusal import RefusalCode
from domain.standing import stage
from stack.simulation.errors import ScenarioFault
from stack.simulation.expecting import unmet
from stack.simulation.outcome import outcomes
from stack.simulation.player import Player
from stack.simulation.reading import Script
from stack.simulation.scenario import Expectation, Step
from stack.simulation.taking import decisions_of
from stack.simulation.when import Bases, UnknownBase, When
from stack.simulation.world import World
from workflows.messages import Start
from workflows.refusals import refusal_in


@dataclass(frozen=True)
class Told:
    """One event of a play: its instant on the case's own clock to the minute, and the case's state with it."""

    at: datetime
    event: RecordedEvent
    case: Case


@dataclass(frozen=True)
class Played:
    """What came of a play: the state in the end, what came of each duty, and each expectation that does not hold."""

    case: Case
    told: tuple[Told, ...]
    outcomes: dict[str, Expectation]
    faults: tuple[tuple[int, str], ...]


async def play(
    script: Script, world: World, tell: Callable[[Told], None], progress: Callable[[str], None] = lambda _: None
) -> Played:
    """Play the scenario in a world, and tell each event when it has happened.

    Raises:
        ScenarioFault: a step cannot be taken, with its line.
    """
    playing = _Playing(script, world, tell, progress)
    return await playing.run()


class _Playing:
    def __init__(
        self, script: Script, world: World, tell: Callable[[Told], None], progress: Callable[[str], None]
    ) -> None:
        self._script = script
        self._world = world
        self._tell = tell
        self._progress = progress
        self._ids = (f"scenario:{number:03}" for number in count(1))
        self._named: dict[str, date] = {}
        self._told: list[Told] = []
        self._arrived = script.scenario.begins_instant
        self._player: Player

    async def run(self) -> Played:
        scenario = self._script.scenario
        self._progress(f"The case begins on {say_instant(self._arrived)}")
        self._player = await Player.refer(self._world, self._script.referral, self._arrived, self._script.name)
        await self._tell_news()
        for number, step in enumerate(scenario.step):
            await self._take(number, step)
        if scenario.until:
            await self._forward(("until",), scenario.until)
        case = self._case
        found = outcomes((told.event for told in self._told), case)
        faults = [*self._wrong_end(case), *unmet(self._script, found)]
        return Played(case, tuple(self._told), found, tuple(sorted(faults)))

    @property
    def _case(self) -> Case:
        return self._told[-1].case

    def _bases(self) -> Bases:
        case = self._case
        due = {key: duty.due for key, duty in case.duties.items()}
        return Bases(case.in_force.calendar, self._script.scenario.begins_on, due, self._named)

    async def _take(self, number: int, step: Step) -> None:
        place = ("step", number)
        await self._forward((*place, "on"), step.on)
        try:
            decisions = list(decisions_of(step, self._bases(), self._ids))
        except (UnknownBase, CalendarEnds) as error:
            raise self._fault(place, str(error)) from None
        for decision in decisions:
            answer = await self._answer(decision)
            await self._tell_news()
            if answer and answer[0] != step.refused:
                raise self._fault(place, f"{step.decision} was refused ({answer[0]}): {answer[1]}")
            if step.refused and not answer:
                raise self._fault((*place, "refused"), f"{step.decision} was not refused")
        if step.name:
            self._named[step.name] = london_date(self._arrived)

    async def _answer(self, decision: AnyDecision) -> tuple[str, str] | None:
        """Take a decision; the code and the words of its refusal, if it was refused."""
        if not (await self._player.settle()).is_open:
            if not isinstance(decision, Reopen):
                return RefusalCode.CLOSED.value, f"the case was closed by then ({self._case.outcome})"
            start = Start(reference=self._player.reference)
            self._player = await Player.begin(self._world, start, self._arrived)
        try:
            await self._player.take(decision)
        except WorkflowUpdateFailedError as error:
            refused = refusal_in(error.cause)
            if refused is None:
                raise
            await self._player.settle()
            return refused
        return None

    async def _forward(self, place: tuple[str | int, ...], when: When) -> None:
        try:
            instant = when.instant(self._bases())
        except (UnknownBase, CalendarEnds) as error:
            raise self._fault(place, str(error)) from None
        if instant < self._arrived:
            earlier = f"{say_instant(instant)} is before {say_instant(self._arrived)}, where the case is by then"
            raise self._fault(place, earlier)
        self._progress(f"On the way to {say_instant(instant)}")
        if (await self._player.settle()).is_open and instant > await self._player.now():
            with suppress(ValueError):  # its clock has reached the instant meanwhile
                await self._player.forward_to(instant)
        self._arrived = instant
        await self._tell_news()

    async def _tell_news(self) -> None:
        known = len(self._told)
        case = self._told[-1].case if self._told else Case(reference=self._player.reference)
        for event in (await self._player.events())[known:]:
            case = evolve(case, event)
            told = Told(self._to_the_minute(event.recorded_at), event, case)
            self._told.append(told)
            self._tell(told)

    def _to_the_minute(self, instant: datetime) -> datetime:
        """Seconds on a case's clock are those that the play itself takes: without them each play tells the same."""
        return self._arrived if instant >= self._arrived else instant.replace(second=0, microsecond=0)

    def _wrong_end(self, case: Case) -> list[tuple[int, str]]:
        scenario, fault = self._script.scenario, self._script.fault
        faults = []
        for number, key in enumerate(scenario.never):
            duty = case.duties.get(key)
            if duty is None:
                faults.append(fault(("never", number), f"{key} was never owed; there were {', '.join(case.duties)}"))
            elif duty.status is DutyStatus.MET:
                faults.append(fault(("never", number), f"{key} was met"))
        if scenario.ends is not None and stage(case) != scenario.ends:
            faults.append(fault(("ends",), f'it ends as "{stage(case)}", not as "{scenario.ends}"'))
        return faults

    def _fault(self, place: tuple[str | int, ...], what: str) -> ScenarioFault:
        return ScenarioFault(self._script.name, [self._script.fault(place, what)], played=True)
