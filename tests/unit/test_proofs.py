"""The proof of who sends a command: good for one command to one case, for a time, by a key that is somebody's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from joserfc.jwk import OKPKey

from domain.actor import Actor
from domain.digest import digest
from tests.unit import builders as a
from vault.own_signature import sign
from vault.people import People, Person
from vault.proofs import ANSWERED, KIND, LEFT, BadProof, Command, Signer, verify

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
KEY = OKPKey.generate_key("Ed25519")
PEOPLE = People(people={"p-17": Person(name="Invented Person", keys=(KEY.thumbprint(),))})
DECISION = a.criteria_met()
COMMAND = Command(a.REFERENCE, DECISION.id, digest(DECISION))


async def whose(proof: str, command: Command = COMMAND, at: datetime = NOW) -> Actor:
    return await verify(proof, command, at, PEOPLE)


async def test_it_shows_who_sends_the_command() -> None:
    assert (await whose(Signer(KEY).prove(COMMAND, NOW))).id == "p-17"


@pytest.mark.parametrize(
    "other",
    [
        replace(COMMAND, case="CSPR-0000-0001"),
        replace(COMMAND, id="another-decision"),
        replace(COMMAND, digest=digest(a.criteria("not_met"))),
    ],
    ids=["another case", "another id", "another content"],
)
async def test_it_fits_no_other_command(other: Command) -> None:
    with pytest.raises(BadProof, match="another command"):
        await whose(Signer(KEY).prove(COMMAND, NOW), other)


@pytest.mark.parametrize("at", [NOW + ANSWERED + timedelta(seconds=1), NOW - timedelta(minutes=6)])
async def test_it_is_good_for_a_time(at: datetime) -> None:
    proof = Signer(KEY).prove(COMMAND, NOW)
    assert await whose(proof, at=NOW + ANSWERED)
    with pytest.raises(BadProof, match="expired"):
        await whose(proof, at=at)


async def test_nobody_makes_one_that_is_good_for_ever() -> None:
    assert await whose(Signer(KEY).prove(COMMAND, NOW, LEFT), at=NOW + LEFT)
    with pytest.raises(BadProof, match="expired"):
        await whose(Signer(KEY).prove(COMMAND, NOW, LEFT + timedelta(seconds=1)))


async def test_a_key_that_is_nobodys_proves_nothing() -> None:
    with pytest.raises(BadProof, match="nobody's here"):
        await whose(Signer(OKPKey.generate_key("Ed25519")).prove(COMMAND, NOW))


async def test_the_key_that_it_brings_must_have_signed_it() -> None:
    """Somebody else's public key in the header, and a signature of one's own."""
    head, body, _ = Signer(KEY).prove(COMMAND, NOW).split(".")
    _, _, signature = Signer(OKPKey.generate_key("Ed25519")).prove(COMMAND, NOW).split(".")
    with pytest.raises(BadProof, match="no proof"):
        await whose(f"{head}.{body}.{signature}")


@pytest.mark.parametrize("text", ["", "tea", "e30.e30.", "{}"])
async def test_what_is_no_proof_proves_nothing(text: str) -> None:
    with pytest.raises(BadProof, match="send it with cspr"):
        await whose(text)


async def test_a_link_to_the_web_ui_is_no_proof() -> None:
    claims = {"sub": COMMAND.case, "jti": COMMAND.id, "digest": COMMAND.digest, "iat": 0, "exp": 0}
    with pytest.raises(BadProof, match="no proof"):
        await whose(sign(KEY, "cspr-ticket+jwt", claims))
    with pytest.raises(BadProof, match="no proof"):
        await whose(sign(KEY, KIND, {**claims, "iat": "now"}))


async def test_a_sign_in_by_a_provider_needs_one_that_is_configured() -> None:
    with pytest.raises(BadProof, match="not configured"):
        await whose(Signer(KEY, id_token="invented").prove(COMMAND, NOW))  # noqa: S106 - no secret


def test_the_digest_leaves_out_what_a_later_release_may_add() -> None:
    assert digest(DECISION) == digest(DECISION.model_copy(update={"local_learning_review": False}))
    assert digest(DECISION) != digest(DECISION.model_copy(update={"local_learning_review": True}))
    assert digest(DECISION) != digest(DECISION.model_copy(update={"reason": "Another."}))
