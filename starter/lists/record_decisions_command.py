"""`cspr record decisions`, `letters`: what happened over all cases, from the lists made of the record."""

from datetime import date, datetime
from typing import Annotated

import typer

from domain.addressee import REFERRER
from domain.correspondence import ROLE_WORDS
from domain.decision_words import say_key
from domain.letter_words import kind_in_words
from domain.london import end_of_day, say_instant, start_of_day
from domain.mails import LetterState
from ledger.projections.decisions import DECISIONS, ListedDecision, listed_decisions
from ledger.projections.letters import LETTERS, ListedLetter, listed_letters
from starter.client import session
from starter.lists.directory import Directory
from starter.lists.from_the_record import read, show_as_json, tell_how_far, tell_of_unknown, tell_what_is_left_out
from starter.lists.list_options import Everything, Last, OfCase, Organisation, Since, as_key, decision_of, kind_of
from starter.terminal.options import AsJson, check_in_order
from starter.terminal.printing import show_table

Name = Annotated[
    str | None, typer.Option("--decision", parser=as_key, metavar="NAME", help="This decision alone, as in criteria.")
]
Kind = Annotated[
    str | None, typer.Option("--kind", parser=as_key, metavar="KIND", help="Of this kind, as in escalation.")
]
Refused = Annotated[bool, typer.Option("--refused", help="Only what was refused.")]
To = Annotated[
    str | None,
    typer.Option(
        "--for",
        parser=as_key,
        metavar="WHO",
        help="To this organisation, by key or name; or the referrer.",
    ),
]


def decisions(  # noqa: PLR0913 - one option each
    *,
    case: OfCase = None,
    organisation: Organisation = None,
    name: Name = None,
    refused: Refused = False,
    since: Since = None,
    last: Last = None,
    as_json: AsJson = False,
) -> None:
    """List the decisions of all cases in the order in which they were recorded. Who took each, and why, is sealed.

    Example: cspr record decisions --decision criteria --from 2026-01-01 --to 2026-12-31
    """
    begin, end = _instants(since, last)
    name = decision_of(name)
    directory = Directory.of(session.settings())
    organisation = directory.key(organisation)
    query = listed_decisions(
        case=case,
        organisation=organisation,
        decision=name,
        since=begin,
        before=end,
        refused=refused,
    )
    listed = read(DECISIONS, query)
    if as_json:
        show_as_json(listed, lambda row: {"organisation_name": row.organisation and directory.name(row.organisation)})
        return
    show_table(
        ("case", "", "decision", "by", "happened", "recorded", "outcome"),
        [_decision_row(row, directory) for row in listed.rows],
        [row.refused is not None for row in listed.rows],
    )
    tell_how_far(listed.progress, listed.faults)
    if not listed.rows:
        tell_of_unknown(directory, organisation)


def letters(  # noqa: PLR0913 - one option each
    *,
    case: OfCase = None,
    to: To = None,
    kind: Kind = None,
    since: Since = None,
    last: Last = None,
    everything: Everything = False,
    as_json: AsJson = False,
) -> None:
    """List the letters of all cases that wait or could not be delivered, the oldest first; with --all every letter.

    Example: cspr record letters --all --for icb --from 2026-01-01
    """
    begin, end = _instants(since, last)
    kind = kind_of(kind)
    directory = Directory.of(session.settings())
    to = directory.key(to)
    query = listed_letters(case=case, to=to, kind=kind, since=begin, before=end, everything=everything)
    listed = read(LETTERS, query)
    if as_json:
        show_as_json(listed, lambda row: {"recipient_name": directory.name(row.recipient)})
        return
    show_table(
        ("case", "letter", "what", "about", "to", "called for", "state", "since"),
        [_letter_row(row, directory) for row in listed.rows],
        [row.state is LetterState.UNDELIVERABLE for row in listed.rows],
    )
    if not everything:
        tell_what_is_left_out("What was sent is left out (--all). Why a letter did not go: cspr mail REF.")
    tell_how_far(listed.progress, listed.faults)
    if not listed.rows:
        tell_of_unknown(directory, None if to == REFERRER else to)


def _instants(since: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """The UTC instants at which the London days begin and have ended. Raises BadInput where they are not in order."""
    check_in_order(since, last)
    return start_of_day(since) if since else None, end_of_day(last) if last else None


def _decision_row(row: ListedDecision, directory: Directory) -> tuple[str, ...]:
    by = ROLE_WORDS[row.role] + (f", {directory.name(row.organisation)}" if row.organisation else "")
    outcome = f"refused: {say_key(row.refused)}" if row.refused else say_key(row.outcome or "")
    recorded = say_instant(row.recorded_at) + (", taken over" if row.taken_over else "")
    return row.stream, str(row.position), say_key(row.decision), by, row.happened.say(), recorded, outcome


def _letter_row(row: ListedLetter, directory: Directory) -> tuple[str, ...]:
    asked, since = say_instant(row.requested_at), say_instant(row.since)
    what, about, to = kind_in_words(row.kind), directory.part(row.about), directory.name(row.recipient)
    return row.stream, row.key, what, about, to, asked, row.state, since
