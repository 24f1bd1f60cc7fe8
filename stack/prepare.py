"""What has to be there before a worker starts: master keys, the service's own key, a people file, the ledger's schema.

And in the ledger, of who looked and who tried, all that the archive has.

    python -m stack.prepare

does it for the settings of the environment, as often as one likes.
"""

import asyncio
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from archive.attempts import AttemptsArchive
from archive.histories import open_store
from archive.store import ArchiveUnavailable
from ledger.connect import LedgerUnavailable, connect
from ledger.roles import admit
from ledger.schema import LedgerOutdated, migrate
from settings import Settings, SettingsError, read_settings
from stack.attempts_back import put_attempts_back
from vault.key_file import KeyFileError, create_key_file
from vault.key_store import KeyStoreUnavailable
from vault.master import MasterUnavailable, WrongMaster
from vault.opening import open_keys
from vault.people import PeopleFileError
from vault.people_changes import create_people_file
from vault.scope import SERVICE


async def prepare(settings: Settings, report: Callable[[str], None]) -> None:
    """Make the key file, the service's own key and the people file where there are none; bring the schema up to date.

    The role of the service may then add to the ledger and read it, and no more. Where the ledger has lost of who looked
    and who tried what the archive has, that is put back.

    Raises:
        SettingsError: the ledger's owner is not set, or is to do the work as well.
        KeyFileError: the key file cannot be used or written.
        PeopleFileError: the people file cannot be written.
        WrongMaster, MasterUnavailable, KeyStoreUnavailable: the service's own key cannot be opened or kept.
        LedgerUnavailable, LedgerOutdated: the ledger's PostgreSQL cannot be reached, or its schema not renewed.
        ArchiveUnavailable: the setting archive names a bucket that cannot be used. One that is away is reported.
    """
    owner = settings.ledger_owner_dsn
    if owner is None or urlsplit(owner).username == urlsplit(settings.ledger_dsn).username:
        raise SettingsError(
            "ledger_owner_dsn (CSPR_LEDGER_OWNER_DSN) should name the owner of the ledger's tables, and ledger_dsn "
            "another role, which may add and read alone"
        )
    # Beside a key service a key file wraps nothing new.
    wraps = settings.key_file if settings.key_service_address is None else None
    if wraps is not None and not wraps.exists():
        create_key_file(wraps)
        report(f"A new key was made: {wraps}")
    if create_people_file(settings.people_file):
        report(f"Nobody is known yet: {settings.people_file} (cspr people add)")
    keys = open_keys(settings)
    keys.store.make()
    await keys.create(SERVICE)
    await migrate(owner)
    await admit(owner, settings.ledger_dsn)
    connection = await connect(owner)
    try:
        await put_attempts_back(connection, AttemptsArchive(open_store(settings)), report)
    finally:
        await connection.close()


def main() -> int:
    """Prepare everything. Returns the exit status: 0 done, 2 something is wrong, 3 out of reach."""
    try:
        asyncio.run(prepare(read_settings(), print))
    except (SettingsError, KeyFileError, PeopleFileError, LedgerOutdated) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (LedgerUnavailable, ArchiveUnavailable, WrongMaster, MasterUnavailable, KeyStoreUnavailable) as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
