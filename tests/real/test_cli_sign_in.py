"""`cspr sign-in` and `cspr open`, as a person runs them: by a provider, and by a key of their own."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from joserfc.jwk import OKPKey

from domain.actor import Seat
from domain.people import Role
from door.serve import serve
from settings import PREFIX, Settings
from tests.real.front_door import TEAM, settings_for, until_up
from tests.real.live import Live
from tests.real.provider import CLIENT, Provider, provider
from tests.real.this_day import fresh
from tests.skipped.world import a_free_port
from tests.unit.cli import Answer, Cli
from vault.identities import Identities
from vault.oidc_tokens import good_until
from vault.people import Person, Subject
from vault.people_changes import add_person, create_people_file, end_seats
from vault.sign_ins import SignIn, SignIns

COMMAND = str(Path(sys.executable).with_name("cspr"))


@dataclass
class Machine:
    """The machine of a person: where `cspr` finds the provider, the front door, the people and its own folder."""

    settings: Settings
    provider: Provider
    capture: pytest.CaptureFixture[str]
    environment: pytest.MonkeyPatch

    def set(self, **values: object) -> None:
        for name, value in values.items():
            self.environment.setenv(f"{PREFIX}{name.upper()}", str(value))

    async def cspr(self, *arguments: str) -> Answer:
        """Run the command here; not in this thread, which has the provider and the front door to serve."""
        return await asyncio.to_thread(Cli(self.capture), *arguments)

    async def sign_in(self) -> Answer:
        """Sign in, with a browser that goes wherever the provider sends it."""
        process = await asyncio.create_subprocess_exec(
            *(COMMAND, "sign-in", "--print", "--json"), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        address = (await process.stdout.readline()).decode().strip()
        async with httpx2.AsyncClient(follow_redirects=True) as browser:
            came = await browser.get(address)
        assert "Go on in your terminal" in came.text
        out, err = await process.communicate()
        return Answer(process.returncode or 0, out.decode(), err.decode())

    def signed_in(self, issued: datetime) -> None:
        """As after a sign-in at this UTC instant."""
        key = OKPKey.generate_key("Ed25519")
        token = self.provider.id_token(key.thumbprint(), issued)
        SignIns(self.settings.identities).keep("p-17", SignIn(key, token, good_until(token)))


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - tests are outside


@pytest.fixture
async def machine(
    tmp_path: Path,
    key_file: Path,
    key_store: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Machine]:
    async with provider() as there:
        oidc = {"oidc_issuer": there.issuer, "oidc_client_id": CLIENT, "identities": tmp_path / "identities"}
        settings = settings_for(a_free_port(), tmp_path, key_file, key_store, **oidc)
        create_people_file(settings.people_file)
        subject = Subject(issuer=there.issuer, subject="invented-subject-17")
        add_person(settings.people_file, "p-17", Person(name="Invented Reader", subjects=(subject,), seats=(TEAM,)))
        made = Machine(settings, there, capsys, monkeypatch)
        made.set(ledger_dsn=settings.ledger_dsn, documents=settings.documents, people_file=settings.people_file)
        made.set(key_file=key_file, key_store=key_store, door_origins=settings.door_origins[0], **oidc)
        door = asyncio.create_task(serve(settings))
        await until_up(settings.door_port)
        yield made
        door.cancel()
        with suppress(asyncio.CancelledError):
            await door


async def test_who_signs_in_at_the_provider_can_prove_it_for_a_day(machine: Machine) -> None:
    answer = await machine.sign_in()
    assert answer.status == 0, answer.err
    assert (answer.json["id"], answer.json["by"]) == ("p-17", "sign-in")

    file = machine.settings.identities / "p-17.sign-in.json"
    assert file.stat().st_mode & 0o777 == 0o600
    kept = SignIns(machine.settings.identities).get("p-17")
    assert kept is not None
    assert kept.until == datetime.fromisoformat(answer.json["until"])
    assert timedelta(hours=7, minutes=58) < kept.until - now() <= timedelta(hours=8)
    assert "Signed in at the provider until" in (await machine.cspr("whoami")).out


async def test_a_link_and_a_token_are_signed_by_it(machine: Machine) -> None:
    machine.signed_in(now())
    answer = await machine.cspr("open", "--print")
    assert (answer.status, "works once" in answer.err) == (0, True)
    async with httpx2.AsyncClient() as browser:
        page = await browser.get(answer.out.strip())
        again = await browser.get(answer.out.strip())
    assert (page.status_code, "Signed in as Invented Reader" in page.text) == (200, True)
    assert (again.status_code, "used before" in again.text) == (401, True)

    machine.capture.readouterr()  # the front door's own log
    token = (await machine.cspr("sign-in", "--token")).out.splitlines()[-1]
    headers = {"x-namespace": "cspr", "authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(base_url=machine.settings.door_origins[0]) as command:
        assert (await command.post("/codec/decode", json={"payloads": []}, headers=headers)).status_code == 200


async def test_whoever_signs_out_can_prove_nothing(machine: Machine) -> None:
    machine.signed_in(now())
    assert (await machine.cspr("sign-out")).out == "Signed out: p-17.\n"
    assert not list(machine.settings.identities.iterdir())
    answer = await machine.cspr("whoami")
    assert (answer.status, "Keys and sign-ins are here of: none" in answer.err) == (2, True)
    assert (await machine.cspr("sign-out")).out == "Nobody was signed in.\n"


async def test_a_stranger_is_told_what_to_ask_for(machine: Machine) -> None:
    machine.provider.subject = "invented-stranger"
    answer = await machine.sign_in()
    assert answer.status == 2
    assert 'subject = "invented-stranger"' in json.loads(answer.err.splitlines()[-1])["details"][0]
    assert not machine.settings.identities.exists()


async def test_what_the_provider_gives_has_to_hold(machine: Machine) -> None:
    machine.provider.claims = {"nonce": "another"}
    answer = await machine.sign_in()
    assert (answer.status, "it was issued for another key" in answer.err) == (2, True)
    assert not machine.settings.identities.exists()


async def test_who_is_refused_by_the_provider_is_told_so(machine: Machine) -> None:
    machine.provider.subject = None
    answer = await machine.sign_in()
    assert (answer.status, "access_denied" in answer.err) == (2, True)


async def test_what_is_away_is_told(machine: Machine) -> None:
    machine.signed_in(now())
    away = f"http://127.0.0.1:{a_free_port()}"
    machine.set(oidc_issuer=away, door_origins=away)
    answer = await machine.cspr("sign-in", "--print")
    assert (answer.status, f"the provider {away} does not answer as it should" in answer.err) == (3, True)
    answer = await machine.cspr("sign-in", "--token")
    assert (answer.status, f"The front door does not answer at {away}" in answer.err) == (3, True)


async def test_a_sign_in_that_has_run_out_is_told(machine: Machine) -> None:
    machine.signed_in(now() - timedelta(hours=8))
    answer = await machine.cspr("whoami")
    assert (answer.status, "Sign in again: cspr sign-in" in answer.err) == (2, True)

    Identities(machine.settings.identities).make("p-17")  # and a key that the people file does not know
    answer = await machine.cspr("whoami")
    assert (answer.status, "does not know p-17 by what is here" in answer.err) == (2, True)


async def test_a_sign_in_that_others_can_read_or_that_is_damaged_is_not_used(machine: Machine) -> None:
    machine.signed_in(now())
    file = machine.settings.identities / "p-17.sign-in.json"
    file.chmod(0o644)
    assert "others than its owner may read" in (await machine.cspr("whoami")).err
    file.chmod(0o600)
    file.write_text("{}")
    assert "is damaged; sign in again" in (await machine.cspr("whoami")).err


async def test_a_link_by_ones_own_key_leads_to_the_case(live: Live) -> None:
    settings = live.settings
    key = Identities(settings.identities).make("example-opener")
    seat = Seat(role=Role.PARTNER, organisation="police")
    person = Person(name="Invented Opener", keys=(key.thumbprint(),), seats=(seat,))
    add_person(settings.people_file, "example-opener", person)
    case = await live.open(fresh())
    process = await asyncio.create_subprocess_exec(
        *(COMMAND, "open", case.reference.lower().replace("-", " "), "--as", "example-opener"),
        env={**os.environ, "CSPR_SETTINGS": str(live.service.settings_file)},
        stdout=asyncio.subprocess.PIPE,
    )
    link = (await process.communicate())[0].decode().strip()
    async with httpx2.AsyncClient() as browser:
        page = await browser.get(link)
        assert f'content="0; url=/namespaces/cspr/workflows/{case.reference}"' in page.text
        assert (await browser.get(f"{settings.door_origins[0]}/api/v1/settings")).status_code == 200
        end_seats(settings.people_file, "example-opener", date(2026, 1, 5))
        assert (await browser.get(f"{settings.door_origins[0]}/api/v1/settings")).status_code == 401
