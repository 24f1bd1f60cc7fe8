"""The current details of a case in the Web UI: where it stands, who must act on what by which day, what was decided.

They hold no personal data: neither free text nor anybody's name or id. All dates are absolute, for nobody may wake
the workflow for days; and all is computed from the state and the workflow's own clock, the same at every replay.
"""

from collections.abc import Iterator
from datetime import datetime

from domain.access import emergencies
from domain.called import names_of
from domain.case import Case
from domain.correspondence import organisation_name
from domain.death_review import to_be_linked
from domain.decision_words import decision_in_words
from domain.duty import Duty
from domain.lateness import unexplained
from domain.latest import latest_decisions
from domain.letter_words import letters_in_words
from domain.london import london_date, say_day, say_instant
from domain.rapid_review import letter_wanted
from domain.standing import say_due, stage
from domain.turn import comes_after
from domain.undelivered import undelivered
from workflows.case_file import CaseFile
from workflows.markdown import LONGEST_DETAILS, outside, paragraphs, within
from workflows.telling import as_whom, numbered

LATEST = 5


def details(file: CaseFile, now: datetime) -> str:
    """Markdown for the page User Metadata, at the UTC instant `now`."""
    case = file.case
    lines = [
        f"### {outside(case.reference)}: {outside(stage(case))}",
        "",
        f"{'Closed' if case.is_closed else 'Open'} · {outside(case.in_force.framework.title)}",
        "",
        *paragraphs(list(_alarms(file, now))),
        *_owed(case, now),
    ]
    elsewhere = f"cspr status {outside(case.reference)}"
    as_of = f"As of {say_instant(now)}, after {case.position} events. All of it: *{elsewhere}*"
    last = within(LONGEST_DETAILS // 2, [*_decided(case), as_of], elsewhere)
    room = LONGEST_DETAILS - len(f"\n\n{last}".encode())  # what was decided stays, however much is owed
    return f"{within(room, lines, elsewhere).rstrip()}\n\n{last}"


def _alarms(file: CaseFile, now: datetime) -> Iterator[str]:
    """What somebody has to look at, most urgent first."""
    case = file.case
    for duty in case.overdue_duties(now):
        who = outside(organisation_name(case, duty.owner))
        first = comes_after(case, duty)
        after = f", after {outside(first)}" if first else ""
        yield f"> **Overdue** since the end of {say_day(duty.due)}: {outside(duty.title)} ({who}{after})"
    yield from _waiting(file)
    for _, glass in emergencies(case, london_date(now)):
        yield f"> **Emergency access** until the end of {say_day(glass.until)}"
    if came_back := undelivered(case):
        yield f"> **Could not be delivered**: {outside(letters_in_words(case, came_back))} (*cspr mail* says why)"
    if late := unexplained(case, now):
        titles = "; ".join(outside(duty.title) for duty in late)
        yield f"> **Not explained yet** why it is late (*cspr explain-lateness*): {titles}"
    if others := case.suspected_duplicates:
        yield f"> **May be the same incident** as {outside(', '.join(others))} (*cspr link* decides)"
    if asked := to_be_linked(case):
        yield f"> {outside(asked[:1].upper() + asked[1:])} (*cspr link-death-review*)"
    if case.refused or case.malformed:
        told = f"Decisions refused: {case.refused}; messages not understood: {case.malformed}"
        yield f"> {told} (*cspr timeline*). Decisions are taken with *cspr*, never on this page."


def _waiting(file: CaseFile) -> Iterator[str]:
    """What waits for a program beside us. Why it goes on waiting, only the errand that is tried again knows."""
    why = "where it stays so, *Pending Activities* says why"
    if letter_wanted(file.case):
        yield f"> **Being put together**: the rapid review for the Panel ({why})"
    letters = list(file.case.outbox.values())
    if letters:
        told = outside(letters_in_words(file.case, letters))
        since = say_instant(min(letter.requested_at for letter in letters))
        yield f"> **Waiting to be sent** since {since}: {told} ({why})"
    if file.not_in_ledger:
        since = say_instant(file.not_in_ledger[0].recorded_at)
        yield f"> **Waiting for the ledger** since {since}: {numbered(file.not_in_ledger)}, safe until then ({why})"


def _owed(case: Case, now: datetime) -> Iterator[str]:
    """What is open and not overdue: that has been said above."""
    if not case.open_duties():
        yield from paragraphs(["Nothing is owed."])
    to_do = [(duty, comes_after(case, duty)) for duty in case.open_duties() if not duty.is_overdue(now)]
    yield from _listed("To be done now", [_item(case, duty, now) for duty, first in to_do if first is None])
    later = [f"{_item(case, duty, now)}, after {outside(first)}" for duty, first in to_do if first is not None]
    yield from _listed("Comes after something else", later)


def _item(case: Case, duty: Duty, now: datetime) -> str:
    who = organisation_name(case, duty.owner)
    named = duty.title if duty.title.endswith(who) else f"{duty.title} ({who})"
    return f"**{outside(say_due(case, duty, now))}**: {outside(named)}"


def _decided(case: Case) -> Iterator[str]:
    """The last decisions; of one that the state does not keep whole, only what it was."""
    rows, names = [], names_of(case)
    for kind, decision in latest_decisions(case, LATEST):
        if decision is None:
            rows.append(f"{outside(kind.title)} (*cspr timeline* says when and who)")
        else:
            by = outside(as_whom(case, decision.by.role, decision.by.organisation))
            rows.append(f"**{outside(decision.at.say())}**: {outside(decision_in_words(decision, names))} ({by})")
    yield from _listed("Last decisions", rows)


def _listed(heading: str, items: list[str]) -> Iterator[str]:
    if items:
        yield from (f"#### {heading}", "", *(f"- {item}" for item in items), "")
