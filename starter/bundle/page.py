"""The readable page of a bundle: what happened, by when it was due, who decided it and who was told."""

from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from archive.manifest import how_it_ended
from domain.called import names_of
from domain.case import Case
from domain.correspondence import ROLE_WORDS, organisation_name
from domain.decisions.decision import Decision
from domain.event import DecisionRefused, DecisionTaken, MalformedReceived, RecordedEvent
from domain.london import say_day, say_instant
from domain.mails import mails_of
from domain.model import Model
from domain.standing import say_due, stage
from starter.bundle.clocks import Clock, clocks_of
from starter.bundle.fields import fields_in_words
from starter.bundle.histories import positions_in
from starter.bundle.papers import Paper, file_of_letter
from starter.bundle.picture import Row, pictures
from starter.bundle.record import Record
from starter.client.acting import Acting
from starter.pages.templates import TEMPLATES
from starter.reading.duty_words import how_it_stands
from starter.reading.event_words import say_decision
from starter.reading.history import in_words
from vault.own_signature import NotSigned, signed_by
from vault.proofs import CLAIMS, KIND, TOKEN

COMMON = frozenset(Decision.model_fields) | {"decision"}


class Exported(Model):
    """By whom and when (UTC instant) a bundle is made.

    `faults` says what is wrong or missing in it, a sentence each; `missing` are the files that it should have.
    """

    id: str
    name: str
    at: datetime
    faults: tuple[str, ...]
    missing: frozenset[str]

    @classmethod
    def by(cls, who: Acting, at: datetime, faults: tuple[str, ...], missing: frozenset[str]) -> "Exported":
        """The export of who acts."""
        return cls(id=who.actor.id, name=who.actor.name, at=at, faults=faults, missing=missing)


def timeline_page(record: Record, papers: list[Paper], exported: Exported) -> bytes:
    """The page, which is complete in itself. It alone says when and by whom the bundle was made."""
    case, now = record.case, exported.at
    rows = [_row(record, clock, now) for clock in clocks_of(record.reference, record.events)]
    shown = TEMPLATES.get_template("bundle/timeline.html.j2").render(
        reference=record.reference,
        case=case,
        stage=stage(case),
        exported=exported,
        said=say_instant,
        head=record.kept[-1],
        waiting=record.waiting,
        rules=case.in_force,
        aware=say_day(case.awareness_day),
        referrals=[fields_in_words(each.referral) for each in case.referrals],
        pictures=[Markup(each) for each in pictures(rows, now, running=not case.is_closed)] if rows else [],  # noqa: S704 - made by us of text that is escaped
        clocks=[_clock(case, row, now) for row in rows],
        lines=in_words(record.events),
        decisions=[_decision(record, event) for event in record.events if isinstance(event.body, DecisionTaken)],
        refused=[each for each in record.events if isinstance(each.body, DecisionRefused | MalformedReceived)],
        mails=[(each, file_of_letter(each)) for each in mails_of(list(record.events)).values()],
        papers=papers,
        runs=[_run(each) for each in record.runs],
    )
    return shown.encode()


def _row(record: Record, clock: Clock, now: datetime) -> Row:
    duty = clock.duty
    again = f" ({clock.turn}. time)" if clock.turn > 1 else ""
    due = say_due(record.case, duty, now)
    return Row(
        clock, f"{duty.title}{again}", due if due.startswith("no date") else f"due {due}", how_it_stands(duty, now)
    )


def _clock(case: Case, row: Row, now: datetime) -> dict[str, Any]:
    duty = row.clock.duty
    return {
        "title": row.title,
        "owner": organisation_name(case, duty.owner),
        "rests_on": duty.rule.say_force(),
        "source": duty.rule.source,
        "limit": duty.rule.say(),
        "day_zero": "is not known yet" if duty.provisional else f"is {say_day(duty.anchor_day)}",
        "due": row.due,
        "allowed": _allowed(row.clock),
        "outcome": row.clock.outcome(now),
        "how": row.how,
        "late": duty.is_late(now),
    }


def _allowed(clock: Clock) -> list[str]:
    duty = clock.duty
    given = [f"extended until {say_day(duty.extended_until)}"] if duty.extended_until else []
    return given + [
        f"clock stopped from {say_day(each.first)}, until {say_day(each.until)}: {each.working_days} working days"
        for each in duty.suspensions
    ]


def _decision(record: Record, event: RecordedEvent) -> dict[str, Any]:
    assert isinstance(event.body, DecisionTaken)  # noqa: S101 - as it was chosen
    decision, sender = event.body.decision, event.body.sender
    by = decision.by
    return {
        "event": event,
        "title": say_decision(decision, names_of(record.case)),
        "name": by.name,
        "role": ROLE_WORDS[by.role.value],
        "organisation": organisation_name(record.case, by.organisation),
        "delegation": by.delegation
        and f"by authority of {by.delegation.given_by}, dated {say_day(by.delegation.dated)}",
        "sender": sender,
        "proof": _proof(event.body.proof),
        "reason": decision.reason,
        "late": decision.entered_late_because,
        "details": fields_in_words(decision, COMMON),
    }


def _proof(proof: str | None) -> str:
    if proof is None:
        return "none: the service itself decided by rule"
    try:
        key, claims = signed_by(proof, KIND, CLAIMS)
    except NotSigned:
        return "there is one, and it does not hold"
    vouched = ", for which a sign-in provider vouched" if TOKEN in claims else ""
    return f"signed by the key {key.thumbprint()}{vouched}"


def _run(found: Any) -> dict[str, Any]:  # noqa: ANN401
    positions = positions_in(found.history)
    return {
        "run": found.run,
        "source": found.source,
        "begun": say_instant(found.history.events[0].event_time.ToDatetime(tzinfo=UTC)),
        "ended": how_it_ended(found.history) or "goes on",
        "history_events": len(found.history.events),
        "positions": f"{positions[0]} to {positions[-1]}" if positions else "none",
    }
