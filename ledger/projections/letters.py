"""The letters of all cases: of which kind, to which organisation, and what became of each."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import AwareDatetime

from domain.case import Case
from domain.mails import LetterState, Mail, mails_of
from ledger.projections.naming import recipient
from ledger.projections.projection import Projection, Query, Record, Row


class ListedLetter(Row):
    """One letter. `recipient` is a key of the directory, or the referrer; `since` is when its state was recorded.

    `about` is the part of the case that it settles, or the duty and rung that called for it, by their keys.
    """

    key: str
    kind: str
    recipient: str
    about: str
    requested_at: AwareDatetime
    state: LetterState = LetterState.WAITS
    since: AwareDatetime


def rows_of(record: Record) -> Iterator[ListedLetter]:
    """One row for each letter that was called for."""
    if record.ruled:
        yield from (_row(record.ruled, mail) for mail in mails_of(record.events).values())


def _row(case: Case, mail: Mail) -> ListedLetter:
    letter = mail.letter
    return ListedLetter(
        stream=case.reference,
        key=letter.key,
        kind=letter.kind,
        recipient=recipient(case, letter),
        about=letter.about,
        requested_at=letter.requested_at,
        state=mail.state,
        since=mail.at,
    )


LETTERS = Projection("letters", 2, "listed_letter", ListedLetter, rows_of)


def listed_letters(  # noqa: PLR0913 - what can be asked for
    *,
    case: str | None = None,
    to: str | None = None,
    kind: str | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
    everything: bool = False,
) -> Query[ListedLetter]:
    """The letters that wait or could not be delivered, the oldest first; with `everything` those too that were sent.

    Args:
        case: of the case of this reference.
        to: to an organisation, by its key in the directory.
        kind: of this kind, by the name of its template.
        since: called for at this UTC instant or after.
        before: called for before this UTC instant.
        everything: whatever became of them.
    """
    return LETTERS.asked(
        {
            "stream = {}": case,
            "recipient = {}": to,
            "kind = {}": kind,
            "requested_at >= {}": since,
            "requested_at < {}": before,
        },
        "requested_at, stream, key",
        only=None if everything else "state <> 'sent'",
    )
