"""Asks a key service over HTTP: OpenBao, or HashiCorp Vault, which speaks the same. We sign in by its AppRole."""

import ssl
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel, SecretStr

from vault.master import MasterUnavailable, WrongMaster

SECONDS = 5
REFUSALS = {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}

Answer = TypeVar("Answer", bound=BaseModel)
Body = Mapping[str, str | int]


class ServiceRefusal(Exception):  # noqa: N818 - a refusal is an answer
    """The key service says no; the message is its own, `status` is HTTP's."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status


class SignedIn(BaseModel):
    """What lets us in for a while."""

    client_token: str


class KeyServiceClient:
    """Asks one key service, each time by a new connection: it is asked rarely, and no event loop has to outlive it."""

    def __init__(self, address: str, role_id: str, secret_id: SecretStr, tls: ssl.SSLContext) -> None:
        self._address = address
        self._role_id = role_id
        self._secret_id = secret_id
        self._tls = tls
        self._token: str | None = None

    async def ask(self, path: str, answer: type[Answer], body: Body | None = None) -> Answer:
        """What the service has at a path, or what it makes of a body.

        Raises:
            ServiceRefusal: it says no.
            WrongMaster: it does not let us in.
            MasterUnavailable: it does not answer, is sealed, or is no key service.
        """
        return self._read(await self._admitted(path, body), "data", answer)

    async def change(self, path: str, body: Body) -> None:
        """Have the service change something. Raises as `ask` does."""
        await self._admitted(path, body)

    async def _admitted(self, path: str, body: Body | None) -> httpx2.Response:
        # trust_env: a proxy that the environment names would come between.
        async with httpx2.AsyncClient(verify=self._tls, timeout=SECONDS, trust_env=False) as http:
            if self._token is not None:
                try:
                    return await self._answer(http, path, body, self._token)
                except ServiceRefusal as refusal:
                    if refusal.status != HTTPStatus.FORBIDDEN:
                        raise
            self._token = await self._sign_in(http)  # we had no token yet, or it has ended
            return await self._answer(http, path, body, self._token)

    async def _sign_in(self, http: httpx2.AsyncClient) -> str:
        body = {"role_id": self._role_id, "secret_id": self._secret_id.get_secret_value()}
        try:
            answer = await self._answer(http, "auth/approle/login", body)
        except ServiceRefusal as refusal:
            raise WrongMaster(
                f"the key service at {self._address} refuses key_service_role_id and key_service_secret_id: {refusal}"
            ) from None
        return self._read(answer, "auth", SignedIn).client_token

    async def _answer(
        self, http: httpx2.AsyncClient, path: str, body: Body | None, token: str | None = None
    ) -> httpx2.Response:
        method = "GET" if body is None else "POST"
        headers = {"X-Vault-Token": token} if token else {}
        try:
            answer = await http.request(method, f"{self._address}/v1/{path}", json=body, headers=headers)
        except httpx2.RequestError as error:
            reason = str(error) or type(error).__name__
            raise MasterUnavailable(f"the key service does not answer at {self._address}: {reason}") from None
        if answer.status_code in REFUSALS:
            raise ServiceRefusal(answer.status_code, _said(answer))
        if not answer.is_success:
            raise MasterUnavailable(f"the key service at {self._address} cannot answer now: {_said(answer)}")
        return answer

    def _read(self, answer: httpx2.Response, part: str, model: type[Answer]) -> Answer:
        try:
            return model.model_validate(answer.json()[part])
        except (ValueError, KeyError, TypeError):
            raise MasterUnavailable(f"what answers at {self._address} is no key service") from None


def _said(answer: httpx2.Response) -> str:
    """The reasons that the service gives, on one line."""
    try:
        reasons: list[Any] = answer.json()["errors"]
    except (ValueError, KeyError, TypeError):
        reasons = []
    return " ".join("; ".join(map(str, reasons)).split()) or f"HTTP status {answer.status_code}"
