"""The clock of the duties: which rung of which ladder fires when, and who hears of it."""

from datetime import datetime, timedelta

from domain.case import Case
from domain.correspondence import Note, organisation_name
from domain.duty import Duty
from domain.event import RecordedEvent, RungFired
from domain.ladder import PlannedRung
from domain.letter import Correspondent
from domain.london import say_day, say_instant
from domain.recipients import reached_by
from domain.recording import Recording
from domain.standing import say_due


def next_instant(case: Case) -> datetime | None:
    """The UTC instant of the earliest rung that has still to fire, if any duty has one."""
    instants = [rung.at for duty in case.open_duties() for rung in duty.unfired()]
    return min(instants, default=None)


def next_rungs(case: Case) -> list[tuple[Duty, PlannedRung]]:
    """The rungs that fire next, all at the same instant, each with its duty; in the order of the due dates."""
    at = next_instant(case)
    return [(duty, rung) for duty in case.open_duties() for rung in duty.unfired() if rung.at == at]


def fire(case: Case, now: datetime) -> list[RecordedEvent]:
    """Every rung that is due at the UTC instant `now`, of all duties, in the order of their planned instants.

    Each fires once. One that could not fire at its time, because everything was down or the duty was recorded
    late, fires now and is marked late.
    """
    step = Recording(case=case, now=now, cause="duty clock")
    due = [(rung.at, duty.due, duty.key, rung) for duty in case.open_duties() for rung in duty.unfired()]
    tolerance = timedelta(minutes=case.in_force.policy.late_after_minutes)
    for planned, _due, key, rung in sorted(due, key=lambda entry: (entry[0], entry[1], entry[2], entry[3].name)):
        if planned > now:
            continue
        duty = step.case.duties[key]
        late = now > planned + tolerance
        step.add(RungFired(key=key, rung=duty.rung_id(rung), kind=rung.kind, planned=planned, late=late))
        step.write(_letters(step.case, duty, rung, now, late=late))
    return step.events


def _letters(case: Case, duty: Duty, rung: PlannedRung, now: datetime, *, late: bool) -> list[Note]:
    values = {
        "duty": duty.title,
        "due": say_due(case, duty, now),
        "last_working_day": say_day(duty.last_working_day) if duty.last_working_day != duty.due else "",
        "force": duty.rule.say_force(),
        "source": duty.rule.source,
        "owner": organisation_name(case, duty.owner),
        "late": say_instant(rung.at) if late else "",
    }
    to = {each.email: each for role in rung.to for each in reached_by(role, duty, case)}
    return [
        Note(
            rung.kind,
            Correspondent(name=each.name, email=each.email),
            values,
            about=f"{duty.key} {rung.name}",
        )
        for each in to.values()
    ]
