"""`cspr ledger rebuild --from-temporal`: put back what the ledger has lost."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Self

import typer

from domain.model import Model
from domain.moment import Moment
from ledger.anchor import LedgerAnchor, lost_since
from ledger.checking import BadRow
from ledger.connect import LedgerNotPrepared
from ledger.read import ATTEMPTS
from ledger.schema_version import head_version, schema_version
from settings import Settings
from starter.client import session
from starter.client.errors import BadInput, ExitStatus
from starter.client.ledger import open_ledger
from starter.proof.ledger_command import AnchorFile, read_anchor
from starter.proof.rebuilding import Rebuilding, Rebuilt
from starter.terminal.options import AsJson
from starter.terminal.printing import OVERDUE, say, show_json
from starter.terminal.progress_bar import progress_bar

FromTemporal = Annotated[
    bool, typer.Option("--from-temporal", help="From Temporal's histories and the archive, the one source there is.")
]


class Compared(Model):
    """Of how many cases of an anchor the head is there again, and of which chain it is not."""

    equal: int
    lost: tuple[BadRow, ...]

    @classmethod
    def of(cls, anchor: LedgerAnchor, lost: Sequence[BadRow]) -> Self:
        """What of the anchor is there again, where these heads are not. Who looked and who tried is no case."""
        cases = [row for row in lost if row.stream != ATTEMPTS]
        return cls(equal=anchor.streams - len(cases), lost=tuple(lost))


def rebuild(*, from_temporal: FromTemporal = False, against: AnchorFile = None, as_json: AsJson = False) -> None:
    """Put back what the ledger has lost, with equal hashes, from Temporal's histories and the archive.

    The tables have to be there (python -m stack.prepare). What is on record stays as it is; it may be broken off and
    begun again, and cases may run meanwhile. Exit status 5 when something could not be put back: it is named.

    Example: cspr ledger rebuild --from-temporal --against anchor.json
    """
    if not from_temporal:
        raise BadInput("Say from what the ledger is to be put back: --from-temporal.")
    anchor = read_anchor(against) if against else None
    rebuilt, compared = asyncio.run(_rebuild(session.settings(), anchor))
    if as_json:
        show_json({**rebuilt.model_dump(mode="json"), "against": compared and compared.model_dump(mode="json")})
    else:
        _tell(rebuilt)
        if anchor and compared:
            _tell_against(anchor, compared)
    if rebuilt.faults or rebuilt.destroyed or (compared and compared.lost):
        raise typer.Exit(ExitStatus.DIFFERENT)


async def _rebuild(chosen: Settings, anchor: LedgerAnchor | None) -> tuple[Rebuilt, Compared | None]:
    rebuilding = await Rebuilding.connect(chosen)
    async with open_ledger(chosen) as pool:
        found, wanted = await schema_version(chosen.ledger_dsn), head_version()
        if found != wanted:
            raise LedgerNotPrepared(f"the schema is {found or 'absent'} and not {wanted}")
        with progress_bar("Workflows") as tell:
            rebuilt = await rebuilding.rebuild(chosen, pool, tell)
        if anchor is None:
            return rebuilt, None
        return rebuilt, Compared.of(anchor, await lost_since(pool, anchor))


def _tell(rebuilt: Rebuilt) -> None:
    for fault in rebuilt.faults:
        where = fault.workflow if fault.position is None else f"{fault.workflow} {fault.position}"
        say(f"{where}  {fault.why}", style=OVERDUE)
    for reference in rebuilt.destroyed:
        say(f"{reference}  its record was destroyed, with its histories: only a backup has its skeleton", style=OVERDUE)
    if rebuilt.unopened:
        say(f"{len(rebuilt.unopened)} references have a key and no history: never opened, or all is lost (--json).")
    say(f"Put back: {rebuilt.events} events of {rebuilt.cases} cases, {rebuilt.days} proclaimed days.")


def _tell_against(anchor: LedgerAnchor, compared: Compared) -> None:
    for row in compared.lost:
        say(f"{row.stream} {row.position}  {row.why}", style=OVERDUE)
    of_then = f"{compared.equal} of {anchor.streams} cases are as they were then"
    say(f"Against the anchor of {Moment.at(anchor.at).say()}: {of_then}.")
