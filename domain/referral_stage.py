"""Stage 1, referral: the Safeguarding Lead's decision, withdrawal, and two referrals of one incident."""

from domain.case import Case
from domain.correspondence import Note, to_referrers
from domain.decisions.referral import DecideReferral, LinkDuplicate, Withdraw
from domain.refusal import Refusal, RefusalCode


def check_lead(case: Case, decision: DecideReferral) -> None:
    """Only a consultation that the Safeguarding Lead has not decided yet can be decided."""
    if case.lead or case.referral.safeguarding_lead:
        raise Refusal(
            RefusalCode.ALREADY_DECIDED,
            "the Safeguarding Lead has already decided; withdraw the referral instead",
        )
    if decision.by.organisation != case.referral.referrer.organisation:
        raise Refusal(
            RefusalCode.NOT_AUTHORISED,
            "by.organisation: the Safeguarding Lead of the referring organisation decides, "
            f"which is {case.referral.referrer.organisation}",
        )


def check_withdrawal(case: Case, _decision: Withdraw) -> None:
    """A referral can be withdrawn until the criteria are decided; after that the review is stood down."""
    if case.criteria or case.notification:
        raise Refusal(
            RefusalCode.WRONG_STAGE,
            "the criteria have been decided; record another criteria decision, or stand the review down",
        )


def withdrawal_letters(case: Case, decision: Withdraw) -> list[Note]:
    """Every referrer is told."""
    return to_referrers(case, "withdrawn", {"withdrawn": decision.at.say(), "reasons": decision.reason})


def check_link(case: Case, decision: LinkDuplicate) -> None:
    """A case is linked to another one, and only before its own notification: one incident, one notification."""
    if decision.survivor == case.reference:
        raise Refusal(RefusalCode.UNKNOWN, "survivor: a case cannot be a duplicate of itself")
    if case.notification and not case.stood_down:
        raise Refusal(
            RefusalCode.WRONG_STAGE,
            "this case has been notified to the Panel, so it is the one that survives; link the other one to it, and "
            "if that has been notified too, stand one of them down first",
        )


def link_letters(case: Case, decision: LinkDuplicate) -> list[Note]:
    """Every referrer learns under which reference the incident goes on."""
    return to_referrers(case, "linked", {"survivor": decision.survivor})
