"""What kind of incident it is, and where: from the facts of its referral, by codes that tell nothing of anybody."""

from enum import StrEnum

from domain.model import Model
from domain.referral import Country, Referral


class Kind(StrEnum):
    """What happened; where several hold of the children of one incident, the first."""

    DEATH = "child died, abuse or neglect known or suspected"
    HARM = "child seriously harmed, abuse or neglect known or suspected"
    LOOKED_AFTER_DEATH = "death of a looked-after child, without suspected abuse or neglect"
    CARE_LEAVER_DEATH = "death of a care leaver, without suspected abuse or neglect"
    OTHER = "none of these"


class Place(StrEnum):
    """Where it took place, seen from the area of our own local authority."""

    OWN_AREA = "our own area"
    OTHER_AREA = "another area of England"
    ELSEWHERE = "elsewhere in the United Kingdom"
    ABROAD = "abroad"


class Home(StrEnum):
    """Where the children normally live; with one child elsewhere, another local authority is involved."""

    OWN_AREA = "all in our own area"
    OTHER_AREA = "at least one child in another area"


class Facts(Model):
    """What the facts of an incident come down to."""

    kind: Kind
    place: Place
    home: Home


def facts_of(referral: Referral, area: str) -> Facts:
    """The facts of a referral, for the local authority of `area`."""
    lives = {child.lives_in for child in referral.children}
    return Facts(
        kind=_kind(referral),
        place=_place(referral, area),
        home=Home.OWN_AREA if lives == {area} else Home.OTHER_AREA,
    )


def _kind(referral: Referral) -> Kind:
    dead = [child for child in referral.children if child.died_on]
    if referral.incident.abuse_or_neglect and dead:
        return Kind.DEATH
    if referral.incident.abuse_or_neglect and any(child.seriously_harmed for child in referral.children):
        return Kind.HARM
    if any(child.looked_after for child in dead):
        return Kind.LOOKED_AFTER_DEATH
    if any(child.care_leaver for child in dead):
        return Kind.CARE_LEAVER_DEATH
    return Kind.OTHER


def _place(referral: Referral, area: str) -> Place:
    match referral.incident.country:
        case Country.ENGLAND:
            return Place.OWN_AREA if referral.incident.area == area else Place.OTHER_AREA
        case Country.ELSEWHERE_IN_THE_UNITED_KINGDOM:
            return Place.ELSEWHERE
        case Country.ABROAD:
            return Place.ABROAD
