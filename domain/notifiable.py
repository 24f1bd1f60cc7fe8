"""What the facts of a referral suggest: which path the incident is on.

Working Together defines a serious child safeguarding case by two halves, abuse or neglect known or suspected, and
death or serious harm. The death of a looked-after child, whatever the cause, and (from December 2023) of a care
leaver up to and including age 24 is notified as well, and alone needs no rapid review.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from domain.framework import Framework
from domain.model import Model
from domain.referral import Child, Country, Referral

ADULT_AGE = 18
DEATH_REVIEW_AGE = 16


class Path(StrEnum):
    """Where the facts lead."""

    REVIEW = "review"
    NOTIFY_ONLY = "notify_only"
    OTHER_AREA = "other_area"
    NOTHING_TO_NOTIFY = "nothing_to_notify"


class Assessment(Model):
    """The suggested path, with one reason a line; children are named by their number, never by name."""

    path: Path
    reasons: tuple[str, ...]


def age_on(born: date, day: date) -> int:
    """Age in completed years on a London day; someone born on 29 February reaches an age on 1 March."""
    birthday_passed = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (0 if birthday_passed else 1)


def assess(referral: Referral, framework: Framework, area: str) -> Assessment:
    """The path that the facts suggest under `framework`, for the local authority of `area`."""
    if _notified_elsewhere(referral, area):
        where = referral.incident.area
        return Assessment(
            path=Path.OTHER_AREA,
            reasons=(f"the incident took place in the area {where}: its local authority notifies, we contribute",),
        )
    reasons: list[str] = []
    path = Path.NOTHING_TO_NOTIFY
    for number, child in enumerate(referral.children, start=1):
        for suggested, reason in _of_child(child, referral, framework):
            reasons.append(f"child {number}: {reason}")
            if suggested is Path.REVIEW or path is Path.NOTHING_TO_NOTIFY:
                path = suggested
    if not reasons:
        reasons.append("no child in the referral meets the definition or was looked after or a care leaver who died")
    if asked := death_review_asked_for(referral):
        reasons.append(asked)
    return Assessment(path=path, reasons=tuple(reasons))


def _notified_elsewhere(referral: Referral, area: str) -> bool:
    """In England the authority of the place notifies; for harm outside England, that of normal residence."""
    if referral.incident.country is Country.ENGLAND:
        return referral.incident.area != area
    return all(child.lives_in != area for child in referral.children)


def _of_child(child: Child, referral: Referral, framework: Framework) -> Iterator[tuple[Path, str]]:
    harmed = child.seriously_harmed or child.died_on is not None
    if referral.incident.abuse_or_neglect and harmed and _is_child(child, referral):
        what = "died" if child.died_on else "was seriously harmed"
        yield Path.REVIEW, f"abuse or neglect is known or suspected and the child {what}"
        return
    if child.died_on is None or child.date_of_birth is None:
        return
    age = age_on(child.date_of_birth, child.died_on)
    if child.looked_after and age < ADULT_AGE and "looked_after_child_death" in framework.notifiable:
        yield Path.NOTIFY_ONLY, "a looked-after child died"
    elif (
        child.care_leaver
        and ADULT_AGE <= age < framework.care_leaver_until_age
        and "care_leaver_death" in framework.notifiable
    ):
        yield Path.NOTIFY_ONLY, f"a care leaver died at age {age}"


def _is_child(child: Child, referral: Referral) -> bool:
    """Under 18 on the day of the incident, or unborn."""
    if child.date_of_birth is None:
        return True
    day = referral.incident.at.first_day if referral.incident.at else child.died_on
    if day is None:
        # The day of the incident is not known: the earliest awareness is the latest that it can be.
        known = [moment.first_day for moment in (referral.agency_aware, referral.la_aware, referral.received) if moment]
        day = min(known) if known else None
    return day is None or age_on(child.date_of_birth, day) < ADULT_AGE


def death_review_asked_for(referral: Referral) -> str | None:
    """Whether a domestic abuse related death review is to be linked, in words without names; None where it is not.

    Somebody of 16 or over died through a partner, a relative or a member of the household (Domestic Violence, Crime
    and Victims Act 2004 s. 9). Where nobody knows yet through whom, it is asked and not asserted.
    """
    through = [child.domestic_abuse_related_death for child in referral.children if died_at_sixteen_or_over(child)]
    if True in through:
        return (
            "somebody of 16 or over died through a partner, a relative or a member of the household: "
            "link the domestic abuse related death review"
        )
    if None in through:
        return (
            "somebody of 16 or over died: if through a partner, a relative or a member of the household, "
            "link the domestic abuse related death review"
        )
    return None


def died_at_sixteen_or_over(child: Child) -> bool:
    """Whether the child or care leaver was at least 16 on the London day of death."""
    if child.died_on is None or child.date_of_birth is None:
        return False
    return age_on(child.date_of_birth, child.died_on) >= DEATH_REVIEW_AGE
