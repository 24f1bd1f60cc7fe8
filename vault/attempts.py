"""By which key an attempt is sealed: the case's, or the service's where there is none."""

from vault.case_keys import CaseKeys, KeyDestroyed, NoKey
from vault.cipher import Cipher, Unreadable, sealing_key
from vault.scope import SERVICE, scope_of_key


async def sealed_for(keys: CaseKeys, reference: str | None) -> tuple[str | None, Cipher]:
    """The case that an attempt is about, and what seals it.

    A reference that is no case's may be anything that somebody typed: it is not known, and nothing of it stands in
    clear. Where the case's key was destroyed, the service's seals what is tried after that.

    Raises:
        WrongMaster, KeyStoreUnavailable, MasterUnavailable: the keys cannot be used now.
    """
    if reference is not None:
        try:
            return reference, (await keys.get(reference)).cipher
        except KeyDestroyed:
            return reference, (await keys.get(SERVICE)).cipher
        except NoKey:
            pass
    return None, (await keys.get(SERVICE)).cipher


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
