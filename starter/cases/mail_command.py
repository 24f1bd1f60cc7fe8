"""`cspr mail`: what was written to whom, what waits, and the messages as they were sent."""

import asyncio
import sys
from email import message_from_bytes, policy
from typing import Annotated, Any

import typer

from domain.letter_words import kind_in_words
from domain.london import say_instant
from domain.mails import Mail, mails_of
from starter.client import session
from starter.client.errors import BadInput
from starter.reading.history import read_events
from starter.terminal.options import Acts, AsJson, Reference
from starter.terminal.printing import show_json, show_table
from vault.documents import DocumentDamaged, DocumentMissing, DocumentStore


def mail(
    *,
    reference: Reference,
    show: Annotated[str | None, typer.Option("--show", metavar="LETTER", help="Print this letter, as in 7-0.")] = None,
    acts: Acts = None,
    as_json: AsJson = False,
) -> None:
    """List the letters of a case: what was sent, what waits, what could not be delivered.

    Example: cspr mail CSPR-7K4M-2QXD --show 7-0
    """
    chosen = session.settings()
    events = asyncio.run(read_events(chosen, reference, acts))
    mails = mails_of(events)
    if show is not None:
        sys.stdout.write(_text_of(mails, show, asyncio.run(session.documents(chosen, reference))))
    elif as_json:
        show_json([_for_programs(each) for each in mails.values()])
    else:
        rows = [
            (key, kind_in_words(each.letter.kind), each.letter.to.email, each.state, say_instant(each.at))
            for key, each in mails.items()
        ]
        show_table(
            ("letter", "what", "to", "state", "since"), rows, [each.problem is not None for each in mails.values()]
        )


def _text_of(mails: dict[str, Mail], key: str, store: DocumentStore) -> str:
    """The message as text: its headers, its words, and the names of what is attached."""
    if key not in mails:
        raise BadInput(f"There is no letter of that key; there are {', '.join(mails) or 'none'}.")
    document = mails[key].message
    if document is None:
        raise BadInput(f"Letter {key} has not been sent, so there is no message to show.")
    try:
        message = message_from_bytes(store.get(document), policy=policy.default)
    except (DocumentMissing, DocumentDamaged) as error:
        raise BadInput(f"{error}.") from None
    headers = [f"{name}: {message[name]}" for name in ("From", "To", "Subject", "Date", "Message-ID")]
    body = message.get_body(("plain",))
    attached = [f"Attached: {part.get_filename()}" for part in message.iter_attachments()]
    return "\n".join([*headers, "", body.get_content() if body else "", *attached]).rstrip() + "\n"


def _for_programs(mail: Mail) -> dict[str, Any]:
    letter = mail.letter
    return {
        "key": letter.key,
        "kind": letter.kind,
        "to": letter.to.email,
        "requested_at": letter.requested_at.isoformat(),
        "attachments": [document.name for document in letter.attachments],
        **mail.model_dump(mode="json", include={"state", "at", "message_id", "problem"}),
    }
