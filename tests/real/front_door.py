"""The front door as the tests of this folder meet it: over HTTP, and by people who are known there."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
from google.protobuf.json_format import MessageToDict
from joserfc.jwk import OKPKey
from starlette.applications import Starlette
from temporalio.api.common.v1 import Payload, Payloads

from domain.actor import Seat
from domain.people import Role
from door.serving import serve_app
from door.tickets import ticket
from settings import Settings
from vault.people import Person
from vault.people_changes import add_person
from vault.proofs import Signer

OURS = {"x-namespace": "cspr"}
TEAM = Seat(role=Role.COORDINATOR, organisation="partnership")


def settings_for(port: int, folder: Path, key_file: Path, key_store: Path, **more: Any) -> Settings:  # noqa: ANN401 - any
    """The settings of a front door alone, with neither Temporal nor a ledger."""
    return Settings(
        ledger_dsn="postgresql://nobody@127.0.0.1:1/none",
        temporal_address="127.0.0.1:1",
        key_file=key_file,
        key_store=key_store,
        documents=folder / "documents",
        people_file=folder / "people.toml",
        door_port=port,
        door_origins=(f"http://127.0.0.1:{port}",),
        **more,
    )


def enrol(settings: Settings, person: str, *seats: Seat, name: str = "Invented Reader") -> OKPKey:
    """Put an invented person into the people file, and return their private key."""
    key = OKPKey.generate_key("Ed25519")
    add_person(settings.people_file, person, Person(name=name, keys=(key.thumbprint(),), seats=seats))
    return key


def a_ticket(settings: Settings, key: OKPKey, onward: str = "/") -> str:
    return ticket(Signer(key), settings.door_origins[0], datetime.now(UTC), onward)  # noqa: TID251 - tests are outside


def link(settings: Settings, key: OKPKey, onward: str = "/") -> str:
    """The one-time link of a person."""
    return f"{settings.door_origins[0]}/sign-in?ticket={a_ticket(settings, key, onward)}"


async def bearer(settings: Settings, key: OKPKey) -> dict[str, str]:
    """The headers of a command of this person's."""
    async with httpx2.AsyncClient(base_url=settings.door_origins[0]) as client:
        answer = await client.post("/sign-in/token", content=a_ticket(settings, key))
    return {**OURS, "authorization": f"Bearer {answer.raise_for_status().json()['token']}"}


def in_json(*payloads: Payload) -> dict[str, Any]:
    """What the Web UI asks the codec endpoint."""
    return MessageToDict(Payloads(payloads=payloads))


async def until_up(port: int) -> None:
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        while True:
            with suppress(httpx2.ConnectError):
                await client.get("/health")
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def served(app: Starlette, port: int) -> AsyncIterator[None]:
    """Serve an application at a port of this machine."""
    serving = asyncio.create_task(serve_app(app, socket.create_server(("127.0.0.1", port))))
    await until_up(port)
    yield
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving
