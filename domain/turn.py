"""Whose turn it is: what of all that is owed can be done now, and what has to come first."""

from collections.abc import Iterator

from domain.case import Case
from domain.decisions.rapid_review import Paper
from domain.duty import Duty
from domain.local_review import steps_that_apply
from domain.signatures import LAST_STEP_BEFORE_SIGNING, all_signed


def comes_after(case: Case, duty: Duty) -> str | None:
    """What has to come before an open duty can be met, in plain words; None where somebody can act on it now."""
    return next(_lacking(case, duty), None)


def actionable(case: Case) -> list[Duty]:
    """The open duties on which somebody can act now, by due date, then key."""
    return [duty for duty in case.open_duties() if comes_after(case, duty) is None]


def _lacking(case: Case, duty: Duty) -> Iterator[str]:
    """The conditions under which the stages refuse the decision that would meet the duty."""
    match duty.rule.duty:
        case "notification" if case.criteria is None:
            yield "the criteria decision"
        case "signature" | "rapid_review" if case.meeting is None:
            yield "the rapid review meeting"
        case "rapid_review" if not all_signed(case, Paper.RAPID_REVIEW):
            yield "all three signatures"
        case "rapid_review" if case.notification is None:
            yield "the notification"
        case "local_review_signature" if LAST_STEP_BEFORE_SIGNING not in case.steps:
            yield "the draft report"
        case "advance_copy" if not all_signed(case, Paper.LOCAL_REVIEW):
            yield "all three signatures"
        case "publication" if case.advance_copy is None:
            yield "the advance copy"
        case "review_step":
            yield from _steps_before(case, duty.key.partition(":")[2])
        case "public_for_a_year":
            yield "the end of the year"


def _steps_before(case: Case, name: str) -> Iterator[str]:
    steps = {step.step: step for step in steps_that_apply(case)}
    before = steps[name].prerequisites if name in steps else ()
    yield from (steps[each].title for each in before if each in steps and each not in case.steps)
