"""An integrator's system signals decisions with its own key, and holds none of a case's."""

import pytest
from joserfc.jwk import OKPKey

from domain.decisions.rapid_review import ReturnSummary
from domain.event import DecisionTaken, MalformedReceived
from domain.people import Role
from starter.client.integrator import Integrator
from tests.real.live import Live, LiveCase
from tests.real.this_day import fresh, today
from tests.unit.builders import by, criteria_met, notified, signed, summary_of
from vault.intake import intake_key

SYSTEM = by(Role.AGENCY_CONTACT, "education").model_copy(update={"name": "Invented School System"})


async def gathering(live: Live) -> LiveCase:
    """A case that waits for the agencies' summaries."""
    case = await live.open(fresh())
    await case.decide(criteria_met(today()), notified(today()))
    return case


async def system(live: Live, key: OKPKey | None = None) -> Integrator:
    known = live.cast.signer(SYSTEM).key
    return await Integrator.connect(live.settings.temporal_address, live.settings.namespace, key or known)


def summary(agency: str = "education") -> ReturnSummary:
    return summary_of(agency, today()).model_copy(update={"by": SYSTEM})


async def test_a_summary_is_signalled_without_any_key_of_the_case(live: Live) -> None:
    case = await gathering(live)
    public = intake_key(await live.keys.get(case.reference))
    assert "d" not in public

    await (await system(live)).signal(case.reference, summary(), public)
    state = await case.until(lambda case: "education" in case.summaries)
    await case.settled()
    sent = [body for body in await case.bodies(DecisionTaken) if isinstance(body.decision, ReturnSummary)]

    assert state.summaries["education"].reason == summary().reason
    assert [body.sender.id for body in sent] == ["invented-school-system"]
    await case.check_record()


async def test_it_does_for_its_own_agency_only_what_the_authority_file_lets_it(live: Live) -> None:
    case = await gathering(live)
    public = intake_key(await live.keys.get(case.reference))
    school = await system(live)
    await school.signal(case.reference, summary("health_trust"), public)
    await school.signal(case.reference, signed("police", today()), public)
    state = await case.until(lambda case: case.refused == 2)

    assert not state.summaries
    assert not state.signatures


async def test_what_is_encrypted_for_another_case_or_by_nobodys_key_changes_nothing(live: Live) -> None:
    case, other = await gathering(live), await live.open(fresh())
    public, others = [intake_key(await live.keys.get(each.reference)) for each in (case, other)]
    await (await system(live)).signal(case.reference, summary(), others)
    await (await system(live)).signal(case.reference, summary(), {**others, "kid": public["kid"]})
    await (await system(live, OKPKey.generate_key("Ed25519"))).signal(case.reference, summary(), public)
    state = await case.until(lambda case: case.malformed == 3)
    await case.settled()
    notes = [note.message for note in await case.bodies(MalformedReceived)]

    assert not state.summaries
    assert ["not sealed" in note for note in notes] == [True, True, False]
    assert "nobody's here" in notes[2]


@pytest.mark.parametrize("how", ["tea", ""])
async def test_what_is_no_encryption_changes_nothing(live: Live, how: str) -> None:
    case = await gathering(live)
    public = {**intake_key(await live.keys.get(case.reference)), "kid": how}
    await (await system(live)).signal(case.reference, summary(), public)
    assert not (await case.until(lambda case: case.malformed)).summaries
