"""The referral: what the procedure needs to know of an incident, and no more."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from pydantic import EmailStr, Field, model_validator

from domain.document import Document
from domain.london import london_date, say_day
from domain.model import Model
from domain.moment import Moment
from domain.text import Key, Line, Prose


class Country(StrEnum):
    """Where an incident took place, as far as it decides who notifies."""

    ENGLAND = "england"
    ELSEWHERE_IN_THE_UNITED_KINGDOM = "elsewhere_in_the_united_kingdom"
    ABROAD = "abroad"


class Referrer(Model):
    """Who refers, and where the acknowledgement goes."""

    name: Line
    organisation: Key = Field(description="key of the organisation in the policy's directory")
    email: EmailStr
    own_reference: Line | None = Field(
        default=None, description="the sender's own number: the same number again is the same referral"
    )


class LeadDecision(Model):
    """What the referring organisation's Safeguarding Lead decided before the referral was sent."""

    name: Line
    refer: bool
    reason: Prose
    at: Moment


class Child(Model):
    """A child, or a care leaver, whom the incident concerns, with the facts that decide the path."""

    name: Line
    date_of_birth: date | None = None
    unborn: bool = False
    expected_date: date | None = Field(default=None, description="of an unborn child, the expected date of birth")
    died_on: date | None = None
    domestic_abuse_related_death: bool | None = Field(
        default=None,
        description="died through a partner, a relative or a member of the household; left out while nobody knows",
    )
    seriously_harmed: bool = False
    looked_after: bool = False
    care_leaver: bool = False
    lives_in: Key = Field(description="key of the area where the child normally lives")

    @model_validator(mode="after")
    def _born_or_expected(self) -> Self:
        if self.unborn and self.date_of_birth:
            msg = "an unborn child has an expected_date and no date_of_birth"
            raise ValueError(msg)
        if self.unborn and not self.expected_date:
            msg = "an unborn child needs an expected_date"
            raise ValueError(msg)
        if not self.unborn and not self.date_of_birth:
            msg = "needs a date_of_birth, or unborn with an expected_date"
            raise ValueError(msg)
        if self.died_on and self.date_of_birth and self.died_on < self.date_of_birth:
            msg = "died_on is before date_of_birth"
            raise ValueError(msg)
        if self.domestic_abuse_related_death and not self.died_on:
            msg = "domestic_abuse_related_death is about a death; it needs died_on"
            raise ValueError(msg)
        return self


class Incident(Model):
    """What happened, when and where. `at` is absent when not even a period is known."""

    summary: Prose
    at: Moment | None = None
    country: Country = Country.ENGLAND
    area: Key = Field(description="key of the local authority's area where it took place")
    abuse_or_neglect: bool = Field(description="abuse or neglect is known or suspected")


class Proceedings(Model):
    """Criminal, family or coronial proceedings that run beside."""

    kind: Line
    note: Prose | None = None


class Referral(Model):
    """A referral as it is recorded.

    The four instants are kept apart: the incident (`incident.at`), when the agency became aware, when the local
    authority became aware, and when the referral was received. Each may be known as an instant, a London day, a
    period, or not at all; `received` may be absent only while the Safeguarding Lead has not decided to refer.
    """

    referrer: Referrer
    safeguarding_lead: LeadDecision | None = None
    children: tuple[Child, ...] = Field(min_length=1, max_length=20)
    incident: Incident
    agency_aware: Moment | None = None
    la_aware: Moment | None = None
    received: Moment | None = None
    agencies: tuple[Key, ...] = Field(default=(), max_length=40)
    proceedings: tuple[Proceedings, ...] = Field(default=(), max_length=20)
    documents: tuple[Document, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = list(_order_problems(self)) + list(_birth_problems(self))
        lead = self.safeguarding_lead
        if lead and lead.refer and self.received is None:
            problems.append("received: is missing; the Safeguarding Lead has referred, so say when it was received")
        if len(set(self.agencies)) != len(self.agencies):
            problems.append("agencies: names an agency twice")
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _order_problems(referral: Referral) -> Iterator[str]:
    """Incident not after awareness is the only order of instants that must hold."""
    if referral.incident.at is None:
        return
    for name in ("agency_aware", "la_aware"):
        aware: Moment | None = getattr(referral, name)
        if aware and referral.incident.at.certainly_after(aware):
            yield (
                f"incident.at: {referral.incident.at.say()} is after {name} ({aware.say()}); "
                "nobody can be aware of an incident before it happens"
            )


def _birth_problems(referral: Referral) -> Iterator[str]:
    if referral.incident.at is None:
        return
    for number, child in enumerate(referral.children):
        if child.date_of_birth and child.date_of_birth > referral.incident.at.last_day:
            yield (
                f"children.{number}.date_of_birth: is after the incident; "
                "for an unborn child set unborn to true and give the expected_date"
            )


def future_problems(referral: Referral, now: datetime) -> list[str]:
    """Every instant of the referral that lies after `now` (UTC instant), by field, in plain words."""
    lead = referral.safeguarding_lead
    moments = {
        "incident.at": referral.incident.at,
        "agency_aware": referral.agency_aware,
        "la_aware": referral.la_aware,
        "received": referral.received,
        "safeguarding_lead.at": lead.at if lead else None,
    }
    problems = [
        f"{field}: {moment.say()} is in the future; give the time when it happened"
        for field, moment in moments.items()
        if moment and moment.earliest > now
    ]
    today = london_date(now)
    for number, child in enumerate(referral.children):
        for field, day in (("date_of_birth", child.date_of_birth), ("died_on", child.died_on)):
            if day and day > today:
                problems.append(f"children.{number}.{field}: {say_day(day)} is in the future")
    return problems
