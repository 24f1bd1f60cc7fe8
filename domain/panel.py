"""Stage 6, Panel escalation: five answers, which repeat and change; chasing is local, the partners' clocks go on."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from domain.case import Case
from domain.correspondence import Note, decided_by, panel_reference, to_organisations
from domain.decisions.panel import (
    ConcludeNationalReview,
    DecideLocalReview,
    Ground,
    PanelAnswer,
    RecordPanelAnswer,
    SupplyInformation,
)
from domain.duty import Owed
from domain.london import say_day
from domain.moment import Moment
from domain.refusal import Refusal, RefusalCode

PanelEntry = RecordPanelAnswer | SupplyInformation | DecideLocalReview

ANSWER_WORDS = {
    PanelAnswer.AGREES_NO_LOCAL_REVIEW: "The Panel agrees that there is no local review.",
    PanelAnswer.AGREES_LOCAL_REVIEW: "The Panel agrees to a local review.",
    PanelAnswer.ASKS_TO_RECONSIDER: "The Panel asks the partners to reconsider.",
    PanelAnswer.ASKS_FOR_INFORMATION: "The Panel asks for more information.",
    PanelAnswer.NATIONAL_REVIEW: "The Panel takes the case into a national review.",
}

_ANSWER_CALLS_FOR = {
    PanelAnswer.ASKS_FOR_INFORMATION: "information_to_panel",
    PanelAnswer.ASKS_TO_RECONSIDER: "reconsideration",
    PanelAnswer.AGREES_LOCAL_REVIEW: "lcspr_decision",
}

_SETTLED_BY_DECISION = ("reconsideration", "lcspr_decision")

_FOLLOWS = {
    PanelAnswer.AGREES_NO_LOCAL_REVIEW: "The case closes once its learning is acted on.",
    PanelAnswer.AGREES_LOCAL_REVIEW: "The partners now decide on the local review.",
    PanelAnswer.ASKS_TO_RECONSIDER: "The partners now decide again on a local review.",
    PanelAnswer.ASKS_FOR_INFORMATION: "The information is to be sent to the Panel.",
    PanelAnswer.NATIONAL_REVIEW: "The partners contribute to the national review.",
}


def owed(case: Case) -> Iterator[Owed]:
    """Walk the correspondence: what an entry calls for is owed until a later one settles or replaces it."""
    if case.submission is None or not case.under_review:
        return
    waiting: _Waiting | None = _Waiting("panel_answer", 1, case.submission)
    counts = Counter({"panel_answer": 1})
    review_decided = False
    for entry in case.panel_correspondence:
        if waiting and waiting.rule in _settled_by(entry):
            yield waiting.as_owed(case, met=entry.at)
            waiting = None
        elif isinstance(entry, RecordPanelAnswer):
            waiting = None  # a new answer replaces what the last one called for
        wanted = _calls_for(entry, review_decided=review_decided)
        if waiting is None and wanted:
            counts[wanted] += 1
            waiting = _Waiting(wanted, counts[wanted], entry.at)
        if isinstance(entry, DecideLocalReview):
            review_decided = entry.initiate
    if waiting:
        yield waiting.as_owed(case, met=None)


@dataclass(frozen=True)
class _Waiting:
    rule: str
    number: int
    since: Moment

    def as_owed(self, case: Case, met: Moment | None) -> Owed:
        rule = case.in_force.rule(self.rule)
        return Owed(
            key=f"{self.rule}:{self.number}",
            rule=rule,
            anchor_day=self.since.first_day,
            met=met,
        )


def _settled_by(entry: PanelEntry) -> tuple[str, ...]:
    if isinstance(entry, RecordPanelAnswer):
        return ("panel_answer",)
    if isinstance(entry, SupplyInformation):
        return ("information_to_panel",)
    return _SETTLED_BY_DECISION


def _calls_for(entry: PanelEntry, *, review_decided: bool) -> str | None:
    if isinstance(entry, SupplyInformation):
        return "panel_answer"
    if isinstance(entry, DecideLocalReview):
        return None
    if entry.answer is PanelAnswer.AGREES_LOCAL_REVIEW and review_decided:
        return None  # the partners did not wait for the Panel
    return _ANSWER_CALLS_FOR.get(entry.answer)


def check_answer(case: Case, _decision: RecordPanelAnswer) -> None:
    """The Panel answers a rapid review that it has; it may answer again, late, or beside a local review."""
    if case.submission is None:
        raise Refusal(RefusalCode.WRONG_STAGE, "the rapid review has not gone to the Panel yet")


def check_information(case: Case, _decision: SupplyInformation) -> None:
    """Information is sent when the Panel's last answer asked for it."""
    asked = case.panel_answers and case.panel_answers[-1].answer is PanelAnswer.ASKS_FOR_INFORMATION
    if not asked or isinstance(case.panel_correspondence[-1], SupplyInformation):
        raise Refusal(RefusalCode.WRONG_STAGE, "the Panel has not asked for information that is still to be sent")


