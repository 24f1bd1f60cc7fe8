"""What somebody signs who has signed in at the provider: verified as a worker does it, by the provider's own keys."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import asyncpg
import pytest
from joserfc.jwk import OKPKey
from temporalio.exceptions import ApplicationError

from activities.house import House
from activities.proving import ProvingDesk
from domain.digest import digest
from tests.real.front_door import TEAM, settings_for
from tests.real.provider import CLIENT, Provider, provider
from tests.skipped.world import a_free_port
from tests.unit import builders as a
from vault.case_keys import CaseKeys
from vault.oidc_provider import OidcProvider
from vault.people import Person, Subject
from vault.people_changes import add_person, create_people_file
from vault.proofs import Command, Signer
from workflows.errands import ProofToVerify, Verified

NOW = a.noon(a.AWARE)
DECISION = a.criteria_met()
COMMAND = Command(a.REFERENCE, DECISION.id, digest(DECISION))


@pytest.fixture
async def there() -> AsyncIterator[Provider]:
    async with provider() as running:
        yield running


@pytest.fixture
def house(there: Provider, tmp_path: Path, key_file: Path, key_store: Path, keys: CaseKeys) -> House:
    settings = settings_for(a_free_port(), tmp_path, key_file, key_store)
    create_people_file(settings.people_file)
    subject = Subject(issuer=there.issuer, subject="invented-subject-17")
    add_person(settings.people_file, "p-17", Person(name="Invented Reader", subjects=(subject,), seats=(TEAM,)))
    return House(settings, cast("asyncpg.Pool", None), keys, OidcProvider(there.issuer, CLIENT))


async def verified(house: House, signer: Signer, at: datetime = NOW) -> Verified:
    proof = signer.prove(COMMAND, at)
    wanted = ProofToVerify(
        case=COMMAND.case, id=COMMAND.id, digest=COMMAND.digest, proof=proof, at=at, decisions=(DECISION.decision,)
    )
    return await ProvingDesk(house).verify(wanted)


def signed_in(there: Provider, issued: datetime = NOW) -> Signer:
    key = OKPKey.generate_key("Ed25519")
    return Signer(key, there.id_token(key.thumbprint(), issued))


async def test_it_proves_who_sends_it_all_day(there: Provider, house: House) -> None:
    for at in (NOW, NOW + timedelta(hours=8)):
        mandate = (await verified(house, signed_in(there), at)).mandate
        assert mandate is not None
        assert mandate.actor.id == "p-17"


async def test_a_sign_in_of_yesterday_proves_nothing(there: Provider, house: House) -> None:
    told = await verified(house, signed_in(there, NOW - timedelta(days=1)))
    assert told.why is not None
    assert "sign in again" in told.why


async def test_neither_does_another_key_with_it(there: Provider, house: House) -> None:
    stolen = signed_in(there).id_token
    told = await verified(house, Signer(OKPKey.generate_key("Ed25519"), stolen))
    assert told.why == "the sign-in at the provider does not hold: it was issued for another key"


async def test_a_provider_that_is_away_is_asked_again(there: Provider, house: House) -> None:
    away = House(house.settings, house.ledger, house.keys, OidcProvider(f"http://127.0.0.1:{a_free_port()}", CLIENT))
    with pytest.raises(ApplicationError, match="does not answer as it should") as raised:
        await verified(away, signed_in(there))
    assert not raised.value.non_retryable
