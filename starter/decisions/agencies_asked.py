"""Which agencies a case still waits for, to be offered to whoever records a summary."""

import asyncio
from collections.abc import Container, Mapping

from domain.access import own_summaries
from domain.case import Case
from domain.correspondence import organisation_name
from domain.gathering import agencies
from domain.london import london_date
from starter.client import session
from starter.client.acting import Acting, check_may_read, reads
from starter.client.attempts import record_shown
from starter.reading.case_now import look_at


def agencies_asked(reference: str, who: Acting) -> Mapping[str, str]:
    """The agencies whose summary is missing, each with its name; to an agency's contact no other than theirs.

    The directory may not have all of them. Raises UnknownCase, ServiceUnavailable, and Refused where who acts has no
    role on the case.
    """
    now, case = session.now(), asyncio.run(look_at(who.chosen, reference)).view.case
    own = {duty.owner for duty in own_summaries(case, who.actor, london_date(now))}
    if own and not reads(case, who, now):
        record_shown(who.chosen, reference, who.actor.id, "what their agency is asked for")
        return still_missing(case, own)
    check_may_read(case, who, now)
    return still_missing(case, agencies(case))


def still_missing(case: Case, wanted: Container[str]) -> Mapping[str, str]:
    """Those of the wanted agencies that were asked and have not returned their summary, each with its name."""
    return {key: organisation_name(case, key) for key in agencies(case) if key in wanted and key not in case.summaries}
