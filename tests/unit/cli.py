"""The `cspr` command as the tests of this folder run it: in this process, with what it prints."""

import copy
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from domain.actor import Seat
from starter.main import run
from vault.identities import Identities
from vault.people import People, Person, write_people

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever was printed
        return json.loads(self.out)


class Cli:
    """Runs `cspr` and keeps what it prints."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *arguments: str) -> Answer:
        try:
            status = run(arguments)
        finally:
            structlog.reset_defaults()  # it logs to what is standard error only now
        printed = self._capture.readouterr()
        return Answer(status, printed.out, printed.err)


def example(name: str = "harmed-child") -> dict[str, Any]:
    """The content of an example, to be changed; without attachments, which lie beside the example."""
    content = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return {**copy.deepcopy(content), "attachments": []}


def enrolled(folder: Path, *seats: Seat, name: str = "Somebody") -> dict[str, str]:
    """Let somebody be known who holds these seats, with their private key; the settings that say where."""
    key = Identities(folder / "identities").make("somebody")
    people = People(people={"somebody": Person(name=name, keys=(key.thumbprint(),), seats=seats)})
    write_people(folder / "people.toml", people)
    return {"PEOPLE_FILE": str(folder / "people.toml"), "IDENTITIES": str(folder / "identities")}
