"""Who acts at this machine: whose private key signs what is sent, and in which seat they decide."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.access import access_of, may_read
from domain.actor import Actor, Seat
from domain.case import Case
from domain.decisions import Access
from domain.grants import Authority, Grant, Mandate
from domain.london import london_date
from domain.rule_files import RulesFileError, load_authority
from settings import Settings
from starter.errors import BadInput, Refused
from starter.signing import signing
from vault.proofs import Signer


@dataclass(frozen=True)
class Acting:
    """Somebody who acts, with what they sign by and what the authority file says."""

    actor: Actor
    signer: Signer
    authority: Authority

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
    try:
        authority = load_authority(chosen.authority_file)
    except RulesFileError as error:
        raise BadInput("The authority file cannot be used (setting authority_file):", error.faults) from None
    return Acting(who.actor, who.signer, authority)


def reads(case: Case, who: Acting, now: datetime) -> bool:
    """Whether who acts may read the whole case at this UTC instant."""
    return may_read(case, who.authority.readers, who.actor, london_date(now))


def check_may_read(case: Case, who: Acting, now: datetime) -> None:
    """Raises Refused where who acts has no role on the case at this UTC instant."""
    if not reads(case, who, now):
        excluded = access_of(case, who.actor.id, london_date(now)) is Access.EXCLUDED
        onward = "They were excluded from it." if excluded else "In an emergency: cspr break-glass."
        raise Refused("not_authorised", f"{who.actor.id} has no role on the case {case.reference}. {onward}")


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
    raise BadInput(
        f"In which role and organisation? Say --role and --organisation: this decision is for {may}. "
        f"{actor.id} holds: {held}.{others}"
    )


def _fits(seat: Seat, wanted: dict[str, Any]) -> bool:
    role, organisation = wanted["role"], wanted["organisation"]
    return role in (None, seat.role) and organisation in (None, seat.organisation)
