"""What the person who submits enters in the national system: one notification for the whole incident.

The national form takes one notification for each incident, with up to four children in fields of their own and all
others in free text. The system has no public interface: a person submits there, and nothing is sent from here.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from domain.case import Case
from domain.correspondence import organisation_name
from domain.gathering import agencies
from domain.london import say_day
from domain.model import Model
from domain.names import plain_name
from domain.referral import Child, Country, Referral

CHILDREN_WITH_FIELDS = 4
ORDER = "those who died first, then those who were seriously harmed, each as they were referred"


class ChildEntry(Model):
    """One child with fields of its own; the days are London dates."""

    name: str
    date_of_birth: date | None
    expected_date: date | None
    died_on: date | None
    seriously_harmed: bool
    looked_after: bool
    care_leaver: bool
    lives_in: str


class NotificationForm(Model):
    """One incident's notification. It names the children: only for who submits it.

    Args:
        incident_at: when it happened, in words; what is not known says so.
        la_aware: the London day on which the local authority became aware, at the latest.
        children: the first four, in `ORDER`.
        other_children: the rest in one paragraph, empty where there are none.
        to_be_checked: where the referrals do not agree on who the children are, in words; a person decides.
        submitted_as: the reference, where the incident has been notified already and must not be again.
    """

    reference: str
    incident_at: str
    country: Country
    area: str
    abuse_or_neglect: bool
    summary: str
    la_aware: date
    agencies: tuple[str, ...]
    children: tuple[ChildEntry, ...]
    other_children: str
    to_be_checked: tuple[str, ...]
    submitted_as: str | None


def notification_form(case: Case) -> NotificationForm:
    """The form of a case's incident, with the children of every referral of it, each once."""
    incident = case.referral.incident
    found, doubts = all_children(received.referral for received in case.referrals)
    children = sorted(found, key=_order)
    return NotificationForm(
        reference=case.reference,
        incident_at=incident.at.say() if incident.at else "not known",
        country=incident.country,
        area=incident.area,
        abuse_or_neglect=incident.abuse_or_neglect,
        summary=incident.summary,
        la_aware=case.awareness_day,
        agencies=tuple(organisation_name(case, key) for key in agencies(case)),
        children=tuple(_entry(child) for child in children[:CHILDREN_WITH_FIELDS]),
        other_children=_in_words(children[CHILDREN_WITH_FIELDS:]),
        to_be_checked=tuple(doubts),
        submitted_as=case.notification.panel_reference if case.notification else None,
    )


def all_children(referrals: Iterable[Referral]) -> tuple[list[Child], list[str]]:
    """Every child of the incident once, in the order in which they were referred, and what a person should check.

    Two referrals mean the same child by the same name; a fact that only the later one knows is added. Within one
    referral each entry is a child of its own, and nobody is left out on a likeness of anything but the name.
    """
    known: list[Child] = []
    doubts: list[str] = []
    for referral in referrals:
        earlier = list(range(len(known)))
        for child in referral.children:
            same = _same(child, known, earlier)
            if same is None:
                doubts += [
                    _one_or_two(known[index], child) for index in earlier if _birth(known[index]) == _birth(child)
                ]
                known.append(child)
                continue
            earlier.remove(same)
            if _birth(known[same]) != _birth(child):
                doubts.append(_two_births(known[same], child))
            known[same] = _together(known[same], child)
    return known, doubts


def _same(child: Child, known: list[Child], among: list[int]) -> int | None:
    """Which of those that earlier referrals name it is; of two with its name the one with its birth."""
    named = [index for index in among if plain_name(known[index].name) == plain_name(child.name)]
    return min(named, key=lambda index: _birth(known[index]) != _birth(child), default=None)


def _together(first: Child, later: Child) -> Child:
    return first.model_copy(
        update={
            "died_on": first.died_on or later.died_on,
            "seriously_harmed": first.seriously_harmed or later.seriously_harmed,
            "looked_after": first.looked_after or later.looked_after,
            "care_leaver": first.care_leaver or later.care_leaver,
        }
    )


def _birth(child: Child) -> date | None:
    return child.date_of_birth or child.expected_date


def _one_or_two(known: Child, child: Child) -> str:
    return f"{known.name} and {child.name}, of two referrals, have the same date of birth: one child or two?"


def _two_births(known: Child, child: Child) -> str:
    days = [say_day(day) for day in map(_birth, (known, child)) if day]
    return f"{known.name}: the referrals give two dates of birth, {' and '.join(days)}; the first is entered here"


def _order(child: Child) -> int:
    return 0 if child.died_on else 1 if child.seriously_harmed else 2


def _entry(child: Child) -> ChildEntry:
    return ChildEntry.model_validate(child.model_dump(include=set(ChildEntry.model_fields)))


def _in_words(children: list[Child]) -> str:
    if not children:
        return ""
    return "The incident also concerns: " + "; ".join(", ".join(_said(child)) for child in children) + "."


def _said(child: Child) -> Iterator[str]:
    yield child.name
    if child.date_of_birth:
        yield f"born {say_day(child.date_of_birth)}"
    if child.expected_date:
        yield f"unborn, expected {say_day(child.expected_date)}"
    if child.died_on:
        yield f"died {say_day(child.died_on)}"
    marks = {
        "seriously harmed": child.seriously_harmed,
        "looked after": child.looked_after,
        "care leaver": child.care_leaver,
    }
    yield from (mark for mark, holds in marks.items() if holds)
    yield f"normally lives in {child.lives_in}"
