"""The facts of a case that can be corrected, in words: by them it takes its path and its dates are counted."""

from collections.abc import Iterator

from domain.case import Case
from domain.london import say_day
from domain.moment import Moment
from domain.referral import Referral


def facts(case: Case) -> dict[str, str]:
    """Each known fact by its name. A child is told by its number in the referral, never by its name."""
    found = {"framework": case.in_force.framework.title}
    if case.assessment:
        found["what the facts suggest"] = "; ".join(case.assessment.reasons)
    for number, received in enumerate(case.referrals, start=1):
        of = f" by referral {number}" if number > 1 else ""
        found |= {f"{name}{of}": value for name, value in _of_referral(received.referral)}
    return found


def _of_referral(referral: Referral) -> Iterator[tuple[str, str]]:
    incident = referral.incident
    yield from _moment("incident", incident.at)
    yield "area of the incident", incident.area.replace("_", " ")
    yield "country of the incident", incident.country.value.replace("_", " ")
    yield from _moment("agency aware", referral.agency_aware)
    yield from _moment("local authority aware", referral.la_aware)
    yield from _moment("referral received", referral.received)
    for number, child in enumerate(referral.children, start=1):
        if child.date_of_birth:
            yield f"date of birth of child {number}", say_day(child.date_of_birth)


def _moment(name: str, moment: Moment | None) -> Iterator[tuple[str, str]]:
    if moment:
        yield name, moment.say()
