"""Stage 8, disposal: proposed by one person, approved by another, and then carried out, which nothing undoes.

Nothing here happens by itself: a retention that has ended allows a disposal and causes none.
"""

from datetime import date

from domain.actor import Actor
from domain.case import Case, Disposal
from domain.decisions.closed_case import ApproveDisposal, DeclineDisposal, ProposeDisposal
from domain.london import say_day
from domain.policy import Policy
from domain.refusal import Refusal, RefusalCode
from domain.retention import holds_in_force, longest
from domain.retention_policy import RetentionRule


def pending(case: Case) -> Disposal | None:
    """The disposal that is proposed or approved, and neither declined nor set aside."""
    last = case.disposals[-1] if case.disposals else None
    return None if last is None or last.declined or last.set_aside else last


def check_proposal(case: Case, decision: ProposeDisposal) -> None:
    """The record of a closed case that need not be kept any more, and that nobody has proposed yet."""
    _check_need_not_be_kept(case, decision.at.first_day, case.in_force.policy)
    if pending(case):
        raise Refusal(RefusalCode.ALREADY_DECIDED, "a disposal is proposed already; approve or decline that one")


def propose(case: Case, decision: ProposeDisposal) -> Case:
    """It waits for somebody else's approval."""
    return case.having(disposals=(*case.disposals, Disposal(proposed=decision)))


def check_approval(case: Case, decision: ApproveDisposal) -> None:
    """Of what somebody else has proposed, in a role that the policy names, while it need not be kept."""
    rule = _check_need_not_be_kept(case, decision.at.first_day, case.in_force.policy)
    disposal = pending(case)
    if disposal is None:
        raise Refusal(RefusalCode.WRONG_STAGE, "no disposal is proposed; propose it first (cspr propose-disposal)")
    if disposal.approved:
        raise Refusal(RefusalCode.ALREADY_DECIDED, "the disposal is approved already")
    if decision.by.role not in rule.approvers:
        who = " or ".join(sorted(role.value for role in rule.approvers))
        raise Refusal(RefusalCode.NOT_AUTHORISED, f"by.role: by the policy {who} approves the disposal of this record")
    if disposal.proposed.at.certainly_after(decision.at):
        raise Refusal(
            RefusalCode.WRONG_TIME, f"at: it was proposed on {disposal.proposed.at.say()}, and is approved after that"
        )


def check_approver(case: Case, _decision: ApproveDisposal, actor: Actor) -> None:
    """Nobody approves what they proposed, under whatever name."""
    disposal = pending(case)
    if disposal is not None and case.taken_by.get(disposal.proposed.id) == actor.id:
        raise Refusal(RefusalCode.NOT_AUTHORISED, f"{actor.id} has proposed it; somebody else has to approve it")


def approve(case: Case, decision: ApproveDisposal) -> Case:
    """It may be carried out."""
    return _with_last(case, approved=decision)


def check_declining(case: Case, _decision: DeclineDisposal) -> None:
    """Something is proposed or approved."""
    if pending(case) is None:
        raise Refusal(RefusalCode.WRONG_STAGE, "no disposal is proposed or approved")


def decline(case: Case, decision: DeclineDisposal) -> Case:
    """The record is kept; it can be proposed again."""
    return _with_last(case, declined=decision)


def set_aside(case: Case) -> Case:
    """What was proposed or approved counts no more, because something has happened that nobody knew then."""
    return _with_last(case, set_aside=True) if pending(case) else case


def check_carrying_out(
    case: Case, today: date, current: Policy, *, survivor_is_destroyed: bool
) -> tuple[ApproveDisposal, RetentionRule]:
    """The approval and the rule by which the record may be destroyed.

    Args:
        case: the case.
        today: the London day on which it would be destroyed.
        current: the partnership's policy of that day, beside the one that the case was opened under.
        survivor_is_destroyed: of a linked duplicate, whether the case is destroyed in which its incident goes on.

    Raises:
        Refusal: it may not be destroyed.
    """
    rule = _check_need_not_be_kept(case, today, case.in_force.policy, current)
    disposal = pending(case)
    if disposal is None or disposal.approved is None:
        raise Refusal(RefusalCode.WRONG_STAGE, "its disposal is not approved (cspr propose-disposal, approve-disposal)")
    if case.linked and not survivor_is_destroyed:
        raise Refusal(
            RefusalCode.NOT_ALLOWED,
            f"its documents belong to the record of {case.linked.survivor} too, which has to go first",
        )
    return disposal.approved, rule


def _check_need_not_be_kept(case: Case, day: date, *policies: Policy) -> RetentionRule:
    """The rule whose period has ended. The refusal names no day: with a birth it would tell that, too."""
    if not case.is_closed:
        raise Refusal(RefusalCode.WRONG_STAGE, "the case is open; only the record of a closed one can be destroyed")
    holds = holds_in_force(case)
    if holds:
        since = case.legal_holds[holds[0] - 1].placed.at
        raise Refusal(
            RefusalCode.NOT_ALLOWED,
            f"legal hold {holds[0]} is in force since {say_day(since.first_day)}: the record is kept",
        )
    kept = longest(case, *policies)
    if kept is None:
        raise Refusal(RefusalCode.NOT_ALLOWED, "the policy does not say how long such a record is kept: it is kept")
    if not kept.has_ended(day):
        raise Refusal(
            RefusalCode.NOT_ALLOWED,
            f"its retention has not ended ({kept.rule.say()}); cspr retention show {case.reference} names the day",
        )
    return kept.rule


def _with_last(case: Case, **changes: object) -> Case:
    *earlier, last = case.disposals
    return case.having(disposals=(*earlier, last.model_copy(update=changes)))
