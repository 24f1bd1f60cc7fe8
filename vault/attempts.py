"""By which key an attempt is sealed: the case's, or the service's where there is none."""

from typing import NamedTuple

from vault.case_keys import CaseKeys, KeyDestroyed, NoKey
from vault.cipher import Cipher, Unreadable, sealing_key
from vault.key_store import KeyStoreUnavailable
from vault.master import MasterUnavailable, WrongMaster
from vault.scope import SERVICE, scope_of_key

NO_KEY_NOW = (NoKey, WrongMaster, KeyStoreUnavailable, MasterUnavailable)
"""What says that there is nothing to seal an attempt with."""


class SealedFor(NamedTuple):
    """The case that an attempt is about, what seals it, and whether that goes with the case's record."""

    reference: str | None
    cipher: Cipher
    ends_with_the_case: bool


async def sealed_for(keys: CaseKeys, reference: str | None) -> SealedFor:
    """What seals an attempt about a case of this reference, or about none.

    A reference that is no case's may be anything that somebody typed: it is not known, and nothing of it stands in
    clear. Where the case's key was destroyed, the service's seals what is tried after that.

    Raises as `NO_KEY_NOW` says: NoKey where the service has none, and what an outage of the keys raises.
    """
    if reference is not None:
        try:
            return SealedFor(reference, (await keys.get(reference)).cipher, ends_with_the_case=True)
        except KeyDestroyed:
            return SealedFor(reference, (await keys.get(SERVICE)).cipher, ends_with_the_case=False)
        except NoKey:
            pass
    return SealedFor(None, (await keys.get(SERVICE)).cipher, ends_with_the_case=False)


async def opener(keys: CaseKeys, sealed: bytes) -> Cipher | None:
    """What opens an attempt; None where its key was destroyed.

    Raises:
        Unreadable: it is not sealed, or by no key of this key store.
        WrongMaster, KeyStoreUnavailable, MasterUnavailable: the keys cannot be used now.
    """
    scope = scope_of_key(sealing_key(sealed))
    if scope is None:
        raise Unreadable("it is not sealed with a key of this service")
    try:
        return (await keys.get(scope)).cipher
    except KeyDestroyed:
        return None
