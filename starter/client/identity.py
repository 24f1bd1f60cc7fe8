"""What makes a referral this one, and by what the same incident is recognised in another referral."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

from domain.case import Case
from domain.correction import corrected
from domain.decisions.referral import CorrectFacts
from domain.moment import Moment
from domain.names import plain_name
from domain.referral import Referral
from vault.naming import Naming
from vault.references import case_reference

LONGEST_PERIOD = timedelta(days=31)
"""A vaguer period recognises nothing by its days; the children's names still do."""


def reference_of(referral: Referral, naming: Naming) -> str:
    """The case reference: the same for the same referral, however often it is sent.

    A referral with the sender's own number is the same one whatever else was changed in it.
    """
    referrer = referral.referrer
    if referrer.own_reference:
        return case_reference(naming, f"{referrer.organisation}\0{referrer.own_reference}")
    canonical = json.dumps(referral.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return case_reference(naming, canonical)


def fingerprints(referral: Referral, naming: Naming) -> tuple[str, ...]:
    """Keyed hashes of each child's name and birth, and of each child's birth with the incident's day and area.

    Two referrals that share one may concern the same incident; a person decides.
    """
    digests = [
        naming.fingerprint("child", f"{plain_name(child.name)}\0{child.date_of_birth or child.expected_date}")
        for child in referral.children
    ]
    for child in referral.children:
        for day in _days(referral.incident.at):
            text = f"{child.date_of_birth or child.expected_date}\0{day}\0{referral.incident.area}"
            digests.append(naming.fingerprint("birth, incident and area", text))
    return tuple(dict.fromkeys(digests))


def with_fingerprints(decision: CorrectFacts, case: Case, naming: Naming) -> CorrectFacts:
    """The correction with the keyed hashes of the right facts, which the workflow has no key to make."""
    try:
        right = corrected(case.referrals[decision.referral - 1].referral, decision)
    except (IndexError, ValueError):  # the procedure refuses it, with its reasons
        return decision
    return decision.model_copy(update={"fingerprints": fingerprints(right, naming)})


def _days(incident: Moment | None) -> Iterator[date]:
    if incident is None or incident.last_day - incident.first_day > LONGEST_PERIOD:
        return
    day = incident.first_day
    while day <= incident.last_day:
        yield day
        day += timedelta(days=1)
