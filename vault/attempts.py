"""By which key an attempt is sealed: the case's, or where there is none the service's of that year."""

from datetime import datetime
from typing import NamedTuple

from domain.london import london_date
from vault.case_keys import CaseKeys, KeyDestroyed, NoKey
from vault.cipher import Cipher, Unreadable, sealing_key
from vault.key_store import KeyStoreUnavailable
from vault.master import MasterUnavailable, WrongMaster
from vault.scope import SERVICE, scope_of_key, scope_of_year

NO_KEY_NOW = (NoKey, WrongMaster, KeyStoreUnavailable, MasterUnavailable)
"""What says that there is nothing to seal an attempt with."""


class SealedFor(NamedTuple):
    """The case that an attempt is about, what seals it, and whether that goes with the case's record."""

    reference: str | None
    cipher: Cipher
    ends_with_the_case: bool


async def sealed_for(keys: CaseKeys, reference: str | None, at: datetime) -> SealedFor:
    """What seals an attempt about a case of this reference, or about none, at this UTC instant.

    A reference that is no case's may be anything that somebody typed: it is not known, and nothing of it stands in
    clear. Where the case's key was destroyed, the service's seals what is tried after that.

    Raises as `NO_KEY_NOW` says: NoKey where the service has none, and what an outage of the keys raises.
    """
    if reference is not None:
        try:
            return SealedFor(reference, (await keys.get(reference)).cipher, ends_with_the_case=True)
        except KeyDestroyed:
            return SealedFor(reference, await _of_the_year(keys, at), ends_with_the_case=False)
        except NoKey:
            pass
    return SealedFor(None, await _of_the_year(keys, at), ends_with_the_case=False)


async def _of_the_year(keys: CaseKeys, at: datetime) -> Cipher:
    """Made by whoever is the first in a year; where that year's is destroyed, a clock is wrong, and it never goes."""
    try:
        return (await keys.create(scope_of_year(london_date(at).year))).cipher
    except KeyDestroyed:
        return (await keys.get(SERVICE)).cipher


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
