"""The histories of ended runs: packed, sealed, written once, and read back before anybody relies on them."""

import asyncio
import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError
from temporalio.client import WorkflowHistory

from archive.bucket import SCHEME, Bucket
from archive.manifest import Manifest
from archive.store import ArchiveDamaged, Folder, Store
from settings import Settings
from vault.case_keys import CaseKey, CaseKeys, NoKey
from vault.cipher import Unreadable
from vault.scope import SERVICE, scope_of_key, scope_of_workflow

PURPOSE = "archived history"
HISTORY, MANIFEST = ".history", ".manifest.json"
OF_THE_LEDGER = "ledger."
"""What the archive keeps of the ledger itself is in groups whose names begin so; no workflow's does."""


class Archive:
    """Keeps the history of each ended run as Temporal exports it, by its workflow and its run.

    The whole export is sealed, as JSON packed by gzip, with the key of its case: its payloads are sealed in it
    already, but what others have sent in clear is not. The manifest beside it is written last.

    Every method may raise ArchiveUnavailable.
    """

    def __init__(self, store: Store, keys: CaseKeys) -> None:
        self._store = store
        self._keys = keys

    async def put(self, history: WorkflowHistory, run: str) -> Manifest:
        """Keep the history of an ended run, and read it back. A second time changes nothing.

        Raises:
            ArchiveDamaged: what is there of it, or what was just written, is something else.
            ArchiveUnavailable: the archive cannot be read or written.
            ValueError: the run has not ended.
            vault.case_keys.KeyDestroyed: its record was destroyed; `CaseKeys.get` says what else.
        """
        key = await self._key_for(history.workflow_id)
        return await asyncio.to_thread(self._put, history, run, key)

    async def get(self, workflow: str, run: str) -> WorkflowHistory | None:
        """The history of a run as Temporal exported it; None where the archive does not have it.

        Raises:
            ArchiveDamaged: its file is missing or was changed.
            vault.case_keys.KeyDestroyed: its record was destroyed; `CaseKeys.get` says what else.
        """
        manifest = self.manifest(workflow, run)
        if manifest is None:
            return None
        key = await self._keys.get(scope_of_key(manifest.key_id) or SERVICE)
        return await asyncio.to_thread(self._opened, manifest, key)

    def manifest(self, workflow: str, run: str) -> Manifest | None:
        """What stands in clear of an archived run; None where the archive does not have it. Raises ArchiveDamaged."""
        return self._read(_name(workflow, run) + MANIFEST)

    def has(self, workflow: str, run: str) -> bool:
        """Whether the run is archived, as far as its manifest says."""
        return f"{run}{MANIFEST}" in self._store.files(_group(workflow))

    def manifests(self, workflow: str) -> list[Manifest]:
        """The archived runs of a workflow, in the order in which they ran. Raises ArchiveDamaged."""
        group = _group(workflow)
        names = [each for each in self._store.files(group) if each.endswith(MANIFEST)]
        found = [manifest for each in names if (manifest := self._read(f"{group}/{each}"))]
        return sorted(found, key=lambda manifest: manifest.begun_at)

    def groups(self) -> list[str]:
        """What `check` takes, one for each workflow."""
        return [each for each in self._store.groups() if not each.startswith(OF_THE_LEDGER)]

    def check(self, group: str) -> list[str]:
        """What is wrong with the files of one workflow, a sentence each; no key is needed."""
        files, faults = self._store.files(group), []
        for each in files:
            run = each.removesuffix(HISTORY).removesuffix(MANIFEST)
            if each.endswith(HISTORY) and run + MANIFEST not in files:
                faults.append(f"{group}/{each} has no manifest: the next sweep writes it, if Temporal has the run")
            elif each.endswith(MANIFEST):
                try:
                    manifest = self._read(f"{group}/{each}")
                    if manifest and (_group(manifest.workflow), manifest.run) != (group, run):
                        faults.append(f"{group}/{each} is the manifest of another run")
                    elif manifest:
                        self._checked(manifest)
                except ArchiveDamaged as damage:
                    faults.append(str(damage))
        return faults

    def count(self, workflow: str) -> int:
        """How many runs of a workflow are archived."""
        return sum(each.endswith(MANIFEST) for each in self._store.files(_group(workflow)))

    def remove(self, workflow: str) -> None:
        """Remove everything of a workflow, whose record was destroyed. Raises ArchiveUnavailable."""
        self._store.remove(_group(workflow))

    async def _key_for(self, workflow: str) -> CaseKey:
        try:
            return await self._keys.get(scope_of_workflow(workflow))
        except NoKey:  # somebody started what never became a case; it cannot have been sealed for one
            return await self._keys.get(SERVICE)

    def _put(self, history: WorkflowHistory, run: str, key: CaseKey) -> Manifest:
        name = _name(history.workflow_id, run)
        packed = _packed(history, run, key)
        if not self._store.write(name + HISTORY, packed):  # by a worker that died before it wrote the manifest
            packed = self._store.read(name + HISTORY) or b""
        manifest = Manifest.of(history, run, packed, key.key_id)
        if _unpacked(packed, manifest, key) != json.loads(history.to_json()):
            raise ArchiveDamaged(f"{name}{HISTORY} is not the history that Temporal has")
        self._store.write(name + MANIFEST, manifest.model_dump_json(indent=1).encode())
        if self._read(name + MANIFEST) != manifest:
            raise ArchiveDamaged(f"{name}{MANIFEST} is not the manifest of the history that Temporal has")
        self._checked(manifest)
        return manifest

    def _opened(self, manifest: Manifest, key: CaseKey) -> WorkflowHistory:
        return WorkflowHistory.from_json(manifest.workflow, _unpacked(self._checked(manifest), manifest, key))

    def _read(self, name: str) -> Manifest | None:
        content = self._store.read(name)
        if content is None:
            return None
        try:
            return Manifest.model_validate_json(content)
        except ValidationError:
            raise ArchiveDamaged(f"{name} is no manifest") from None

    def _checked(self, manifest: Manifest) -> bytes:
        name = _name(manifest.workflow, manifest.run) + HISTORY
        packed = self._store.read(name)
        if packed is None:
            raise ArchiveDamaged(f"{name} is missing")
        if not manifest.fits(packed):
            raise ArchiveDamaged(f"{name} was changed: its SHA-256 is not the one in its manifest")
        return packed


