"""Where a case stands at an instant, for people and for programs."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from domain.access import emergencies
from domain.case import Case
from domain.death_review import to_be_linked
from domain.duty import Duty
from domain.lateness import unexplained
from domain.letter_words import letter_in_words
from domain.london import london_date, say_day
from domain.standing import standing
from domain.undelivered import undelivered
from starter.reading.duty_words import Row, duty_for_programs, row_today, show_duties
from starter.reading.letter_words import named_for_programs
from starter.reading.reason_words import say_reasons
from starter.terminal.printing import OVERDUE, say


def show_case(case: Case, now: datetime, say_row: Callable[[Case, Duty, datetime], Row] = row_today) -> None:
    """Print the framework of a case, what its facts suggest, and its duties at the UTC instant, each by `say_row`."""
    say(f"Framework: {case.in_force.framework.title}")
    if case.assessment:
        say(f"The facts suggest: {say_reasons(case.assessment.reasons)}")
    if overdue := standing(case, now).overdue:
        say(f"Overdue: {overdue}", style=OVERDUE)
    say()
    show_duties(case, now, say_row)


def open_questions(case: Case, now: datetime) -> Iterator[tuple[str, str]]:
    """What somebody should look at, at the UTC instant, each with the command that goes on from there."""
    for person, glass in emergencies(case, london_date(now)):
        yield f"Emergency access of {person} until the end of {say_day(glass.until)}", "cspr break-glass"
    for duty in unexplained(case, now):
        command = f"cspr explain-lateness {case.reference} --duty {duty.key}"
        yield f"Late and not explained yet: {duty.title}", command
    if case.linked:
        yield f"Linked as a duplicate: it goes on as {case.linked.survivor}", f"cspr status {case.linked.survivor}"
    elif case.suspected_duplicates:
        yield f"May be the same incident as {', '.join(case.suspected_duplicates)}", "cspr link decides"
    for linked in case.death_reviews:
        told = f"told by {linked.told_by} on {linked.at.say()}"
        yield f"Domestic abuse related death review: {linked.review_reference}, {told}", ""
    if asked := to_be_linked(case):
        yield f"{asked[:1].upper()}{asked[1:]}", "cspr link-death-review"
    if case.outbox:
        yield f"Letters that wait for the mail server: {len(case.outbox)}", f"cspr mail {case.reference}"
    for letter in undelivered(case):
        yield f"Could not be delivered {letter_in_words(case, letter)}", f"cspr mail {case.reference}"
    if case.refused or case.malformed:
        told = f"Decisions refused: {case.refused}; messages not understood: {case.malformed}"
        yield told, f"cspr timeline {case.reference}"


def case_for_programs(case: Case, now: datetime) -> dict[str, Any]:
    """Where a case stands at the UTC instant, as JSON."""
    return {
        "reference": case.reference,
        **standing(case, now).model_dump(mode="json"),
        "position": case.position,
        "letters_waiting": sorted(case.outbox),
        "letters_undelivered": [named_for_programs(case, letter) for letter in undelivered(case)],
        "suspected_duplicates": list(case.suspected_duplicates),
        "death_reviews": [
            {"reference": linked.review_reference, "told_by": linked.told_by, "at": str(linked.at)}
            for linked in case.death_reviews
        ],
        "death_review_to_be_linked": to_be_linked(case) is not None,
        "refused": case.refused,
        "duties": [
            duty_for_programs(case, duty, now)
            for duty in sorted(case.duties.values(), key=lambda duty: (duty.due, duty.key))
        ],
    }