def check_local_review(case: Case, decision: DecideLocalReview) -> None:
    """Partners decide on a local review once the rapid review is with the Panel; the Panel cannot order one."""
    if case.submission is None or not case.under_review:
        raise Refusal(RefusalCode.WRONG_STAGE, "a local review is decided after the rapid review has gone to the Panel")
    present = case.local_review_decision
    asked = any(each.met is None and each.rule.duty in _SETTLED_BY_DECISION for each in owed(case))
    if present and present.initiate is decision.initiate and not asked:
        raise Refusal(RefusalCode.ALREADY_DECIDED, "the same has been decided already")
    if case.publication and not decision.initiate:
        raise Refusal(RefusalCode.WRONG_STAGE, "the local review has been published")
    if decision.initiate and not decision.grounds:
        grounds = ", ".join(ground.value for ground in Ground)
        raise Refusal(RefusalCode.INCOMPLETE, f"grounds: a local review needs at least one of {grounds}")


def check_national_conclusion(case: Case, _decision: ConcludeNationalReview) -> None:
    """A national review concludes once, after the Panel took the case into it."""
    if not in_national_review(case):
        raise Refusal(RefusalCode.WRONG_STAGE, "the Panel has not taken the case into a national review")


def in_national_review(case: Case) -> bool:
    """Whether a national review runs: taken up by any answer and not concluded."""
    taken = any(answer.answer is PanelAnswer.NATIONAL_REVIEW for answer in case.panel_answers)
    return taken and case.national_review_concluded is None


def record(case: Case, entry: PanelEntry) -> Case:
    """The entry is the newest of the correspondence; nothing before it is dropped."""
    return case.having(panel_correspondence=(*case.panel_correspondence, entry))


def answer_letters(case: Case, decision: RecordPanelAnswer) -> list[Note]:
    """The partners hear what the Panel answered and what follows."""
    values = {
        "answered": decision.at.say(),
        "reasons": decision.reason,
        "what_follows": _FOLLOWS[decision.answer],
    }
    if decision.answer is PanelAnswer.NATIONAL_REVIEW:
        kind, values = "national_review", {**values, "panel_reference": panel_reference(case)}
    else:
        kind, values = "panel_answer", {**values, "answer": ANSWER_WORDS[decision.answer]}
    return to_organisations(case.in_force.policy.partners, kind, values)


def information_letters(case: Case, decision: SupplyInformation) -> list[Note]:
    """What the Panel asked for goes to it, with the document."""
    values = {
        "panel_reference": panel_reference(case),
        "asked": case.panel_answers[-1].at.say(),
        "information": decision.reason,
    }
    attachments = (decision.information,) if decision.information else ()
    return to_organisations(case.organisations_of("panel"), "information_to_panel", values, attachments)


def local_review_letters(_before: Case, case: Case, decision: DecideLocalReview) -> list[Note]:
    """The Panel, Ofsted and the Department for Education are told of the decision, whichever it is."""
    publication = case.duties.get("publication")
    values = {
        "panel_reference": panel_reference(case),
        "decided": decision.at.say(),
        "decided_by": decided_by(case, decision),
        "decision": "A local review is initiated." if decision.initiate else "No local review is initiated.",
        "reasons": decision.reason,
        "publication_due": say_day(publication.due) if publication and decision.initiate else "",
    }
    told = [each for kind in ("panel", "ofsted", "dfe") for each in case.organisations_of(kind)]
    return to_organisations(told, "lcspr_decision", values)


def has_settled(case: Case) -> bool:
    """Whether the Panel has answered, nothing that it asked for is owed, and no national review runs."""
    owes = any(each.met is None for each in owed(case))
    return bool(case.panel_answers) and not owes and not in_national_review(case)
