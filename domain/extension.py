"""Extending, suspending and resuming a local target: what the policy allows, within its caps (docs/procedure.md)."""

from datetime import date

from domain.allowance import NOTHING, Allowances, Allowed, Given, allowed, latest, with_more
from domain.calendar import CalendarEnds
from domain.case import Case
from domain.decisions.dates import ExtendDuty, ResumeDuty, SuspendDuty
from domain.duty import Duty, DutyStatus
from domain.duty_rule import Force
from domain.london import say_day
from domain.refusal import Refusal, RefusalCode


def check_extension(case: Case, decision: ExtendDuty) -> None:
    """A later working day within the cap; an earlier one than agreed only with a reason, never before the original."""
    duty = _local_target(case, decision)
    cap = duty.rule.allowance.extend_up_to_working_days
    _check_provided_for(duty, cap, "extended")
    _check_code(case, decision)
    _check_not_overdue(duty, decision)
    _check_working_day(case, decision.until)
    wanted = _with(case, duty, decision)
    if decision.until <= duty.due and decision.earlier_because is None:
        raise Refusal(
            RefusalCode.INCOMPLETE,
            f"earlier_because: {say_day(decision.until)} is not after the present date, {say_day(duty.due)}; say why",
        )
    if decision.until < wanted.counted:
        raise Refusal(
            RefusalCode.WRONG_TIME,
            f"until: without any extension it is due on {say_day(wanted.counted)}; no day before that can be set",
        )
    calendar = case.in_force.calendar
    if calendar.working_days_between(wanted.counted, decision.until) > cap:
        last = say_day(calendar.add_working_days(wanted.counted, cap))
        raise Refusal(
            RefusalCode.NOT_ALLOWED,
            f"until: the policy lets it be extended by {cap} working days in total, until {last} at the latest",
        )
    _check_serves(case, duty, decision.until)


def check_suspension(case: Case, decision: SuspendDuty) -> None:
    """The clock stops for working days within the cap, of a duty that is neither overdue nor suspended already."""
    duty = _local_target(case, decision)
    cap = duty.rule.allowance.suspend_up_to_working_days
    _check_provided_for(duty, cap, "suspended")
    _check_code(case, decision)
    _check_not_overdue(duty, decision)
    for each in duty.suspensions:
        if decision.at.last_day < each.until:
            raise Refusal(
                RefusalCode.ALREADY_DECIDED,
                f"it is suspended until {say_day(each.until)}; resume it first (cspr resume)",
            )
    _check_working_day(case, decision.until)
    before, wanted = _with(case, duty), _with(case, duty, decision)
    if wanted.suspended_working_days == before.suspended_working_days:
        raise Refusal(
            RefusalCode.WRONG_TIME, "until: no working day lies before it on which the clock could stand still"
        )
    if wanted.suspended_working_days > cap:
        left = cap - before.suspended_working_days
        raise Refusal(
            RefusalCode.NOT_ALLOWED,
            f"until: the policy lets it be suspended for {cap} working days in total; {left} are left",
        )
    _check_serves(case, duty, (wanted.extended_until or wanted.counted))


def check_resumption(case: Case, decision: ResumeDuty) -> None:
    """What is suspended can be resumed, from the day of its suspension on."""
    duty = _local_target(case, decision)
    last = duty.suspensions[-1] if duty.suspensions else None
    if last is None or not last.first <= decision.at.first_day < last.until:
        raise Refusal(RefusalCode.WRONG_STAGE, "it is not suspended on that day, so there is nothing to resume")
    _with(case, duty, decision)


def can_be(kind: type[Given], duty: Duty) -> bool:
    """Whether this can be decided of a duty at all, on one day or another; a person is offered no other."""
    if duty.status is not DutyStatus.OPEN or duty.provisional or duty.rule.force is not Force.LOCAL_TARGET:
        return False
    if kind is ExtendDuty:
        return duty.rule.allowance.extend_up_to_working_days > 0
    return duty.rule.allowance.suspend_up_to_working_days > 0 if kind is SuspendDuty else bool(duty.suspensions)


