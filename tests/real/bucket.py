"""Real object storage on this machine, that speaks the protocol of S3."""

import os
import urllib.error
import urllib.request
from asyncio import to_thread
from pathlib import Path
from sys import executable

from stack.ports import LOOPBACK, ReservedPorts
from stack.process import Program
from stack.server import Server

PROGRAM = Path(executable).with_name("weed")
KEY = {"AWS_ACCESS_KEY_ID": "invented", "AWS_SECRET_ACCESS_KEY": "invented-secret"}
PARTS = ("s3", "master", "volume", "filer", "admin")


class ObjectStorage(Server):
    """SeaweedFS with nothing but what S3 needs.

    Attributes:
        environment: how it is reached.
    """

    def __init__(self, folder: Path) -> None:
        with ReservedPorts({name: 0 for part in PARTS for name in (part, f"{part}.grpc")}) as ports:
            numbers = ports.numbers
        address = f"http://{LOOPBACK}:{numbers['s3']}"
        self.environment = {**KEY, "AWS_ENDPOINT": address, "AWS_ALLOW_HTTP": "true", "AWS_REGION": "invented"}
        listening = [f"-{part}.port{end}={numbers[part + end]}" for part in PARTS for end in ("", ".grpc")]
        off = ("-admin.ui=false", "-webdav=false", "-s3.port.iceberg=0", "-s3.port.lance=0")
        super().__init__(
            Program(
                name="SeaweedFS",
                command=(
                    str(PROGRAM),
                    "mini",
                    f"-dir={folder}",
                    f"-ip={LOOPBACK}",
                    f"-ip.bind={LOOPBACK}",
                    *listening,
                    *off,
                ),
                log=folder / "weed.log",
                environment={**os.environ, **KEY, "HOME": str(folder)},
                ready=self._answers,
            )
        )

    async def _answers(self) -> bool:
        def answers() -> bool:
            try:
                with urllib.request.urlopen(self.environment["AWS_ENDPOINT"], timeout=5):  # noqa: S310 - our own
                    return True
            except urllib.error.HTTPError:  # it wants to know who asks
                return True
            except OSError:
                return False

        return await to_thread(answers)
