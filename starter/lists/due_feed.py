"""Due dates as an iCalendar file (RFC 5545), to which calendar programs subscribe."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from icalendar import Calendar, Event

from ledger.duty_changes import Changes
from ledger.projections.duties import ListedDuty

REFRESH = timedelta(hours=1)
"""How often a program is asked to look again."""

_NAMES = uuid.UUID("5b0a4c1e-6a4f-5d0c-9a53-2f6f1d0c7e11")


def due_feed(
    name: str,
    duties: Sequence[ListedDuty],
    changes: Mapping[tuple[str, str], Changes],
    today: date,
    who: Callable[[str], str],
) -> bytes:
    """The open duties that have a date, each as an event of its whole day.

    A duty keeps its UID for ever, and its SEQUENCE grows whenever it is counted anew, so a moved deadline moves where
    it was shown before. What is met or no longer owed is not in it, and goes away where it is subscribed to. The same
    record gives the same bytes. No person is named.

    Args:
        name: what a calendar program calls it.
        duties: what is owed, as the list made of the record has it.
        changes: how often and when each changed, by the case's reference and the duty's key.
        today: the London day on which it is written: of a duty whose day can then not be named there is no event.
        who: the name of who owes a duty, by their key.
    """
    feed = Calendar()
    feed.add("prodid", "-//cspr//due dates//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    for field in ("name", "x-wr-calname"):
        feed.add(field, name)
    feed.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", "PT1H")
    for duty in duties:
        if duty.has_date(today):
            feed.add_component(_event(duty, changes[duty.stream, duty.key], who(duty.owner)))
    return bytes(feed.to_ical())


def _event(duty: ListedDuty, changed: Changes, owner: str) -> Event:
    event = Event()
    event.add("uid", str(uuid.uuid5(_NAMES, f"{duty.stream}/{duty.key}")))
    event.add("sequence", changed.number)
    event.add("dtstamp", changed.at)
    event.add("last-modified", changed.at)
    event.add("dtstart", duty.due)
    event.add("dtend", duty.due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    latest = "at the latest: " if duty.provisional else ""
    event.add("summary", f"{latest}{duty.title}, {owner}, {duty.stream}")
    event.add("description", f"Due by the end of this day in London. See it with: cspr status {duty.stream}")
    return event
