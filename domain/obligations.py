"""What is owed, compared with what is on record: the one place where duties open, move, are met or are cancelled."""

from collections.abc import Iterator
from datetime import date

from domain import (
    acknowledgement,
    allowance,
    criteria,
    follow_up,
    gathering,
    local_review,
    notification,
    other_area,
    panel,
    publication,
    rapid_review,
)
from domain.allowance import NOTHING, Allowances
from domain.case import Case
from domain.deadlines import deadline
from domain.duty import WARNING, Duty, DutyStatus, Owed, Timeliness
from domain.duty_rule import Direction
from domain.event import DutyCancelled, DutyJudgedAgain, DutyMet, DutyOpened, DutyRedated
from domain.ladder import PlannedRung, rungs
from domain.london import at_nine, london_date
from domain.moment import Moment
from domain.rules import Rules

STAGES = (
    acknowledgement,
    criteria,
    other_area,
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
        judge_again: whether a fact was corrected, or came with a linked case, so that what was met is measured by
            its right date, under the rules by which it was met. Else what was met stays as it was met.
    """
    found: list[DutyEvent] = []
    owed = {each.key: each for each in everything_owed(case)}
    for each in owed.values():
        recorded = case.duties.get(each.key)
        if recorded is None or recorded.status is not DutyStatus.MET:
            wanted = _duty(each, case.allowances.get(each.key, NOTHING), case.in_force)
            found.extend(_changes_of(recorded, each, wanted, case.in_force, reason))
    if judge_again:
        found.extend(_judged_again(case, reason))
    for key, duty in case.duties.items():
        if duty.status is DutyStatus.OPEN and key not in owed:
            found.append(DutyCancelled(key=key, reason=reason))
    return found


def _changes_of(recorded: Duty | None, owed: Owed, wanted: Duty, rules: Rules, reason: str) -> Iterator[DutyEvent]:
    if recorded is None or recorded.status is DutyStatus.CANCELLED:
        if recorded is not None:
            wanted = wanted.model_copy(update={"fired": recorded.fired})
        yield DutyOpened(duty=wanted)
    else:
        wanted = wanted.model_copy(update={"fired": recorded.fired})
        if wanted != recorded:
            yield DutyRedated(old=recorded, new=wanted, reason=reason)
    if owed.met is not None:
        met = _met(owed, wanted, owed.met, rules)
        yield DutyMet(key=owed.key, met=owed.met, margin=met.margin, timeliness=met.timeliness or Timeliness.ON_TIME)


def _judged_again(case: Case, reason: str) -> Iterator[DutyEvent]:
    """What was met, by the facts as they are now; a calendar or a framework that came later is none of them.

    What was met before its date was known is neither early nor late, whatever its date became.
    """
    for number in sorted(set(case.met_under.values())):
        as_then = case.under_rules(number)
        for each in everything_owed(as_then):
            recorded = case.duties.get(each.key)
            if recorded is None or recorded.status is not DutyStatus.MET or case.met_under[each.key] != number:
                continue
            if each.met is None or recorded.provisional:
                continue
            wanted = _duty(each, case.allowances.get(each.key, NOTHING), as_then.in_force)
            kept = {"rungs": recorded.rungs, "fired": recorded.fired}  # nobody is reminded of it any more
            judged = _met(each, wanted.model_copy(update=kept), each.met, as_then.in_force)
            if judged != recorded:
                yield DutyJudgedAgain(old=recorded, new=judged, reason=reason)


def _met(owed: Owed, counted: Duty, met: Moment, rules: Rules) -> Duty:
    """The duty as it counts when it is met."""
    margin = None if counted.provisional else _margin(owed, counted, met, rules)
    return counted.model_copy(update={"status": DutyStatus.MET, "met": met, "margin": margin})


def _margin(owed: Owed, counted: Duty, met: Moment, rules: Rules) -> int:
    """Working days between fulfilment and due date; negative when late."""
    margin = rules.calendar.working_days_between(met.last_day, counted.last_working_day)
    if owed.with_ladder and met.last_day > counted.due:
        return min(margin, -1)
    # Met on a due day at a weekend, after its last working day: in time. So is a period that ran out.
    return max(margin, 0)


def _duty(owed: Owed, held: Allowances, rules: Rules) -> Duty:
    counted = _counted(owed, rules)
    dates = allowance.allowed(owed.rule, owed.anchor_day, counted, held, rules.calendar)
    due = dates.due
    first = owed.first_due or counted
    planned: tuple[PlannedRung, ...] = ()
    if owed.with_ladder and not owed.provisional:
        ladder = rungs(due, rules.calendar, rules.policy.ladder)
        planned = tuple(
            rung for rung in ladder if _is_after_anchor(rung, owed) and allowance.is_wanted(rung, dates, held)
        )
    if owed.warning_day:
        planned = (*planned, _warning(owed.warning_day))
    return Duty(
        key=owed.key,
        rule=owed.rule,
        owner=owed.owner or owed.rule.owner,
        title=owed.title or owed.rule.title,
        anchor_day=owed.anchor_day,
        provisional=owed.provisional,
        due=due,
        last_working_day=rules.calendar.last_working_day_on_or_before(due),
        rungs=tuple(sorted(planned, key=lambda rung: rung.at)),
        original_due=first if first != due else None,
        extended_until=dates.extended_until,
        suspensions=dates.suspensions,
    )


def _is_after_anchor(rung: PlannedRung, owed: Owed) -> bool:
    """A short limit would be reminded of on the day it began, or before: nobody needs that."""
    counts_on = owed.rule.direction is Direction.AFTER
    return not counts_on or london_date(rung.at) > owed.anchor_day


def _counted(owed: Owed, rules: Rules) -> date:
    return owed.fixed_due or deadline(owed.rule, owed.anchor_day, rules.calendar).due


def _warning(day: date) -> PlannedRung:
    """On the last day by the strictest reading, whatever counts: the most lenient reading hides nothing."""
    return PlannedRung(name=WARNING, kind="warning", at=at_nine(day), to=("owner", "coordinator"))
