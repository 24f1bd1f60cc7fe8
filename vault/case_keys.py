"""The keys of the cases: made, unwrapped, re-wrapped and destroyed."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from functools import cached_property

from domain.destroyed import Destroyed
from vault.cipher import Cipher, Unreadable
from vault.derive import KEY_BYTES, derived
from vault.key_store import KeyStore, StoredKey
from vault.master import MasterKeys
from vault.naming import Naming
from vault.scope import SERVICE, is_case

REMEMBERED = 5000
"""So many unwrapped keys are kept in memory; then all are unwrapped anew, when they are needed."""


class NoKey(Unreadable):
    """The scope has no key: there is no such case, or the key store is not the one that it was opened with."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"the key store has no key of {scope}")
        self.scope = scope


class KeyDestroyed(Unreadable):
    """The key was destroyed; nothing that it sealed can be read again.

    Its text may end in a log, or in clear at Temporal, and names nobody; `in_full` is for whoever asks.
    """

    def __init__(self, scope: str, destroyed: Destroyed) -> None:
        super().__init__(destroyed.say_briefly(scope))
        self.scope = scope
        self.destroyed = destroyed

    @property
    def in_full(self) -> str:
        """What people are told who ask for the record: by whose approval it was destroyed, too."""
        return self.destroyed.say(self.scope)


@dataclass(frozen=True)
class CaseKey:
    """The key of one scope, unwrapped. Its id is bound into everything that it seals."""

    scope: str
    key_id: str
    secret: bytes = field(repr=False)

    @cached_property
    def cipher(self) -> Cipher:
        """Seals and opens what belongs to this scope."""
        return Cipher(self.key_id, {self.key_id: derived(self.secret, "encryption")})

    def address(self, content: bytes) -> str:
        """The address of a document with this content: 64 hex digits, not to be guessed."""
        return hmac.new(derived(self.secret, "document addresses"), content, hashlib.sha256).hexdigest()


class CaseKeys:
    """All keys of one service."""

    def __init__(self, store: KeyStore, master: MasterKeys) -> None:
        self.store = store
        self.master = master
        self._unwrapped: dict[bytes, CaseKey] = {}

    async def get(self, scope: str) -> CaseKey:
        """The key of a scope; one that was destroyed is refused at once, whatever is in memory.

        Raises:
            NoKey: there is none.
            KeyDestroyed: it was destroyed.
            WrongMaster: its master key is not at hand.
            KeyStoreUnavailable, MasterUnavailable: an outage.
        """
        entry = self.store.read(scope)
        if entry is None:
            raise NoKey(scope)
        return await self._opened(scope, entry)

    async def create(self, scope: str) -> CaseKey:
        """The key of a scope, made where there is none. Raises as `get` does."""
        if self.store.read(scope) is None:
            wrapped = await self.master.wrap(secrets.token_bytes(KEY_BYTES), scope)
            self.store.add(scope, StoredKey(key_id=f"{scope}.{secrets.token_hex(8)}", wrapped=wrapped))
        return await self.get(scope)

    async def naming(self) -> Naming:
        """What references and fingerprints are made with. Raises as `get` does."""
        return Naming((await self.get(SERVICE)).secret)

    def destroyed(self, scope: str) -> Destroyed | None:
        """How a key was destroyed; None where it was not, or where there never was one. Raises KeyStoreUnavailable."""
        entry = self.store.read(scope)
        return entry.destroyed if entry else None

    def all_destroyed(self) -> dict[str, Destroyed]:
        """How each destroyed record was destroyed, by its reference. Raises KeyStoreUnavailable."""
        cases = (scope for scope in self.store.scopes() if is_case(scope))
        return {reference: known for reference in cases if (known := self.destroyed(reference))}

    def destroy(self, scope: str, destroyed: Destroyed) -> Destroyed:
        """Destroy a key. Returns how it was destroyed, which is the first time where it had been before.

        Raises:
            NoKey: there is none.
            KeyStoreUnavailable: the store cannot be written; the key is as it was.
        """
        with self.store.changing(scope) as change:
            entry = change.read()
            if entry is None:
                raise NoKey(scope)
            if entry.destroyed:
                return entry.destroyed
            change.put(StoredKey(key_id=entry.key_id, wrapped=None, destroyed=destroyed))
        self._unwrapped.clear()
        return destroyed

    async def is_wrapped_by_current(self, scope: str) -> bool:
        """Whether no earlier master key is needed for this one. Raises as `get` does, except NoKey and KeyDestroyed."""
        entry = self.store.read(scope)
        return entry is None or entry.wrapped is None or await self.master.is_current(entry.wrapped)

    async def rewrap(self, scope: str) -> bool:
        """Wrap a key with the current master key; whether another one had wrapped it. Raises as `get` does."""
        entry = self.store.read(scope)
        if entry is None or await self.is_wrapped_by_current(scope):
            return False
        key = await self._opened(scope, entry)
        wrapped = await self.master.wrap(key.secret, scope)
        with self.store.changing(scope) as change:
            if change.read() == entry:  # or it was destroyed meanwhile
                change.put(StoredKey(key_id=entry.key_id, wrapped=wrapped))
        return True

    async def _opened(self, scope: str, entry: StoredKey) -> CaseKey:
        if entry.destroyed:
            raise KeyDestroyed(scope, entry.destroyed)
        wrapped = entry.wrapped or b""
        known = self._unwrapped.get(wrapped)
        if known is None or known.scope != scope:
            if len(self._unwrapped) >= REMEMBERED:
                self._unwrapped.clear()
            known = CaseKey(scope, entry.key_id, await self.master.unwrap(wrapped, scope))
            self._unwrapped[wrapped] = known
        return known
