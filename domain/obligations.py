"""What is owed, compared with what is on record: the one place where duties open, move, are met or are cancelled."""

from collections.abc import Iterator
from datetime import date

from domain import (
    acknowledgement,
    criteria,
    follow_up,
    gathering,
    local_review,
    notification,
    panel,
    publication,
    rapid_review,
)
from domain.case import Case
from domain.deadlines import deadline
from domain.duty import WARNING, Duty, DutyStatus, Owed
from domain.event import DutyCancelled, DutyJudgedAgain, DutyMet, DutyOpened, DutyRedated
from domain.ladder import PlannedRung, rungs
from domain.london import at_nine, london_date
from domain.rules import Direction, Rules

STAGES = (
    acknowledgement,
    criteria,
    notification,
    gathering,
    rapid_review,
    panel,
    local_review,
    publication,
    follow_up,
)

DutyEvent = DutyOpened | DutyRedated | DutyMet | DutyJudgedAgain | DutyCancelled


def everything_owed(case: Case) -> Iterator[Owed]:
    """What every stage says is owed, in the order of the procedure."""
    if case.is_closed or not case.referrals or case.rules is None:
        return
    for stage in STAGES:
        yield from stage.owed(case)


def changes(case: Case, reason: str, *, judge_again: bool = False) -> list[DutyEvent]:
    """The duty events that bring the record in line with what is owed; none when it is.

    Args:
        case: the state after a decision or another event.
        reason: what changed, in plain words, for dates that move and duties that fall away.
        judge_again: whether a fact was corrected, so that what was met is measured by its right date. Else
            what was met stays as it was met, whatever becomes of rules and calendars.
    """
    found: list[DutyEvent] = []
    owed = {each.key: each for each in everything_owed(case)}
    for each in owed.values():
        recorded = case.duties.get(each.key)
        if recorded is not None and recorded.status is DutyStatus.MET:
            if judge_again:
                found.extend(_judged_again(recorded, each, case.in_force, reason))
            continue
        found.extend(_changes_of(recorded, each, case.in_force, reason))
    for key, duty in case.duties.items():
        if duty.status is DutyStatus.OPEN and key not in owed:
            found.append(DutyCancelled(key=key, reason=reason))
    return found


def _changes_of(recorded: Duty | None, owed: Owed, rules: Rules, reason: str) -> Iterator[DutyEvent]:
    wanted = _duty(owed, rules)
    if recorded is None or recorded.status is DutyStatus.CANCELLED:
        if recorded is not None:
            wanted = wanted.model_copy(update={"fired": recorded.fired})
        yield DutyOpened(duty=wanted)
    else:
        wanted = wanted.model_copy(update={"fired": recorded.fired})
        if wanted != recorded:
            yield DutyRedated(old=recorded, new=wanted, reason=reason)
    if owed.met is not None:
        yield DutyMet(key=owed.key, met=owed.met, margin=_margin(owed, wanted, rules))


def _judged_again(recorded: Duty, owed: Owed, rules: Rules, reason: str) -> Iterator[DutyEvent]:
    if owed.met is None:
        return
    counted = _duty(owed, rules)
    kept = {"fired": recorded.fired, "status": recorded.status, "met": owed.met}
    wanted = counted.model_copy(update={**kept, "margin": _margin(owed, counted, rules)})
    if wanted != recorded:
        yield DutyJudgedAgain(old=recorded, new=wanted, reason=reason)


def _margin(owed: Owed, counted: Duty, rules: Rules) -> int:
    """Working days between fulfilment and due date; negative when late."""
    if owed.met is None:
        raise ValueError(f"{owed.key} has not been met")
    margin = rules.calendar.working_days_between(owed.met.last_day, counted.last_working_day)
    if owed.with_ladder and owed.met.last_day > counted.due:
        return min(margin, -1)
    # Met on a due day at a weekend, after its last working day: in time. So is a period that ran out.
    return max(margin, 0)


def _duty(owed: Owed, rules: Rules) -> Duty:
    due, last_working_day = _dates(owed, rules)
    planned: tuple[PlannedRung, ...] = ()
    if owed.with_ladder and not owed.provisional:
        ladder = rungs(due, rules.calendar, rules.policy.ladder)
        planned = tuple(rung for rung in ladder if _is_after_anchor(rung, owed))
    if owed.warning_day:
        planned = (*planned, _warning(owed.warning_day))
    return Duty(
        key=owed.key,
        rule=owed.rule,
        owner=owed.owner,
        title=owed.title,
        anchor_day=owed.anchor_day,
        provisional=owed.provisional,
        due=due,
        last_working_day=last_working_day,
        rungs=tuple(sorted(planned, key=lambda rung: rung.at)),
    )


def _is_after_anchor(rung: PlannedRung, owed: Owed) -> bool:
    """A short limit would be reminded of on the day it began, or before: nobody needs that."""
    counts_on = owed.rule.direction is Direction.AFTER
    return not counts_on or london_date(rung.at) > owed.anchor_day


def _dates(owed: Owed, rules: Rules) -> tuple[date, date]:
    if owed.fixed_due:
        return owed.fixed_due, rules.calendar.last_working_day_on_or_before(owed.fixed_due)
    counted = deadline(owed.rule, owed.anchor_day, rules.calendar)
    return counted.due, counted.last_working_day


def _warning(day: date) -> PlannedRung:
    """On the last day by the strictest reading, whatever counts: the most lenient reading hides nothing."""
    return PlannedRung(name=WARNING, kind="warning", at=at_nine(day), to=("owner", "coordinator"))
