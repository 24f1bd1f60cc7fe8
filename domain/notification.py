"""Stage 4, notification to the Panel by the local authority within 5 working days (Children Act 2004 s. 16C).

The national system has no public interface: a person submits there, and the case records when, by whom, the
reference and a copy.
"""

from collections.abc import Iterator

from domain.case import Case
from domain.correspondence import Note, decided_by, to_organisations
from domain.decisions.criteria import CriteriaOutcome, Notify
from domain.duty import Owed
from domain.notifiable import Path
from domain.refusal import Refusal, RefusalCode

NOTIFIED_ONLY = (
    "The same submission tells the Secretary of State and Ofsted of the death. "
    "No rapid review is needed for this notification."
)
NOTIFIED_OUTCOMES = (CriteriaOutcome.MET, CriteriaOutcome.NOTIFY_ONLY)


def owed(case: Case) -> Iterator[Owed]:
    """The clock runs from awareness, so it is shown while the criteria are still undecided, if the facts suggest it."""
    if case.notification is None and not _expected(case):
        return
    rule = case.in_force.rule("notification")
    yield Owed(
        key="notification",
        rule=rule,
        anchor_day=case.awareness_day,
        met=case.notification.at if case.notification else None,
    )


def _expected(case: Case) -> bool:
    if not case.referred or case.withdrawn or case.linked:
        return False
    if case.criteria:
        return case.criteria.outcome in NOTIFIED_OUTCOMES
    suggested = case.assessment.path if case.assessment else Path.NOTHING_TO_NOTIFY
    return suggested in (Path.REVIEW, Path.NOTIFY_ONLY)


def check(case: Case, _decision: Notify) -> None:
    """One incident has one notification, after the criteria decision."""
    if case.notification:
        raise Refusal(
            RefusalCode.ALREADY_DECIDED,
            f"the Panel has been notified already, under the reference {case.notification.panel_reference}",
        )
    if case.criteria is None or case.criteria.outcome not in NOTIFIED_OUTCOMES:
        raise Refusal(RefusalCode.WRONG_STAGE, "record first the criteria decision that the incident is to be notified")


def letters(case: Case, decision: Notify) -> list[Note]:
    """The local safeguarding partners are told at once.

    The national system itself passes a notification on: that of a serious incident to Ofsted and the DfE, that of a
    death which is notified whatever its cause to the Secretary of State and Ofsted.
    """
    review = case.criteria is not None and case.criteria.outcome is CriteriaOutcome.MET
    values = {
        "notified": decision.at.say(),
        "notified_by": decided_by(case, decision),
        "panel_reference": decision.panel_reference,
        "what_follows": "A rapid review follows." if review else NOTIFIED_ONLY,
    }
    return to_organisations(case.in_force.policy.partners, "notified", values)
