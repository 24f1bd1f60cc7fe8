"""Who may decide what: the role, the kind of organisation, for a delegate the dated authority, and who sends it.

Children Act 2004 s. 16E names the three safeguarding partners; s. 16C lays notification on the local authority.
"""

from datetime import date

from domain.actor import Seat
from domain.case import Case
from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.decisions.rapid_review import ReturnSummary, Sign
from domain.grants import Grant, Mandate
from domain.people import Role
from domain.policy import Policy
from domain.refusal import Refusal, RefusalCode
from domain.standing import stage

PARTNER_ORGANISATIONS = frozenset({"local_authority", "icb", "police"})

KINDS_OF_ROLE: dict[Role, frozenset[str]] = {
    Role.COORDINATOR: frozenset({"partnership"}),
    Role.BUSINESS_MANAGER: frozenset({"partnership"}),
    Role.LOCAL_AUTHORITY_DECISION_MAKER: frozenset({"local_authority"}),
    Role.PARTNER: PARTNER_ORGANISATIONS,
    Role.DELEGATE: PARTNER_ORGANISATIONS,
    Role.PANEL: frozenset({"panel"}),
    Role.PROCEDURE: frozenset({"partnership"}),
}
"""In which kinds of organisation a role is held; a role that is not named here, in any."""


def check_authority(
    policy: Policy, decision: AnyDecision, mandate: Mandate, seats: list[Seat], *, taken_over: bool = False
) -> None:
    """Refuse a decision by somebody who may not take it, or sent by somebody who may not send it.

    Args:
        policy: the partnership's policy, for its directory.
        decision: who decided, in what role and organisation.
        mandate: who sends it, and what the authority file says of it.
        seats: what the sender holds on the London day of its recording.
        taken_over: whether it was taken before the service had the case; then whoever refers the case tells it.

    Raises:
        Refusal: not_authorised or unknown, saying who may.
    """
    if mandate.actor.kind == "service":
        return
    grant = mandate.grant(decision.decision)
    _check_role(policy, decision, grant)
    _check_delegation(decision)
    own = decision.agency if isinstance(decision, ReturnSummary) else None
    own = decision.partner if isinstance(decision, Sign) else own
    if own is not None and own != decision.by.organisation:
        raise Refusal(
            RefusalCode.NOT_AUTHORISED,
            f"{decision.by.organisation} acts for itself only, it cannot act for {own}",
        )
    if not taken_over:
        _check_sender(decision, grant, mandate, seats)


def check_stage(case: Case, decision: AnyDecision, mandate: Mandate) -> None:
    """Raises a Refusal where the authority file keeps the decision to other stages of a case."""
    if mandate.actor.kind == "service":
        return
    allowed = mandate.grant(decision.decision).stages
    now_at = stage(case).partition(":")[0]
    if allowed and now_at not in allowed:
        raise Refusal(RefusalCode.WRONG_STAGE, f"the case is at: {now_at}; this is for: {', '.join(allowed)}")


def may_refer(mandate: Mandate, today: date) -> bool:
    """Whether this sender may refer an incident on this London day."""
    allowed = mandate.grant("referral").roles
    return mandate.actor.kind == "service" or any(seat.role in allowed for seat in mandate.actor.seats_on(today))


def _check_role(policy: Policy, decision: Decision, grant: Grant) -> None:
    by = decision.by
    organisation = policy.organisation(by.organisation)
    if organisation is None:
        known = ", ".join(sorted(each.key for each in policy.organisations))
        raise Refusal(RefusalCode.UNKNOWN, f"by.organisation: no such organisation in the directory; it has {known}")
    if by.role not in grant.roles:
        who = " or ".join(sorted(role.value for role in grant.roles))
        raise Refusal(RefusalCode.NOT_AUTHORISED, f"the role {by.role.value} may not take this decision; {who} may")
    kinds = frozenset(grant.organisations) or KINDS_OF_ROLE.get(by.role)
    if kinds is not None and organisation.kind not in kinds:
        needed = " or ".join(sorted(kinds)).replace("_", " ")
        raise Refusal(
            RefusalCode.NOT_AUTHORISED,
            f"by.organisation: {by.organisation} is of the kind {organisation.kind.replace('_', ' ')}; "
            f"in the role {by.role.value} this decision is for {needed}",
        )


def _check_delegation(decision: Decision) -> None:
    by = decision.by
    if by.role is not Role.DELEGATE:
        return
    if by.delegation is None:
        raise Refusal(RefusalCode.NOT_AUTHORISED, "by.delegation: a delegate needs who gave the authority and its date")
    if by.delegation.dated > decision.at.last_day:
        raise Refusal(RefusalCode.NOT_AUTHORISED, "by.delegation.dated: the authority is dated after the decision")


def _check_sender(decision: Decision, grant: Grant, mandate: Mandate, seats: list[Seat]) -> None:
    """Nobody decides in another's name: who sends it decides, or may record it for who did."""
    by, actor = decision.by, mandate.actor
    if any(seat.role in grant.recorded_by for seat in seats):
        return
    same_seat = [seat for seat in seats if (seat.role, seat.organisation) == (by.role, by.organisation)]
    if not same_seat:
        held = ", ".join(f"{seat.role.value} of {seat.organisation}" for seat in seats) or "none"
        raise Refusal(
            RefusalCode.NOT_AUTHORISED,
            f"{actor.id} sends this and holds no seat as {by.role.value} of {by.organisation} on this day ({held}); "
            f"{_who_may_send(grant)}",
        )
    if by.name != actor.name:
        raise Refusal(
            RefusalCode.NOT_AUTHORISED,
            f"by.name: is not the name of {actor.id}, who sends this; {_who_may_send(grant)}",
        )
    if all(seat.delegation != by.delegation for seat in same_seat):
        raise Refusal(
            RefusalCode.NOT_AUTHORISED, f"by.delegation: is not the one by which {actor.id} is a delegate here"
        )


def _who_may_send(grant: Grant) -> str:
    if not grant.recorded_by:
        return "who takes this decision sends it, with their own proof"
    return f"who takes it sends it, or records it for them as {' or '.join(role.value for role in grant.recorded_by)}"
