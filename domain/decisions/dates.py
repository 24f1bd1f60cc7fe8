"""What is decided about dates: by what they count, that one is moved, and why one was not kept."""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.decisions.decision import Decision
from domain.text import DutyKey, Key, Line, Prose


class MoveToFramework(Decision):
    """The case goes on under another statutory framework; what was met stays as it was met."""

    title = "Move to another framework"
    purpose = "That open duties count by another statutory framework from now on; what was met stays as it was met."
    verb = "move-framework"

    decision: Literal["framework_move"] = "framework_move"
    framework: Line = Field(description="name of the statutory framework")


class ExtendDuty(Decision):
    """A local target gets a later day, as the policy allows; it counts as extended, not as on time."""

    title = "Extend a duty"
    purpose = "Gives a local target a later day, within the policy's cap, or takes that back in part."
    verb = "extend"

    decision: Literal["duty_extended"] = "duty_extended"
    duty: DutyKey = Field(description="key of the duty, as status shows it")
    until: date = Field(description="the working day by which it is to be done now")
    code: Key = Field(description="reason code of the policy")
    earlier_because: Prose | None = Field(default=None, description="why the new day is not after the present one")


class SuspendDuty(Decision):
    """The clock of a local target stops until a named day, as the policy allows."""

    title = "Suspend a duty"
    purpose = "Stops the clock of a local target from this day until a named one, within the policy's cap."
    verb = "suspend"

    decision: Literal["duty_suspended"] = "duty_suspended"
    duty: DutyKey = Field(description="key of the duty, as status shows it")
    until: date = Field(description="the working day on which its clock runs again")
    code: Key = Field(description="reason code of the policy")


class ResumeDuty(Decision):
    """The clock of a suspended target runs again, earlier than was named."""

    title = "Resume a duty"
    purpose = "Lets the clock of a suspended local target run again from this day."
    verb = "resume"

    decision: Literal["duty_resumed"] = "duty_resumed"
    duty: DutyKey = Field(description="key of the duty, as status shows it")


class ExplainLateness(Decision):
    """Why a duty was or is late (the reason). The lateness stays on record; so does each explanation."""

    title = "Explain a lateness"
    purpose = "Why a duty was late or is overdue, whatever it rests on; its lateness stays on record."
    verb = "explain-lateness"
    closed_too = True

    decision: Literal["lateness_explained"] = "lateness_explained"
    duty: DutyKey = Field(description="key of the duty, as status shows it")


class ChangeCalendar(Decision):
    """A bank holiday was proclaimed or withdrawn after the case's calendar was recorded."""

    title = "Change the calendar"
    purpose = "That a day is a bank holiday, or is none after all; open duties are counted afresh."
    verb = "case-calendar"

    decision: Literal["calendar_change"] = "calendar_change"
    day: date = Field(description="the weekday that was proclaimed")
    holiday: Line | None = Field(
        default=None, description="the bank holiday's name; without it the day is none after all"
    )
