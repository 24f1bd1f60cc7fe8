"""Who may decide what: the role, the kind of organisation, and for a delegate the dated authority.

Children Act 2004 s. 16E names the three safeguarding partners; s. 16C lays notification on the local authority.
"""

from domain.decisions import Decision, ReturnSummary, Sign
from domain.people import Role
from domain.refusal import Refusal, RefusalCode
from domain.rules import Policy

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

_TEAM = frozenset({Role.COORDINATOR, Role.BUSINESS_MANAGER})
_LOCAL_AUTHORITY = frozenset({Role.LOCAL_AUTHORITY_DECISION_MAKER, Role.DELEGATE})
_PARTNERS = frozenset({Role.PARTNER, Role.DELEGATE})

ROLES_FOR: dict[str, frozenset[Role]] = {
    "safeguarding_lead_decision": frozenset({Role.SAFEGUARDING_LEAD}),
    "acknowledgement": _TEAM,
    "criteria": _LOCAL_AUTHORITY,
    "correction": _TEAM,
    "framework_move": frozenset({Role.BUSINESS_MANAGER}),
    "notification": _LOCAL_AUTHORITY,
    "agency_summary": frozenset({Role.AGENCY_CONTACT, Role.SAFEGUARDING_LEAD}),
    "rapid_review_meeting": _TEAM,
    "signature": _PARTNERS,
    "rapid_review_submission": _TEAM,
    "panel_answer": frozenset({Role.PANEL}),
    "information_to_panel": _TEAM,
    "local_review_decision": _PARTNERS,
    "local_review_step": _TEAM | {Role.REVIEWER},
    "publication_delay": _TEAM | _PARTNERS,
    "advance_copy": _TEAM,
    "publication": _TEAM,
    "public_year_ended": frozenset({Role.PROCEDURE, Role.BUSINESS_MANAGER}),
    "action": _TEAM,
    "action_completed": _TEAM,
    "stand_down": _LOCAL_AUTHORITY,
    "withdrawal": _TEAM | {Role.SAFEGUARDING_LEAD},
    "reopening": _TEAM | _LOCAL_AUTHORITY,
    "link_duplicate": _TEAM,
    "death_review_link": _TEAM,
    "other_area_answer": _TEAM,
    "national_review_concluded": _TEAM | {Role.PANEL},
    "calendar_change": _TEAM,
    "duty_extended": _TEAM,
    "duty_suspended": _TEAM,
    "duty_resumed": _TEAM,
    "lateness_explained": _TEAM | _LOCAL_AUTHORITY | _PARTNERS,
    "legal_hold": _TEAM | _LOCAL_AUTHORITY | _PARTNERS,
    "legal_hold_lifted": frozenset({Role.BUSINESS_MANAGER}) | _LOCAL_AUTHORITY | _PARTNERS,
    "disposal_proposed": _TEAM,
    "disposal_approved": frozenset({Role.BUSINESS_MANAGER}) | _LOCAL_AUTHORITY | _PARTNERS,
    "disposal_declined": _TEAM | _LOCAL_AUTHORITY | _PARTNERS,
}

_LOCAL_AUTHORITY_ONLY = frozenset({"criteria", "notification", "stand_down"})


def check_authority(policy: Policy, decision: Decision, name: str) -> None:
    """Refuse a decision by somebody who may not take it.

    Args:
        policy: the partnership's policy, for its directory.
        decision: who decided, in what role and organisation.
        name: the decision's name, a key of `ROLES_FOR`.

    Raises:
        Refusal: not_authorised or unknown, saying who may.
    """
    by = decision.by
    organisation = policy.organisation(by.organisation)
    if organisation is None:
        known = ", ".join(sorted(each.key for each in policy.organisations))
        raise Refusal(RefusalCode.UNKNOWN, f"by.organisation: no such organisation in the directory; it has {known}")
    allowed = ROLES_FOR[name]
    if by.role not in allowed:
        who = " or ".join(sorted(role.value for role in allowed))
        raise Refusal(RefusalCode.NOT_AUTHORISED, f"the role {by.role.value} may not take this decision; {who} may")
    kinds = PARTNER_ORGANISATIONS & {"local_authority"} if name in _LOCAL_AUTHORITY_ONLY else KINDS_OF_ROLE.get(by.role)
    if kinds is not None and organisation.kind not in kinds:
        needed = " or ".join(sorted(kinds)).replace("_", " ")
        raise Refusal(
            RefusalCode.NOT_AUTHORISED,
            f"by.organisation: {by.organisation} is of the kind {organisation.kind.replace('_', ' ')}; "
            f"in the role {by.role.value} this decision is for {needed}",
        )
    _check_delegation(decision)
    own = decision.agency if isinstance(decision, ReturnSummary) else None
    own = decision.partner if isinstance(decision, Sign) else own
    if own is not None and own != by.organisation:
        raise Refusal(RefusalCode.NOT_AUTHORISED, f"{by.organisation} acts for itself only, it cannot act for {own}")


def _check_delegation(decision: Decision) -> None:
    by = decision.by
    if by.role is not Role.DELEGATE:
        return
    if by.delegation is None:
        raise Refusal(RefusalCode.NOT_AUTHORISED, "by.delegation: a delegate needs who gave the authority and its date")
    if by.delegation.dated > decision.at.last_day:
        raise Refusal(RefusalCode.NOT_AUTHORISED, "by.delegation.dated: the authority is dated after the decision")
