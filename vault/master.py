"""Master keys: they wrap the keys of the cases, and nothing else."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from domain.hindrance import Hindrance
from vault.cipher import Cipher, UnknownKey, Unreadable, sealing_key
from vault.derive import derived
from vault.key_file import KeyFile, add_master_key, decoded, forget_master_key, read_key_file

PURPOSE = "key of a case"
BY_KEY_SERVICE = b"vault:"
"""What a key service has wrapped begins with this, and nothing else does."""
CHANGED_THERE = "the master keys come from the setting master_keys; change them there, then: cspr keys rewrap"


class WrongMaster(Hindrance):
    """The master keys at hand cannot be used; the message names the key that it is about and what is missing."""


class MasterUnavailable(Hindrance):
    """The key service does not answer; trying again later is right."""


class MasterUnchanged(Exception):  # noqa: N818 - what it says
    """The master key cannot be changed from here; the message says what to do instead."""


class MasterKeys(Protocol):
    """Whoever wraps and unwraps: the keys of a file, or a key service."""

    async def wrap(self, key: bytes, about: str) -> bytes:
        """Wrap a key of 64 bytes with the current master key, bound to what it is the key of.

        Raises:
            WrongMaster: the service refuses to.
            MasterUnavailable: the service does not answer.
        """

    async def unwrap(self, wrapped: bytes, about: str) -> bytes:
        """Give back the key.

        Raises:
            WrongMaster: it was wrapped by a master key that is not at hand, or for something else.
            MasterUnavailable: the service does not answer.
        """

    async def is_current(self, wrapped: bytes) -> bool:
        """Whether the current master key has wrapped it. Raises as `wrap` does."""

    async def rotate(self) -> str:
        """Make a new master key, which wraps from now on; the others still unwrap. Returns its name.

        Raises:
            MasterUnchanged, vault.key_file.KeyFileError: it cannot be made from here.
            WrongMaster, MasterUnavailable: as `wrap`.
        """

    async def forget(self, name: str) -> None:
        """Let a master key unwrap nothing any more. The caller has made sure that it wraps nothing.

        Raises as `rotate` does, and where there is no such key or it is the current one.
        """


class OwnMasterKeys:
    """The master keys of the environment, or of a file (`FileMasterKeys`).

    They are read anew when a key turns up that an unknown one has wrapped: so a running worker goes on when the
    file gets a new key.
    """

    def __init__(self, read: Callable[[], KeyFile]) -> None:
        """Read the keys.

        Raises:
            KeyFileError: they are missing or broken.
        """
        self._read = read
        self._cipher = _cipher(read())

    async def wrap(self, key: bytes, about: str) -> bytes:
        """As `MasterKeys.wrap`."""
        return self._cipher.seal(key, PURPOSE, about)

    async def unwrap(self, wrapped: bytes, about: str) -> bytes:
        """As `MasterKeys.unwrap`."""
        if wrapped.startswith(BY_KEY_SERVICE):
            raise WrongMaster(f"a key service has wrapped the key of {about}: set key_service_address")
        try:
            try:
                return self._cipher.open(wrapped, PURPOSE, about)
            except UnknownKey:
                self._read_anew()
                return self._cipher.open(wrapped, PURPOSE, about)
        except UnknownKey:
            name = sealing_key(wrapped)
            raise WrongMaster(f'the key of {about} is wrapped with the master key "{name}", which is missing') from None
        except Unreadable as reason:
            raise WrongMaster(f"the key of {about} cannot be unwrapped: {reason}") from None

    async def is_current(self, wrapped: bytes) -> bool:
        """As `MasterKeys.is_current`."""
        try:
            return sealing_key(wrapped) == self._cipher.current
        except Unreadable:  # no master key of a file has wrapped it
            return False

    async def rotate(self) -> str:
        """As `MasterKeys.rotate`."""
        raise MasterUnchanged(CHANGED_THERE)

    async def forget(self, name: str) -> None:
        """As `MasterKeys.forget`."""
        raise MasterUnchanged(f"{name} stays: {CHANGED_THERE}")

    def _read_anew(self) -> None:
        self._cipher = _cipher(self._read())


class FileMasterKeys(OwnMasterKeys):
    """The master keys of a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(partial(read_key_file, path))
        self._path = path

    async def rotate(self) -> str:
        """As `MasterKeys.rotate`."""
        name = add_master_key(self._path)
        self._read_anew()
        return name

    async def forget(self, name: str) -> None:
        """As `MasterKeys.forget`."""
        forget_master_key(self._path, name)
        self._read_anew()


def _cipher(file: KeyFile) -> Cipher:
    return Cipher(file.current, {name: derived(decoded(key), "encryption") for name, key in file.keys.items()})
