"""The course of an incident by its codes alone: the same from a whole case and from what is left of a destroyed one."""

from collections.abc import Sequence

from domain.case import Case
from domain.decisions.criteria import CriteriaOutcome
from domain.decisions.panel import PanelAnswer
from domain.decisions.rapid_review import Recommendation
from domain.model import Model
from domain.moment import Moment
from domain.notifiable import Path
from domain.skeleton import Skeleton, SkeletonCase, fold_skeletons


class Trace(Model):
    """What stands in clear of one event, for ever: its name, when it happened, and its skeleton."""

    type: str
    effective: Moment
    skeleton: Skeleton


class Course(Model):
    """What was found, decided and answered, as far as it has a code. None stands for what has not happened.

    `criteria` is the last criteria decision, `local_review` whether the partners' last decision initiates one,
    `linked` whether the incident goes on in another case.
    """

    path: Path | None = None
    criteria: CriteriaOutcome | None = None
    stood_down: bool = False
    recommendation: Recommendation | None = None
    panel_answers: tuple[PanelAnswer, ...] = ()
    local_review: bool | None = None
    linked: bool = False
    outcome: str | None = None


class Left(Model):
    """What is left of a record that cannot be read: how its duties were kept, and its course.

    `opened` is when the referral that opened it was received, as it was recorded first.
    """

    skeleton: SkeletonCase
    course: Course
    opened: Moment


def course_of(case: Case) -> Course:
    """The course of a case."""
    return Course(
        path=case.assessment.path if case.assessment else None,
        criteria=case.criteria_decisions[-1].outcome if case.criteria_decisions else None,
        stood_down=case.stood_down is not None,
        recommendation=case.meeting.recommendation if case.meeting else None,
        panel_answers=tuple(each.answer for each in case.panel_answers),
        local_review=case.local_review_decision.initiate if case.local_review_decision else None,
        linked=case.linked is not None,
        outcome=case.outcome,
    )


def left_of(traces: Sequence[Trace]) -> Left:
    """What is left of a case, from the traces of all its events in their order."""
    course = Course()
    for trace in traces:
        course = _after(course, trace.type, trace.skeleton.code)
    return Left(skeleton=fold_skeletons(trace.skeleton for trace in traces), course=course, opened=traces[0].effective)


def _after(course: Course, happened: str, code: str | None) -> Course:  # noqa: PLR0911 - one line an event
    match happened:
        case "facts_assessed":
            return course.model_copy(update={"path": Path(code or "")})
        case "criteria":
            return course.model_copy(update={"criteria": CriteriaOutcome(code or ""), "stood_down": False})
        case "stand_down":
            return course.model_copy(update={"stood_down": True})
        case "rapid_review_meeting":
            return course.model_copy(update={"recommendation": Recommendation(code or "")})
        case "panel_answer":
            answers = (*course.panel_answers, PanelAnswer(code or ""))
            return course.model_copy(update={"panel_answers": answers})
        case "local_review_decision":
            return course.model_copy(update={"local_review": code == "initiated"})
        case "link_duplicate":
            return course.model_copy(update={"linked": True})
        case "case_closed":
            return course.model_copy(update={"outcome": code})
        case "reopening":
            return course.model_copy(update={"outcome": None})
        case _:
            return course
