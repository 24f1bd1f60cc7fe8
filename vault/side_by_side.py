"""The way from master keys of one's own to a key service: what those have wrapped, they still unwrap."""

from collections.abc import Callable

from vault.key_file import KeyFileError
from vault.key_service import KeyService
from vault.key_service_client import KeyServiceClient
from vault.master import BY_KEY_SERVICE, OwnMasterKeys, WrongMaster


class SideBySide(KeyService):
    """The key service wraps everything; once `cspr keys rewrap` has run, nobody needs the earlier master keys."""

    def __init__(self, client: KeyServiceClient, key: str, earlier: Callable[[], OwnMasterKeys]) -> None:
        """As `KeyService`; the earlier master keys are opened when something turns up that they have wrapped."""
        super().__init__(client, key)
        self._earlier = earlier

    async def unwrap(self, wrapped: bytes, about: str) -> bytes:
        """As `MasterKeys.unwrap`."""
        if wrapped.startswith(BY_KEY_SERVICE):
            return await super().unwrap(wrapped, about)
        try:
            earlier = self._earlier()
        except KeyFileError as error:
            raise WrongMaster(f"the key service has not wrapped the key of {about} yet, and {error}") from None
        return await earlier.unwrap(wrapped, about)
