"""A date that was already named has moved: whoever must act on it is told, whatever decision moved it."""

from collections.abc import Iterator

from domain.case import Case
from domain.correspondence import Note, organisation_name
from domain.letter import Correspondent
from domain.london import say_day
from domain.recipients import reached_by


def letters(before: Case, after: Case, why: str) -> Iterator[Note]:
    """One letter to whoever owes each open duty whose definite due date was moved, with the reason why."""
    for duty in after.open_duties():
        earlier = before.duties.get(duty.key)
        if earlier is None or earlier.provisional or duty.provisional or earlier.due == duty.due:
            continue
        values = {
            "duty": duty.title,
            "earlier": say_day(earlier.due),
            "due": say_day(duty.due),
            "last_working_day": say_day(duty.last_working_day) if duty.last_working_day != duty.due else "",
            "why": why,
            "owner": organisation_name(after, duty.owner),
        }
        for each in reached_by("owner", duty, after):
            to = Correspondent(name=each.name, email=each.email)
            yield Note("date_moved", to, values, about=f"{duty.key} moved")
