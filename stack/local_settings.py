"""The settings of a service that runs on this machine, and the file through which every part reads them."""

import json
import os
import tomllib
from pathlib import Path
from typing import Any

from settings import FILE_VARIABLE, PREFIX
from stack.ports import LOOPBACK, ReservedPorts
from stack.temporal import NAMESPACE

USUAL_PORTS = {"temporal": 7233, "door": 8233, "web_ui": 8234, "smtp": 1025}
DRAIN_SECONDS = 10  # whoever presses Ctrl-C waits for it


def reserve_ports(file: Path) -> ReservedPorts:
    """Reserve the ports that the service had when it wrote its settings here, or the usual ones.

    A port that is taken is replaced by a free one.
    """
    return ReservedPorts(_earlier_ports(file) or USUAL_PORTS)


def local_values(
    folder: Path, ports: dict[str, int], ledger_dsn: str, ledger_owner_dsn: str, actor: str | None
) -> dict[str, Any]:
    """The settings that say where everything is; what concerns the partnership is set elsewhere, as always.

    `actor` is who acts on this machine unless they say otherwise.
    """
    return {
        "temporal_address": f"{LOOPBACK}:{ports['temporal']}",
        "namespace": NAMESPACE,
        "task_queue": "cspr",
        "release": None,  # there is one worker, and nothing that it is to be told apart from
        "ledger_dsn": ledger_dsn,
        "ledger_owner_dsn": ledger_owner_dsn,
        "key_file": str(folder / "keys" / "keys.json"),
        "master_keys": None,
        "key_service_address": None,
        "key_service_role_id": None,
        "key_service_secret_id": None,
        "key_store": str(folder / "key-store"),
        "documents": str(folder / "documents"),
        "archive": str(folder / "archive"),
        "attempts": str(folder / "attempts"),
        "smtp_host": LOOPBACK,
        "smtp_port": ports["smtp"],
        "smtp_username": None,
        "smtp_password": None,
        "smtp_starttls": False,
        "door_host": LOOPBACK,
        "door_port": ports["door"],
        "door_origins": [f"http://{LOOPBACK}:{ports['door']}", f"http://localhost:{ports['door']}"],
        "web_ui_address": f"http://{LOOPBACK}:{ports['web_ui']}",
        "people_file": str(folder / "people.toml"),
        "identities": str(folder / "identities"),
        "actor": actor,
        "drain_seconds": DRAIN_SECONDS,
    }


def write_settings(values: dict[str, Any], file: Path) -> None:
    """Write the settings where the parts of the service, and clients in other terminals, read them."""
    file.write_text(
        "".join(
            f"{name} = {json.dumps(value, ensure_ascii=False)}\n"  # what JSON writes of these is TOML too
            for name, value in values.items()
            if value is not None
        )
    )


def earlier_actor(file: Path) -> str | None:
    """Who acted on this machine, by the settings that the service wrote here before."""
    try:
        actor: str | None = tomllib.loads(file.read_text()).get("actor")
    except (FileNotFoundError, ValueError):
        return None
    return actor


def environment(values: dict[str, Any], file: Path) -> dict[str, str]:
    """The environment for a part of the service: nothing in ours overrules what the file says."""
    overruling = {f"{PREFIX}{name.upper()}" for name in values}
    kept = {name: value for name, value in os.environ.items() if name not in overruling}
    return {**kept, FILE_VARIABLE: str(file)}


def _earlier_ports(file: Path) -> dict[str, int] | None:
    try:
        earlier = tomllib.loads(file.read_text())
        return {
            "temporal": int(earlier["temporal_address"].rpartition(":")[2]),
            "door": earlier["door_port"],
            "web_ui": int(earlier["web_ui_address"].rpartition(":")[2]),
            "smtp": earlier["smtp_port"],
        }
    except (FileNotFoundError, ValueError, KeyError):  # none yet, or only half written
        return None
