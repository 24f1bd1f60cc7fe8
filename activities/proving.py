"""The errand of proofs: who sends a command, by the people and the authority that are in force now."""

from datetime import datetime

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.attempts import NOT_KNOWN, record_refused
from activities.house import House
from domain.actor import THE_SERVICE, Actor
from domain.authority import may_refer
from domain.grants import Mandate
from domain.london import london_date
from domain.refusal import Refusal, RefusalCode
from domain.rule_files import RulesFileError, load_authority
from vault.oidc_provider import OidcProvider, ProviderUnavailable
from vault.oidc_tokens import BadIdToken
from vault.people import People, PeopleFileError, read_people
from vault.proofs import BadProof, Command, Vouched, verify
from vault.service_signer import service_signer
from workflows.errands import VERIFY_PROOF, ProofToVerify, Verified

OPENING = "refer"
"""What the opening of a case is called where it is refused."""


class ProvingDesk:
    """Verifies proofs. What cannot be used now, a file or the provider, is tried again until somebody mends it."""

    def __init__(self, house: House) -> None:
        self._house = house

    @activity.defn(name=VERIFY_PROOF)
    async def verify(self, wanted: ProofToVerify) -> Verified:
        """The mandate of who sent the command, or why there is none.

        An opening that is refused leaves no case that could record it, so it is put on record here.
        """
        command = Command(wanted.case, wanted.id, wanted.digest)
        opens = wanted.id == wanted.case
        try:
            mandate = await mandate_of(self._house, wanted.proof, command, wanted.at, wanted.decisions)
        except BadProof as reason:
            if opens:
                refusal = Refusal(RefusalCode.UNPROVEN, str(reason))
                await record_refused(self._house, wanted.case, OPENING, NOT_KNOWN, refusal)
            return Verified(why=str(reason))
        if opens and not may_refer(mandate, london_date(wanted.at)):
            refusal = Refusal(RefusalCode.NOT_AUTHORISED, f"{mandate.actor.id} may not refer an incident")
            await record_refused(self._house, wanted.case, OPENING, mandate.actor.id, refusal)
        return Verified(mandate=mandate)


async def mandate_of(house: House, proof: str, command: Command, at: datetime, decisions: tuple[str, ...]) -> Mandate:
    """The mandate of who sent a command that came at the UTC instant `at`, with the grants of these decisions.

    Raises:
        BadProof: the proof proves nothing here.
        ApplicationError: the people file or the authority file cannot be used, or the provider does not answer.
    """
    try:
        people = read_people(house.settings.people_file)
        authority = load_authority(house.settings.authority_file)
    except (PeopleFileError, RulesFileError) as error:
        raise ApplicationError(str(error), type=type(error).__name__) from None
    ours = (await service_signer(house.keys)).key.thumbprint()
    actor = await verify(proof, command, at, _Known(people, ours), _vouching(house.provider))
    return Mandate(actor=actor, grants=tuple(authority.grant(each) for each in decisions))


def _vouching(provider: OidcProvider | None) -> Vouched | None:
    if provider is None:
        return None

    async def vouched(id_token: str, thumbprint: str, at: datetime) -> tuple[str, str]:
        try:
            subject = await provider.subject_of(id_token, thumbprint, at)
        except BadIdToken as reason:
            raise BadProof(f"the sign-in at the provider does not hold: {reason}") from None
        except ProviderUnavailable as reason:
            raise ApplicationError(str(reason), type="ProviderUnavailable") from None
        return subject.issuer, subject.subject

    return vouched


class _Known:
    """The people, and the service itself."""

    def __init__(self, people: People, ours: str) -> None:
        self._people = people
        self._ours = ours

    def by_key(self, thumbprint: str) -> Actor | None:
        return THE_SERVICE if thumbprint == self._ours else self._people.by_key(thumbprint)

    def by_subject(self, issuer: str, subject: str) -> Actor | None:
        return self._people.by_subject(issuer, subject)
