"""What has to be there before a worker starts: a key file, and the ledger's schema.

    python -m stack.prepare

does it for the settings of the environment, as often as one likes.
"""

import asyncio
import sys
from collections.abc import Callable

from ledger.connect import LedgerUnavailable
from ledger.schema import migrate
from settings import Settings, SettingsError, read_settings
from vault.keys import KeyFileError, create_key_file


async def prepare(settings: Settings, report: Callable[[str], None]) -> None:
    """Make the key file where there is none, and bring the ledger's schema up to date.

    Raises:
        KeyFileError: the key file cannot be written.
        LedgerUnavailable: the ledger's PostgreSQL cannot be reached.
    """
    if not settings.key_file.exists():
        create_key_file(settings.key_file)
        report(f"A new key was made: {settings.key_file}")
    await migrate(settings.ledger_dsn)


def main() -> int:
    """Prepare everything. Returns the exit status: 0 done, 2 wrong settings, 3 no ledger to be reached."""
    try:
        asyncio.run(prepare(read_settings(), print))
    except (SettingsError, KeyFileError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except LedgerUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
