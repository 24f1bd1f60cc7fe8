"""`cspr retention due`, `show`: which records need not be kept any more, and how long one is."""

import asyncio
from functools import partial

from domain.case import Case
from domain.decision_words import say_key
from domain.disposal import pending
from domain.london import london_date, say_day
from domain.moment import Moment
from starter.client import session
from starter.client.acting import record_look
from starter.client.policy import policy_of
from starter.client.records import Remains, one_record
from starter.retention.dispose_command import final_day
from starter.retention.looks import looks_due
from starter.retention.retained import Retained, due_records, retained
from starter.terminal.options import AsJson, Reference
from starter.terminal.printing import OVERDUE, say, show_json, show_table


def due(*, as_json: AsJson = False) -> None:
    """List the closed cases whose retention has ended or is to be reviewed. Nothing is ever destroyed by itself.

    And the years of which it need not be kept any more who looked at what is no one case's.

    Example: cspr retention due
    """
    chosen = session.settings()
    today = london_date(session.now())
    found, locked = asyncio.run(due_records(chosen, today))
    looks = looks_due(chosen, today)
    record_look(chosen, f"{len(found)} cases")
    if as_json:
        of_years = [each.model_dump(mode="json") for each in looks]
        show_json({"due": [each.model_dump(mode="json") for each in found], "locked": locked, "looks": of_years})
        return
    show_table(
        ("case", "kept as", "until", "how it stands"),
        [(each.reference, say_key(each.record), each.until_in_words(), each.standing()) for each in found],
        [bool(each.holds) for each in found],
    )
    for each in looks:
        kept = f"kept until {say_day(each.until)}; cspr retention dispose-looks {each.year}"
        say(f"Who looked in {each.year} at what is no one case's: {kept}")
    for reference in locked:
        say(f"{reference}: the key store has no key of it; is it the one that the case was opened with?", style=OVERDUE)


def show(*, reference: Reference, as_json: AsJson = False) -> None:
    """Show how long the record of a case is kept, its legal holds, and what is left of it once it is destroyed.

    Example: cspr retention show CSPR-7K4M-2QXD
    """
    chosen = session.settings()
    record = asyncio.run(one_record(chosen, reference))
    record_look(chosen, "how long the record is kept", reference)
    if isinstance(record, Remains):
        _show_remains(reference, record, as_json=as_json)
        return
    today = london_date(session.now())
    kept = retained(record, policy_of(chosen), today, partial(session.is_destroyed, chosen))
    if as_json:
        of_closed = kept.model_dump(mode="json") if record.is_closed else {"holds": list(kept.holds)}
        show_json({"reference": reference, "closed": record.is_closed, **of_closed})
    else:
        _show_kept(record, kept)


def _show_kept(case: Case, kept: Retained) -> None:
    if not case.is_closed:
        say(f"{case.reference} is open: its retention begins when it closes.")
    else:
        say(f"{case.reference}  {say_key(kept.record)}, kept until {kept.until_in_words()} ({kept.period})")
        if kept.is_due or kept.holds:
            say(f"How it stands: {kept.standing()}")
        elif kept.review:
            say(f"To be looked at from {say_day(kept.review)}")
    for number, hold in enumerate(case.legal_holds, start=1):
        end = f", lifted {hold.lifted.at.say()}" if hold.lifted else ""
        say(f"Legal hold {number}: required by {hold.placed.required_by}, placed {hold.placed.at.say()}{end}")
    disposal = pending(case)
    if disposal:
        say(f"Disposal proposed {disposal.proposed.at.say()}: {disposal.proposed.reason}")
    if disposal and disposal.approved:
        say(f"Approved {disposal.approved.at.say()}: {disposal.approved.reason}")


def _show_remains(reference: str, left: Remains, *, as_json: bool) -> None:
    final = final_day(session.settings(), left.destroyed)
    if as_json:
        destroyed = left.destroyed.model_dump(mode="json")
        show_json({"reference": reference, "destroyed": destroyed, "events": left.events, "final_on": f"{final}"})
        return
    told = left.destroyed.say(reference)
    say(f"{told[:1].upper()}{told[1:]} ({Moment.at(left.destroyed.at).say()}): {left.destroyed.reason}.")
    say(f"Destruction is final on {say_day(final)}.")
    say(f"{left.events} events stay without their content, and count in the statistics.")
