"""The histories of a case: of each run from Temporal, else from the archive."""

from dataclasses import dataclass
from typing import Literal

from temporalio.client import WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from archive.histories import open_archive
from archive.runs import runs_of
from archive.store import ArchiveDamaged, ArchiveUnavailable
from domain.refusal import RefusalCode
from settings import Settings
from starter.client import session
from starter.client.connection import Connection
from starter.client.errors import Refused, ServiceUnavailable
from starter.client.reaching import reaching_temporal

Source = Literal["Temporal", "archive"]
"""Where a history was found."""


class DamagedArchive(ServiceUnavailable):
    """A file of the archive is missing or was changed; the message names it."""


@dataclass(frozen=True)
class FoundRun:
    """The history of one run, and where it was found."""

    run: str
    source: Source
    history: WorkflowHistory


def check_not_destroyed(settings: Settings, reference: str) -> None:
    """Raises Refused where the record was destroyed, and its histories with it."""
    with session.reaching_the_keys():
        destroyed = session.keys(settings).destroyed(reference)
    if destroyed:
        raise Refused(RefusalCode.DESTROYED.value, f"Its history is gone: {destroyed.say(reference)}.")


class Histories(Connection):
    """Reads the histories of cases."""

    async def of(self, settings: Settings, reference: str) -> list[FoundRun]:
        """Every run of a case, or of another workflow, that there is a history of, in the order in which they began.

        Raises:
            ServiceUnavailable: Temporal or the archive cannot be reached.
            DamagedArchive: a file of the archive is damaged.
            Refused: the record was destroyed.
        """
        try:
            archive = open_archive(settings, self.keys)
            with session.reaching_the_keys():
                archived = {manifest.run for manifest in archive.manifests(reference)}
                async with reaching_temporal():
                    live = await runs_of(self.client, reference)
                found = [each for run in live if (each := await self._from_temporal(reference, run))]
                for run in archived - {each.run for each in found}:
                    history = await archive.get(reference, run)
                    if history is not None:
                        found.append(FoundRun(run, "archive", history))
        except ArchiveDamaged as damage:
            raise DamagedArchive(f"The archive is damaged: {damage}.") from None
        except ArchiveUnavailable as away:
            raise ServiceUnavailable(f"{away}.") from None
        return sorted(found, key=_begun)

    async def _from_temporal(self, reference: str, run: str) -> FoundRun | None:
        try:
            async with reaching_temporal():
                history = await self.client.get_workflow_handle(reference, run_id=run).fetch_history()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return None
        return FoundRun(run, "Temporal", history)


def _begun(found: FoundRun) -> int:
    """When a run began, in nanoseconds. That of a reset begins with what it took over from the one before it."""
    own = [each for each in found.history.events if each.workflow_task_failed_event_attributes.new_run_id == found.run]
    return (own or found.history.events)[0].event_time.ToNanoseconds()