def open_store(settings: Settings) -> Store:
    """Where the archive of these settings lies. Raises ArchiveUnavailable where a bucket cannot be used."""
    place = settings.archive_place
    return Bucket(place) if place.startswith(SCHEME) else Folder(Path(place))


def open_archive(settings: Settings, keys: CaseKeys) -> Archive:
    """The archive of these settings. Raises ArchiveUnavailable where a bucket cannot be used."""
    return Archive(open_store(settings), keys)


def _group(workflow: str) -> str:
    """A case's is its reference. Whatever another id is, this is one plain name."""
    return quote(workflow, safe="").replace(".", "%2E")


def _name(workflow: str, run: str) -> str:
    return f"{_group(workflow)}/{run}"


def _packed(history: WorkflowHistory, run: str, key: CaseKey) -> bytes:
    # Without the time of packing: the same history is the same file.
    return key.cipher.seal(gzip.compress(history.to_json().encode(), mtime=0), PURPOSE, history.workflow_id, run)


def _unpacked(packed: bytes, manifest: Manifest, key: CaseKey) -> dict[str, Any]:
    try:
        opened = key.cipher.open(packed, PURPOSE, manifest.workflow, manifest.run)
        unpacked: dict[str, Any] = json.loads(gzip.decompress(opened))
    except (Unreadable, OSError, ValueError) as reason:
        raise ArchiveDamaged(f"{_name(manifest.workflow, manifest.run)}{HISTORY} cannot be opened: {reason}") from None
    return unpacked
