"""Where golden histories are kept: a folder for each release, which nothing changes, and one for what came since.

A release's folder has the checksums of its files in SHA256SUMS, and the changelog has the checksum of that. So it takes
no version control to see that a history of a release was changed: nobody does it without touching all three.
"""

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

UNRELEASED = "unreleased"
SUMS = "SHA256SUMS"

Done = Literal["added", "changed", "left as it is"]


class OfARelease(Exception):  # noqa: N818 - what it says
    """A golden history of a release is never changed."""


@dataclass(frozen=True)
class Shelf:
    """The folder of all golden histories. Each has a name of its own: `NAME.json`, and `NAME.state.json` beside it."""

    folder: Path

    @property
    def releases(self) -> list[str]:
        """The releases that have a folder."""
        return sorted(each.name for each in self.folder.iterdir() if each.is_dir() and each.name != UNRELEASED)

    def names(self) -> list[str]:
        """Every history that is kept."""
        known = (file.name for file in self.folder.glob("*/*.json"))
        return sorted(name.removesuffix(".json") for name in known if not name.endswith(".state.json"))

    def history_of(self, name: str) -> Path:
        """The file of a history; where it would be, if there is none yet."""
        return next(self.folder.glob(f"*/{name}.json"), self.folder / UNRELEASED / f"{name}.json")

    def state_of(self, name: str) -> Path:
        """The file beside it, of what its run ended with."""
        return self.history_of(name).with_name(f"{name}.state.json")

    def keep(self, name: str, history: str, state: str, change: Collection[str]) -> Done:
        """Keep a history that was just played. One that is there already is changed where `change` names it.

        Raises:
            OfARelease: it is to be changed, and belongs to a release.
        """
        file, known = self.history_of(name), self.history_of(name).exists()
        if known and name not in change:
            return "left as it is"
        if file.parent.name != UNRELEASED:
            raise OfARelease(
                f"{name} belongs to release {file.parent.name}, and cases that began under it replay that history. "
                "Give what is played otherwise now a name of its own (docs/releases.md)."
            )
        file.parent.mkdir(exist_ok=True)
        file.write_text(history)
        self.state_of(name).write_text(state)
        return "changed" if known else "added"


def faults_of(shelf: Shelf, changelog: str) -> Iterator[str]:
    """What was changed of the histories of the changelog's releases, in plain words."""
    released = {section.split()[0]: section for section in re.split(r"^## (?=\d)", changelog, flags=re.MULTILINE)[1:]}
    for release in sorted({*released, *shelf.releases}):
        folder = shelf.folder / release
        if release not in released:
            yield f"{folder.name}: the changelog knows no such release"
        elif not (folder / SUMS).exists():
            yield f"{release} is released, and its histories are not frozen: docs/releases.md says how"
        else:
            yield from _changed_in(folder, released[release])


def _changed_in(folder: Path, section: str) -> Iterator[str]:
    if _sum_of(folder / SUMS) not in section:
        yield f"{folder.name}/{SUMS} is not the one that the changelog names"
    lines = (line.split(maxsplit=1) for line in (folder / SUMS).read_text().splitlines())
    sums = {name: digest for digest, name in lines}
    for name in sorted({*sums, *(file.name for file in folder.iterdir() if file.name != SUMS)}):
        file = folder / name
        if not file.exists():
            yield f"{folder.name}/{name} is missing"
        elif name not in sums:
            yield f"{folder.name}/{name} was added to a release"
        elif _sum_of(file) != sums[name]:
            yield f"{folder.name}/{name} was changed"


def _sum_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
