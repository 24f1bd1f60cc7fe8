"""`cspr notification-form`: what the person who submits the notification enters in the national system."""

import asyncio
from collections.abc import Iterator

from domain.london import say_day
from domain.notification_form import CHILDREN_WITH_FIELDS, ORDER, ChildEntry, NotificationForm, notification_form
from starter.client import session
from starter.reading.case_now import view_of
from starter.terminal.options import Acts, AsJson, Reference
from starter.terminal.printing import OVERDUE, say, show_json

HELP = """Print what to enter in the national system: one notification for the incident, with all its children.

It names the children: print it only where nobody else can see it. Once it is submitted, record that with cspr notify.
"""


def show_notification_form(*, reference: Reference, acts: Acts = None, as_json: AsJson = False) -> None:
    """Print the form; `HELP` is what people read."""
    form = notification_form(asyncio.run(view_of(session.settings(), reference, acts)).case)
    if as_json:
        show_json(form.model_dump(mode="json"))
    else:
        show_form(form)


def show_form(form: NotificationForm) -> None:
    """Print the form in the order in which it is entered."""
    say(f"{form.reference}  notification of one incident to the national system", style="bold")
    if form.submitted_as:
        say(f"It has been notified already, as {form.submitted_as}: do not submit it again.", style=OVERDUE)
    for line in _incident(form):
        say(line)
    say()
    say(f"Children with fields of their own, at most {CHILDREN_WITH_FIELDS} ({ORDER}):")
    for number, child in enumerate(form.children, start=1):
        say()
        say(f"Child {number}", style="bold")
        for line in _child(child):
            say(line)
    if form.other_children:
        say()
        say("Further children, for the free text:")
        say(form.other_children)
    for doubt in form.to_be_checked:
        say(f"Check before you submit: {doubt}", style=OVERDUE)


def _incident(form: NotificationForm) -> Iterator[str]:
    yield f"Happened: {form.incident_at}"
    yield f"Where: {form.area}, {form.country.value.replace('_', ' ')}"
    yield f"Abuse or neglect known or suspected: {_yes(form.abuse_or_neglect)}"
    yield f"Local authority aware: {say_day(form.la_aware)}"
    yield f"Agencies involved: {', '.join(form.agencies) or 'none named'}"
    yield f"Summary: {form.summary}"


def _child(child: ChildEntry) -> Iterator[str]:
    yield f"  Name: {child.name}"
    if child.date_of_birth:
        yield f"  Date of birth: {say_day(child.date_of_birth)}"
    if child.expected_date:
        yield f"  Unborn, expected: {say_day(child.expected_date)}"
    yield f"  Died: {say_day(child.died_on) if child.died_on else 'no'}"
    yield f"  Seriously harmed: {_yes(child.seriously_harmed)}"
    yield f"  Looked after: {_yes(child.looked_after)}"
    yield f"  Care leaver: {_yes(child.care_leaver)}"
    yield f"  Normally lives in: {child.lives_in}"


def _yes(holds: bool) -> str:  # noqa: FBT001 - the fact itself
    return "yes" if holds else "no"
