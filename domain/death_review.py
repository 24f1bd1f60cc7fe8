"""The domestic abuse related death review of somebody of 16 or over, which another body holds beside this case.

Domestic Violence, Crime and Victims Act 2004 s. 9, as changed by the Victims and Prisoners Act 2024: a death
through a partner, a relative or a member of the household. Two reviews of one death must know of each other, so the
case keeps the other's reference.
"""

from domain.case import Case
from domain.decisions.referral import LinkDeathReview
from domain.notifiable import death_review_asked_for, died_at_sixteen_or_over
from domain.refusal import Refusal, RefusalCode


def to_be_linked(case: Case) -> str | None:
    """What is still asked of the partnership, in words without names; None when a review is linked or none is due."""
    if case.death_reviews:
        return None
    asked = (death_review_asked_for(received.referral) for received in case.referrals)
    return next((each for each in asked if each), None)


def check(case: Case, decision: LinkDeathReview) -> None:
    """Somebody of 16 or over died, and this review is not linked yet."""
    children = (child for received in case.referrals for child in received.referral.children)
    if not any(died_at_sixteen_or_over(child) for child in children):
        raise Refusal(
            RefusalCode.WRONG_STAGE,
            "a domestic abuse related death review is about somebody of 16 or over, and nobody of that age died here; "
            "correct the facts first",
        )
    if any(linked.review_reference == decision.review_reference for linked in case.death_reviews):
        raise Refusal(RefusalCode.ALREADY_DECIDED, "review_reference: this review has been linked already")


def link(case: Case, decision: LinkDeathReview) -> Case:
    """The case knows of the other review; each that is linked stays on record."""
    return case.having(death_reviews=(*case.death_reviews, decision))
