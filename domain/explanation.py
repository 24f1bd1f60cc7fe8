"""Why a date is what it is: the rule, what it rests on, and the count from day 0 to the due day."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from domain.case import Case
from domain.count import Count, count
from domain.day_zero import anchor_days, anchor_moments, other_readings_of, say_day_zero
from domain.deadlines import DeadlineLine, ReadingLine, all_deadlines
from domain.duty import Duty, DutyStatus
from domain.duty_rule import ANCHOR_WORDS, Anchor, DutyRule
from domain.london import say_day
from domain.model import Model
from domain.rules import Rules
from domain.standing import has_date, notification_overdue, say_date, say_due

_TAKEN = {
    Anchor.NOTIFICATION_SENT: "the last day for the notification, because it is not known when that was sent",
    Anchor.PUBLICATION_PLANNED: "the day publication is due, because it is not known for when that is planned",
}
_AT_THE_LATEST = (
    "At the latest: what it counts from has not happened, and is taken to happen on its own last day. "
    "If that comes sooner, so does this date."
)
_NO_DATE = (
    "No date can be counted yet: the notification is overdue and none is on record. "
    "The count begins on the day it is sent."
)
_ENDED_FIRST = "It was done, or fell away, before it had a date: the notification had not been sent."
_AGREED = "The day was agreed with the action; it is not counted."
_BY_OTHER_CALENDAR = (
    "By the bank holidays that the case has now the count ends on {counted}; "
    "a duty that was met or fell away before they changed keeps its date."
)
_SUSPENDED = "Suspended from {first}, its clock running again on {until}. Working days given back: {days}."
_EXTENDED = "Extended until {until}, as the local policy allows."
_MOVED = "The plain count ends on {counted}; with that, it is due on {due}."
_COUNTED_ANEW = "It was due on {original} before the day that it counts from was set anew."
_NOT_ON_RECORD = "The case has no such duty on record: this is what its rules give."
_WARNING = "No duty, but a warning that is raised whatever date counts."


class Explanation(Model):
    """One date with all that it rests on. `due` and `last_working_day` are London dates, as they are on record.

    `says` is the due date in words that stay true. Where it is `provisional`, `awaits` says what it waits for
    or waited for. `day_zero` says what day 0 was. `count` is absent where nothing can be counted, and
    ends on another day than `due` only where `remarks` say why. `readings` are the other published readings whose
    day 0 is known.
    """

    duty: str
    title: str
    limit: str
    rule: DutyRule
    says: str
    due: date
    last_working_day: date
    provisional: bool
    awaits: str | None
    anchor_day: date
    day_zero: str
    count: Count | None
    remarks: tuple[str, ...]
    readings: tuple[ReadingLine, ...]


def explain_duty(case: Case, duty: Duty, now: datetime) -> Explanation:
    """A duty on record at the UTC instant `now`, counted by the case's own rules. Raises CalendarEnds."""
    agreed = duty.rule.duty == "action"
    dated = has_date(case, duty, now)
    counted = None if agreed or not dated else count(duty.rule, duty.anchor_day, case.in_force.calendar)
    return Explanation(
        duty=duty.key,
        title=duty.title,
        limit="on a day that was agreed" if agreed else duty.rule.say(),
        rule=duty.rule,
        says=say_due(case, duty, now),
        due=duty.due,
        last_working_day=duty.last_working_day,
        provisional=duty.provisional,
        awaits=_awaits(duty.status, provisional=duty.provisional, dated=dated),
        anchor_day=duty.anchor_day,
        day_zero=say_day_zero(case, duty),
        count=counted,
        remarks=(_AGREED,) if agreed else tuple(_remarks(case, duty, counted)),
        readings=_that_are_true(other_readings_of(case, duty), case, now),
    )


def explain_rules_of(case: Case, now: datetime) -> tuple[Explanation, ...]:
    """What a case's rules give at the UTC instant `now` that is no duty of it on record. Raises CalendarEnds."""
    on_record = {duty.rule.duty for duty in case.duties.values()}
    overdue = notification_overdue(case, now)
    found = []
    for each in explain_rules(case.in_force, anchor_days(case)):
        dated = not (each.provisional and overdue)
        beside = {
            "says": say_date(case, each.due, now, provisional=each.provisional),
            "awaits": _awaits(DutyStatus.OPEN, provisional=each.provisional, dated=dated),
            "count": each.count if dated else None,
            "remarks": each.remarks or (_NOT_ON_RECORD,),
            "readings": _that_are_true(each.readings, case, now),
        }
        if each.duty not in on_record:
            found.append(each.model_copy(update=beside))
    return tuple(found)


def explain_rules(rules: Rules, days: Mapping[Anchor, date]) -> tuple[Explanation, ...]:
    """Every duty, warning and local target whose date follows from these days, without a case. Raises CalendarEnds."""
    return tuple(_explain_line(rules, line) for line in all_deadlines(rules, days))


def _explain_line(rules: Rules, line: DeadlineLine) -> Explanation:
    rule = rules.rule(line.duty)
    words = ANCHOR_WORDS[line.anchor]
    return Explanation(
        duty=line.duty,
        title=line.title,
        limit=rule.say(),
        rule=rule,
        says=f"at the latest {say_day(line.due)}" if line.provisional else say_day(line.due),
        due=line.due,
        last_working_day=line.last_working_day,
        provisional=line.provisional,
        awaits=_awaits(DutyStatus.OPEN, provisional=line.provisional, dated=True),
        anchor_day=line.anchor_day,
        day_zero=_TAKEN.get(line.anchor, words) if line.provisional else words,
        count=count(rule, line.anchor_day, rules.calendar),
        remarks=(_WARNING,) if rule in rules.framework.warnings else (),
        readings=line.readings,
    )


def _awaits(status: DutyStatus, *, provisional: bool, dated: bool) -> str | None:
    if not provisional:
        return None
    if status is not DutyStatus.OPEN:
        return _ENDED_FIRST
    return _AT_THE_LATEST if dated else _NO_DATE


def _that_are_true(readings: tuple[ReadingLine, ...], case: Case, now: datetime) -> tuple[ReadingLine, ...]:
    """Without those that count from a notification that is overdue: they have no date either."""
    undated = notification_overdue(case, now)
    return tuple(each for each in readings if not (each.provisional and undated))


def _remarks(case: Case, duty: Duty, counted: Count | None) -> Iterator[str]:
    known = anchor_moments(case).get(duty.rule.anchor)
    if known and known.first_day != known.last_day and duty.anchor_day in {known.first_day, known.last_day}:
        end = "first" if duty.anchor_day == known.first_day else "last"
        yield f"Day 0 is not known to the day, but was {known.say()}: the {end} of them counts."
    if counted:
        yield from _otherwise(duty, counted)


def _otherwise(duty: Duty, counted: Count) -> Iterator[str]:
    """Why the date on record is, or was before, another than the one that is counted."""
    for each in duty.suspensions:
        if each.working_days:
            yield _SUSPENDED.format(first=say_day(each.first), until=say_day(each.until), days=each.working_days)
    if duty.extended_until:
        yield _EXTENDED.format(until=say_day(duty.extended_until))
    if duty.original_due and duty.due == counted.due:
        yield _COUNTED_ANEW.format(original=say_day(duty.original_due))
    elif duty.original_due:
        yield _MOVED.format(counted=say_day(counted.due), due=say_day(duty.due))
    elif counted.due != duty.due and duty.status is not DutyStatus.OPEN:
        yield _BY_OTHER_CALENDAR.format(counted=say_day(counted.due))
