"""A key service wraps the keys of the cases: the Transit engine of OpenBao or HashiCorp Vault.

The master key never leaves it. Its versions are the master keys of old and new, called v1, v2 and so on.
"""

import base64
import re

from pydantic import BaseModel

from vault.key_service_client import Body, KeyServiceClient, ServiceRefusal
from vault.master import MasterUnchanged, WrongMaster

WRAPPED = re.compile(rb"vault:v(?P<version>[0-9]+):")
NAME = re.compile(r"v(?P<version>[1-9][0-9]*)")


class Encrypted(BaseModel):
    """What the service answers to `encrypt`."""

    ciphertext: str


class Decrypted(BaseModel):
    """What the service answers to `decrypt`: base64."""

    plaintext: str


class Versions(BaseModel):
    """The oldest version that still unwraps, and the current one."""

    min_decryption_version: int
    latest_version: int


class KeyService:
    """The master keys of a key service, as `vault.master.MasterKeys`."""

    def __init__(self, client: KeyServiceClient, key: str) -> None:
        """Wrap with the key of this name, as engine/name ("transit/cspr")."""
        self._client = client
        self._key = key
        self._engine, _, self._name = key.rpartition("/")
        self._path = f"{self._engine}/keys/{self._name}"

    async def wrap(self, key: bytes, about: str) -> bytes:
        """As `MasterKeys.wrap`."""
        body = {"plaintext": _base64(key), "associated_data": _base64(about.encode())}
        try:
            answer = await self._client.ask(f"{self._engine}/encrypt/{self._name}", Encrypted, body)
        except ServiceRefusal as refusal:
            raise WrongMaster(f"the key service does not wrap the key of {about} with {self._key}: {refusal}") from None
        return answer.ciphertext.encode()

    async def unwrap(self, wrapped: bytes, about: str) -> bytes:
        """As `MasterKeys.unwrap`."""
        body = {"ciphertext": wrapped.decode(errors="replace"), "associated_data": _base64(about.encode())}
        try:
            answer = await self._client.ask(f"{self._engine}/decrypt/{self._name}", Decrypted, body)
        except ServiceRefusal as refusal:
            raise WrongMaster(
                f"the key service does not unwrap the key of {about} with {self._key}: {refusal}"
            ) from None
        return base64.b64decode(answer.plaintext)

    async def is_current(self, wrapped: bytes) -> bool:
        """As `MasterKeys.is_current`."""
        by = WRAPPED.match(wrapped)
        return by is not None and int(by["version"]) == (await self._versions()).latest_version

    async def rotate(self) -> str:
        """As `MasterKeys.rotate`: a new version of the key."""
        await self._change("rotate", {}, f"bao write -f {self._path}/rotate, and then here: cspr keys rewrap")
        return f"v{(await self._versions()).latest_version}"

    async def forget(self, name: str) -> None:
        """As `MasterKeys.forget`: neither this version nor an earlier one unwraps anything more."""
        versions = await self._versions()
        oldest, latest = versions.min_decryption_version, versions.latest_version
        asked = NAME.fullmatch(name)
        if asked is None or not oldest <= int(asked["version"]) <= latest:
            raise MasterUnchanged(f"{self._key} has no version {name}; it has v{oldest} to v{latest}")
        following = int(asked["version"]) + 1
        if following > latest:
            raise MasterUnchanged(
                f"{name} is the current version of {self._key}; make a new one first: cspr keys rotate"
            )
        command = f"bao write {self._path}/config min_decryption_version={following}"
        await self._change("config", {"min_decryption_version": following}, command)

    async def _versions(self) -> Versions:
        try:
            return await self._client.ask(self._path, Versions)
        except ServiceRefusal as refusal:
            raise WrongMaster(f"the key service does not show the versions of {self._key}: {refusal}") from None

    async def _change(self, what: str, body: Body, instead: str) -> None:
        try:
            await self._client.change(f"{self._path}/{what}", body)
        except ServiceRefusal as refusal:
            raise MasterUnchanged(
                f"the key service does not let us change {self._key} ({refusal}); run there: {instead}"
            ) from None


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
