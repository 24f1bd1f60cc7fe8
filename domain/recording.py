"""Events that are being added to a case in one step: each takes the next position and changes the state at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from domain import obligations
from domain.actor import THE_SERVICE
from domain.case import Case
from domain.correspondence import Note
from domain.event import VERSIONS, Body, LetterRequested, RecordedEvent, type_of
from domain.evolve import evolve
from domain.letter import Letter
from domain.moment import Moment


@dataclass
class Recording:
    """One step's events and the state that they lead to.

    Args:
        case: the state before the step; afterwards the state with it.
        now: the UTC instant of recording, from the workflow.
        cause: the decision's id, or the part of the procedure that acts.
        actor: the id of who sent it.
        effective: when it happened; without it, at the instant of recording.
        taken_over: whether it was decided before the service had the case; then nobody is written to.
    """

    case: Case
    now: datetime
    cause: str
    actor: str = THE_SERVICE.id
    effective: Moment | None = None
    taken_over: bool = False
    events: list[RecordedEvent] = field(default_factory=list)

    def add(self, body: Body) -> RecordedEvent:
        """Record one event."""
        rules = self.case.rules
        event = RecordedEvent(
            stream=self.case.reference,
            position=self.case.position + 1,
            version=VERSIONS.get(type_of(body), 1),
            recorded_at=self.now,
            effective=self.effective or Moment.at(self.now),
            cause=self.cause,
            actor=self.actor,
            taken_over=self.taken_over,
            framework=rules.framework.name if rules else "",
            calendar=rules.calendar.version if rules else "",
            body=body,
        )
        self.case = evolve(self.case, event)
        self.events.append(event)
        return event

    def bring_duties_in_line(self, reason: str, *, judge_again: bool = False) -> None:
        """Open, move, meet and cancel duties as the state now asks for; `judge_again` as in `obligations.changes`."""
        for change in obligations.changes(self.case, reason, judge_again=judge_again):
            self.add(change)

    def write(self, notes: Iterable[Note]) -> None:
        """Request these letters, unless the step was taken over from before the service's time."""
        if self.taken_over:
            return
        for number, note in enumerate(notes):
            letter = Letter(
                key=f"{self.case.position + 1}-{number}",
                kind=note.kind,
                to=note.to,
                values=note.values,
                attachments=note.attachments,
                about=note.about,
                requested_at=self.now,
            )
            self.add(LetterRequested(letter=letter))
