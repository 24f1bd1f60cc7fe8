"""Who acts at this machine: whose private key signs what is sent, and in which seat they decide."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.access import access_of, may_read
from domain.actor import Actor, Seat
from domain.case import Case
from domain.decisions.access import Access
from domain.grants import Authority, Grant, Mandate
from domain.london import london_date
from domain.rule_files import RulesFileError, load_authority
from settings import Settings
from starter.client.attempts import record_refused, record_shown, what_runs
from starter.client.errors import BadInput, Refused
from starter.client.signing import signing
from vault.identities import IdentityError
from vault.people import PeopleFileError
from vault.proofs import Signer


@dataclass(frozen=True)
class Acting:
    """Somebody who acts, with what they sign by and what the authority file says, by the settings `chosen`."""

    actor: Actor
    signer: Signer
    authority: Authority
    chosen: Settings

    @property
    def mandate(self) -> Mandate:
        """What the worker will find out of them, if its files are the same as ours."""
        return Mandate(actor=self.actor, grants=self.authority.grants)


def acting(chosen: Settings, named: str | None) -> Acting:
    """Who acts, as `signing` finds them, with what the authority file says.

    Raises:
        BadInput: it is not clear who acts, or the authority file is wrong.
        IdentityError, PeopleFileError: a file cannot be used.
    """
    who = signing(chosen, named)
    what_runs().who = who.actor.id
    try:
        authority = load_authority(chosen.authority_file)
    except RulesFileError as error:
        raise BadInput("The authority file cannot be used (setting authority_file):", error.faults) from None
    return Acting(who.actor, who.signer, authority, chosen)


def reads(case: Case, who: Acting, now: datetime) -> bool:
    """Whether who acts may read the whole case at this UTC instant."""
    return may_read(case, who.authority.readers, who.actor, london_date(now))


def check_may_read(case: Case, who: Acting, now: datetime) -> None:
    """Let who acts read the case at this UTC instant, and put on record that they do. Call it before it is shown.

    Raises:
        Refused: they have no role on the case; that is on record.
        ServiceUnavailable: it cannot be put on record that they read it.
    """
    if reads(case, who, now):
        record_shown(who.chosen, case.reference, who.actor.id, f"the case up to its event {case.position}")
        return
    excluded = access_of(case, who.actor.id, london_date(now)) is Access.EXCLUDED
    onward = "They were excluded from it." if excluded else "In an emergency: cspr break-glass."
    refused = Refused("not_authorised", f"{who.actor.id} has no role on the case {case.reference}. {onward}")
    record_refused(who.chosen, case.reference, refused, who.actor.id)
    raise refused


def record_look(chosen: Settings, told: str, reference: str | None = None) -> None:
    """Put on record that somebody looks at what everybody at this machine may see. Call it before it is shown.

    Args:
        chosen: the settings.
        told: what is shown, in a few words.
        reference: the case, if it is of one.

    Raises:
        ServiceUnavailable: it cannot be put on record.
    """
    who = ""
    with suppress(BadInput, IdentityError, PeopleFileError):  # it is asked of nobody who they are
        who = signing(chosen, None).actor.id
    record_shown(chosen, reference, who, told)


def decider(who: Acting, grant: Grant, given: dict[str, Any], today: date) -> dict[str, Any]:
    """The fields of who decides: those that are given, else those of who acts.

    Args:
        who: who acts.
        grant: who may take the decision.
        given: the options by, role, organisation, delegated_by and delegated_on, each None where it is not given.
        today: the London day, on which seats must be held.

    Raises:
        BadInput: it is not clear in which seat; the message lists them.
    """
    wanted = {"role": given["role"], "organisation": given["organisation"]}
    if all(wanted.values()):
        seat = next((each for each in who.actor.seats_on(today) if _fits(each, wanted)), None)
    else:
        seat = _only_seat(who.actor, grant, wanted, today)
    delegation = {"given_by": given["delegated_by"], "dated": given["delegated_on"]}
    fields = {
        "name": given["by"] or who.actor.name,
        "role": given["role"] or (seat and seat.role),
        "organisation": given["organisation"] or (seat and seat.organisation),
    }
    if any(delegation.values()):
        fields["delegation"] = {name: value for name, value in delegation.items() if value is not None}
    elif seat and seat.delegation:
        fields["delegation"] = seat.delegation
    return fields


def seats_for(actor: Actor, grant: Grant, wanted: dict[str, Any], today: date) -> list[Seat]:
    """The seats held on a London day in which somebody may decide, of the `role` and `organisation` wanted, if any."""
    return [each for each in actor.seats_on(today) if each.role in grant.roles and _fits(each, wanted)]


def _only_seat(actor: Actor, grant: Grant, wanted: dict[str, Any], today: date) -> Seat:
    seats = seats_for(actor, grant, wanted, today)
    if len(seats) == 1:
        return seats[0]
    held = ", ".join(f"{each.role.value} of {each.organisation}" for each in actor.seats_on(today)) or "none"
    may = ", ".join(role.value for role in grant.roles)
    may_record = any(each.role in grant.recorded_by for each in actor.seats_on(today))
    others = " To record it for whoever decided, say their name, too: --by." if may_record else ""
    asked = (
        "In which role and organisation? Say --role and --organisation"
        if seats or may_record
        else "No seat of yours takes this"
    )
    raise BadInput(f"{asked}: this decision is for {may}. {actor.id} holds: {held}.{others}")


def _fits(seat: Seat, wanted: dict[str, Any]) -> bool:
    role, organisation = wanted["role"], wanted["organisation"]
    return role in (None, seat.role) and organisation in (None, seat.organisation)
