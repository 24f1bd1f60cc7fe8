"""Who is at this machine, and what they sign by: a key of their own, or one that a provider vouches for today."""

from dataclasses import dataclass
from datetime import datetime

from domain.actor import Actor
from domain.london import say_instant
from settings import Settings
from starter.client import session
from starter.client.errors import BadInput
from vault.identities import Identities
from vault.people import read_people
from vault.proofs import Signer
from vault.sign_ins import SignIns


@dataclass(frozen=True)
class Signing:
    """Somebody who is known, what they sign by, and where that is a sign-in, the instant until which it counts."""

    actor: Actor
    signer: Signer
    until: datetime | None = None


def signing(chosen: Settings, named: str | None) -> Signing:
    """Who signs: the one who is named, else the setting actor, else the only one who has a key or a sign-in here.

    Raises:
        BadInput: nobody is named and several are here, or the people file does not know them.
        IdentityError, PeopleFileError: a file cannot be used.
    """
    identities, sign_ins = Identities(chosen.identities), SignIns(chosen.identities)
    here = sorted({*identities.ids(), *sign_ins.ids()})
    person = named or chosen.actor or (here[0] if len(here) == 1 else None)
    if person is None:
        who = ", ".join(here) or f"none in {chosen.identities}"
        raise BadInput(f"Who acts? Say --as ID, or set actor. Keys and sign-ins are here of: {who}.")
    people = read_people(chosen.people_file)
    sign_in = sign_ins.get(person)
    if sign_in is not None and session.now() < sign_in.until:
        actor = people.by_id(person)
        found = Signing(actor, Signer(sign_in.key, sign_in.id_token), sign_in.until) if actor else None
    elif sign_in is not None and person not in identities.ids():
        raise BadInput(f"The sign-in of {person} ended on {say_instant(sign_in.until)}. Sign in again: cspr sign-in.")
    else:
        key = identities.get(person)
        actor = people.by_key(key.thumbprint())
        found = Signing(actor, Signer(key)) if actor and actor.id == person else None
    if found is None:
        raise BadInput(f"The people file {chosen.people_file} does not know {person} by what is here.")
    return found
