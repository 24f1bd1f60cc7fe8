"""`cspr sign-in`, `sign-out`, `whoami`: who somebody is, to the service and to Temporal's own command."""

import asyncio
import secrets
import sys
from datetime import timedelta
from typing import Annotated

import httpx2
import typer
from joserfc.jwk import OKPKey

from domain.london import london_date, say_instant
from door.tickets import ticket
from settings import Settings
from starter.client import session
from starter.client.errors import BadInput, ServiceUnavailable
from starter.client.signing import Signing, signing
from starter.people.seats import say_seat
from starter.terminal.browser import PrintOnly, show_address
from starter.terminal.loopback import loopback
from starter.terminal.options import Acts, AsJson
from starter.terminal.printing import say, show_json
from vault.oidc_provider import OidcProvider, ProviderUnavailable, SignInRefused, provider_of
from vault.oidc_tokens import BadIdToken, good_until
from vault.people import Subject, read_people
from vault.proofs import Signer
from vault.sign_ins import SignIn, SignIns

PATIENCE = timedelta(minutes=5)
"""So long somebody may take at the provider."""


def sign_in(
    *,
    token: Annotated[
        bool, typer.Option("--token", help="Print a token for Temporal's own command: --codec-auth 'Bearer TOKEN'.")
    ] = False,
    print_only: PrintOnly = False,
    acts: Acts = None,
    as_json: AsJson = False,
) -> None:
    """Sign in at the provider, in your browser; for eight hours what you send is signed by that.

    Example: cspr sign-in
    """
    chosen = session.settings()
    if token:
        _show_token(chosen, signing(chosen, acts), as_json=as_json)
        return
    provider = provider_of(chosen)
    if provider is None:
        raise BadInput("No provider is set (oidc_issuer, oidc_client_id): here people sign by keys of their own.")
    try:
        kept, subject = asyncio.run(_at_the_provider(provider, print_only=print_only))
    except ProviderUnavailable as error:
        raise ServiceUnavailable(f"{error}.") from None
    except (SignInRefused, BadIdToken) as error:
        raise BadInput(f"You are not signed in: {error}.") from None
    actor = read_people(chosen.people_file).by_subject(subject.issuer, subject.subject)
    if actor is None:
        raise BadInput(
            "You are known to the provider, but not here. Ask who keeps the list of people to write this in:",
            [f'subjects = [{{ issuer = "{subject.issuer}", subject = "{subject.subject}" }}]'],
        )
    SignIns(chosen.identities).keep(actor.id, kept)
    _show(Signing(actor, Signer(kept.key, kept.id_token), kept.until), as_json=as_json)


def sign_out(*, acts: Acts = None, as_json: AsJson = False) -> None:
    """Forget the sign-in at the provider; a private key of your own stays.

    Example: cspr sign-out
    """
    chosen = session.settings()
    sign_ins = SignIns(chosen.identities)
    wanted = [acts] if acts else sign_ins.ids()
    forgotten = [person for person in wanted if sign_ins.forget(person)]
    if as_json:
        show_json({"signed_out": forgotten})
    else:
        say(f"Signed out: {', '.join(forgotten)}." if forgotten else "Nobody was signed in.")


def whoami(*, acts: Acts = None, as_json: AsJson = False) -> None:
    """Say who you are here, in which seats, and by what you sign.

    Example: cspr whoami
    """
    _show(signing(session.settings(), acts), as_json=as_json)


async def _at_the_provider(provider: OidcProvider, *, print_only: bool) -> tuple[SignIn, Subject]:
    """A sign-in by the authorization code flow with PKCE, for a key that is made for it."""
    key = OKPKey.generate_key("Ed25519")
    state, verifier, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(48), key.thumbprint()
    async with loopback(state) as (back, brought):
        address = await provider.sign_in_address(back, state=state, nonce=nonce, verifier=verifier)
        sys.stderr.write("Sign in in your browser, at this address:\n")
        show_address(address, print_only=print_only)
        try:
            came = await asyncio.wait_for(brought, PATIENCE.total_seconds())
        except TimeoutError:
            raise SignInRefused("nobody came back from the provider") from None
    if "code" not in came:
        raise SignInRefused(f"the provider did not sign you in ({came.get('error', 'it says no more')})")
    id_token = await provider.id_token(came["code"], back, verifier=verifier)
    subject = await provider.subject_of(id_token, nonce, session.now())
    return SignIn(key, id_token, good_until(id_token)), subject


def _show_token(chosen: Settings, who: Signing, *, as_json: bool) -> None:
    door = chosen.door_origins[0]
    try:
        answer = httpx2.post(f"{door}/sign-in/token", content=ticket(who.signer, door, session.now()))
        told = answer.json()
    except (httpx2.HTTPError, ValueError):
        raise ServiceUnavailable(f"The front door does not answer at {door} (setting door_origins).") from None
    if answer.is_error:
        raise BadInput(str(told.get("message", "The front door refuses the sign-in.")))
    if as_json:
        show_json(told)
    else:
        sys.stdout.write(f"{told['token']}\n")


def _show(who: Signing, *, as_json: bool) -> None:
    until = who.until
    if as_json:
        way = {"by": "sign-in" if until else "key", "until": until.isoformat() if until else None}
        show_json({**who.actor.model_dump(mode="json"), **way})
        return
    say(f"{who.actor.id}: {who.actor.name}")
    today = london_date(session.now())
    for seat in who.actor.seats:
        say(f"  {say_seat(seat)}{'' if seat.is_held_on(today) else '  (not today)'}")
    say(f"Signed in at the provider until {say_instant(until)}." if until else "You sign by your own key.")
