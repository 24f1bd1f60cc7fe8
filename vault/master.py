"""Master keys: they wrap the keys of the cases, and nothing else."""

from collections.abc import Callable
from typing import Protocol

from vault.cipher import Cipher, UnknownKey, Unreadable, sealing_key
from vault.derive import derived
from vault.key_file import KeyFile, decoded

PURPOSE = "key of a case"


class WrongMaster(Exception):  # noqa: N818 - what it says
    """The master keys at hand do not unwrap a key; the message names the key and what is missing."""


class MasterUnavailable(Exception):  # noqa: N818 - what it says
    """The key service does not answer; trying again later is right."""


class MasterKeys(Protocol):
    """Whoever wraps and unwraps: the keys of a file, or a key service."""

    async def wrap(self, key: bytes, about: str) -> bytes:
        """Wrap a key of 64 bytes with the current master key, bound to what it is the key of.

        Raises:
            MasterUnavailable: the service does not answer.
        """

    async def unwrap(self, wrapped: bytes, about: str) -> bytes:
        """Give back the key.

        Raises:
            WrongMaster: it was wrapped by a master key that is not at hand, or for something else.
            MasterUnavailable: the service does not answer.
        """

    def is_current(self, wrapped: bytes) -> bool:
        """Whether the current master key has wrapped it."""


class OwnMasterKeys:
    """The master keys of a file or of the environment.

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
        try:
            try:
                return self._cipher.open(wrapped, PURPOSE, about)
            except UnknownKey:
                self._cipher = _cipher(self._read())
                return self._cipher.open(wrapped, PURPOSE, about)
        except UnknownKey:
            name = sealing_key(wrapped)
            raise WrongMaster(f'the key of {about} is wrapped with the master key "{name}", which is missing') from None
        except Unreadable as reason:
            raise WrongMaster(f"the key of {about} cannot be unwrapped: {reason}") from None

    def is_current(self, wrapped: bytes) -> bool:
        """As `MasterKeys.is_current`."""
        return sealing_key(wrapped) == self._cipher.current


def _cipher(file: KeyFile) -> Cipher:
    return Cipher(file.current, {name: derived(decoded(key), "encryption") for name, key in file.keys.items()})