def check_day(case: Case, decision: Given, today: date) -> None:
    """No date is ever set to before the London day on which that is recorded."""
    if not isinstance(decision, ResumeDuty) and decision.until < today:
        raise Refusal(RefusalCode.WRONG_TIME, f"until: {say_day(decision.until)} has passed; name a day to come")
    due = _with(case, case.duties[decision.duty], decision).due
    if due < today:
        raise Refusal(
            RefusalCode.WRONG_TIME, f"at: resumed then, it would have been due on {say_day(due)}, which has passed"
        )


def give(case: Case, decision: Given) -> Case:
    """The duty is given this too; its date follows."""
    return case.having(allowances={**case.allowances, decision.duty: _held(case, case.duties[decision.duty], decision)})


def _held(case: Case, duty: Duty, decision: Given | None) -> Allowances:
    held = case.allowances.get(duty.key, NOTHING)
    return with_more(held, decision, duty.rule, duty.anchor_day, case.in_force.calendar) if decision else held


def _with(case: Case, duty: Duty, decision: Given | None = None) -> Allowed:
    """What the duty's date becomes with a decision more. Raises Refusal for a day that the calendar lacks."""
    calendar = case.in_force.calendar
    try:
        held = _held(case, duty, decision)
        return allowed(duty.rule, duty.anchor_day, duty.original_due or duty.due, held, calendar)
    except CalendarEnds as end:
        raise Refusal(
            RefusalCode.WRONG_TIME, f"the case's calendar knows the days from {calendar.first} to {calendar.last} alone"
        ) from end


def _local_target(case: Case, decision: Given) -> Duty:
    duty = case.duties.get(decision.duty)
    if duty is None:
        known = ", ".join(each.key for each in case.open_duties()) or "none"
        raise Refusal(RefusalCode.UNKNOWN, f"duty: the case has no such duty; open are {known}")
    if duty.status is not DutyStatus.OPEN:
        stands = "has been done" if duty.status is DutyStatus.MET else "is no longer owed"
        raise Refusal(RefusalCode.WRONG_STAGE, f"duty: {duty.key} {stands}")
    if duty.rule.force is not Force.LOCAL_TARGET:
        raise Refusal(
            RefusalCode.NOT_ALLOWED,
            f"duty: {duty.key} rests on {duty.rule.force.say()} and can be neither extended nor suspended; "
            "when it is late, that can be explained (cspr explain-lateness)",
        )
    if duty.provisional:
        raise Refusal(RefusalCode.WRONG_STAGE, f"duty: {duty.key} has no date before the notification is sent")
    return duty


def _check_provided_for(duty: Duty, cap: int, what: str) -> None:
    if not cap:
        raise Refusal(RefusalCode.NOT_ALLOWED, f"duty: the policy does not let {duty.key} be {what}")


def _check_code(case: Case, decision: ExtendDuty | SuspendDuty) -> None:
    codes = case.in_force.policy.allowance_reasons
    if decision.code not in codes:
        raise Refusal(RefusalCode.UNKNOWN, f"code: is no reason code of the policy; it has {', '.join(codes)}")


def _check_not_overdue(duty: Duty, decision: ExtendDuty | SuspendDuty) -> None:
    if duty.due < decision.at.last_day:
        raise Refusal(
            RefusalCode.WRONG_TIME,
            f"duty: {duty.key} was overdue by then, since the end of {say_day(duty.due)}; lateness is not taken back, "
            "it can be explained (cspr explain-lateness)",
        )


def _check_working_day(case: Case, day: date) -> None:
    calendar = case.in_force.calendar
    if not calendar.first <= day <= calendar.last or not calendar.is_working_day(day):
        raise Refusal(RefusalCode.WRONG_TIME, f"until: {say_day(day)} is no working day of the case's calendar")


def _check_serves(case: Case, duty: Duty, day: date) -> None:
    last = latest(duty.rule, duty.anchor_day, duty.original_due or duty.due, case.in_force.calendar)
    if day > last:
        raise Refusal(
            RefusalCode.NOT_ALLOWED,
            f"until: {duty.key} serves what is due on {say_day(duty.anchor_day)}; it can be due on {say_day(last)} at "
            f"the latest, not on {say_day(day)}",
        )
