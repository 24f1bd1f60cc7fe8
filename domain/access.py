"""Who may see and act on one case, whatever their seats: conflicts of interest, admissions, and broken glass."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from domain.actor import Actor, Seat
from domain.case import Case
from domain.correspondence import Note, decided_by, to_organisations
from domain.decisions.access import Access, BreakGlass, ChangeAccess
from domain.duty import Duty
from domain.gathering import agencies, duty_key
from domain.london import say_day
from domain.people import Role
from domain.policy import Organisation
from domain.refusal import Refusal, RefusalCode

RETURNS_SUMMARIES = frozenset({Role.AGENCY_CONTACT, Role.SAFEGUARDING_LEAD})

TEAM = frozenset({Role.COORDINATOR, Role.BUSINESS_MANAGER})

LONGEST = timedelta(days=2)
"""So long after today an emergency may last; then somebody who answers for the case has been found."""


def access_of(case: Case, person: str, today: date) -> Access:
    """What was decided of this person and holds on this London day."""
    given = case.access.get(person)
    if given is None or (given.until is not None and given.until < today):
        return Access.BY_SEAT
    return given.access


def glass_broken_by(case: Case, person: str, today: date) -> BreakGlass | None:
    """The emergency in which this person acts on this London day."""
    theirs = (each for each in case.broken_glass if case.taken_by.get(each.id) == person)
    return next((each for each in theirs if today <= each.until), None)


def seats_in(case: Case, actor: Actor, today: date) -> Iterator[Seat]:
    """The seats that somebody holds in this case on this London day: their own, and in an emergency the team's."""
    yield from actor.seats_on(today)
    if glass_broken_by(case, actor.id, today):
        (partnership,) = case.organisations_of("partnership")[:1]
        yield Seat(role=Role.COORDINATOR, organisation=partnership.key)


def may_read(case: Case, readers: Iterable[Role], actor: Actor, today: date) -> bool:
    """Whether somebody may read the whole case on this London day; `readers` are the roles that may by their seat."""
    access = access_of(case, actor.id, today)
    if access is Access.BY_SEAT:
        allowed = set(readers)
        return any(seat.role in allowed for seat in seats_in(case, actor, today))
    return access is Access.ADMITTED


def may_read_the_services(actor: Actor, today: date) -> bool:
    """Whether somebody may read on this London day what is no case's but the service's own: the team may."""
    return any(seat.role in TEAM for seat in actor.seats_on(today))


def own_summaries(case: Case, actor: Actor, today: date) -> list[Duty]:
    """What somebody sees of a case for whose agency a summary is asked: the duty to return it, and nothing else."""
    if access_of(case, actor.id, today) is Access.EXCLUDED:
        return []
    theirs = {seat.organisation for seat in actor.seats_on(today) if seat.role in RETURNS_SUMMARIES}
    keys = (duty_key(case, agency) for agency in agencies(case) if agency in theirs)
    return [case.duties[key] for key in keys if key in case.duties]


def emergencies(case: Case, today: date) -> list[tuple[str, BreakGlass]]:
    """Who acts in an emergency on this London day, and until when."""
    return [(case.taken_by[each.id], each) for each in case.broken_glass if today <= each.until]


def check_not_excluded(case: Case, actor: Actor, today: date) -> None:
    """Raises a Refusal for whoever was excluded from the case."""
    if actor.kind != "service" and access_of(case, actor.id, today) is Access.EXCLUDED:
        since = say_day(case.access[actor.id].at.first_day)
        raise Refusal(
            RefusalCode.NOT_AUTHORISED,
            f"{actor.id} is excluded from this case since {since}; the business manager names somebody else for it",
        )


def check_change(case: Case, decision: ChangeAccess, actor: Actor) -> None:
    """Anybody may say that they have a conflict of interest; the rest is the business manager's, and for others."""
    del case
    own = decision.person == actor.id
    if own and decision.access is not Access.EXCLUDED:
        raise Refusal(RefusalCode.NOT_AUTHORISED, "person: nobody admits themselves, or ends their own exclusion")
    if not own and decision.by.role is not Role.BUSINESS_MANAGER:
        raise Refusal(
            RefusalCode.NOT_AUTHORISED,
            f"person: as {decision.by.role.value} one excludes oneself; business_manager may",
        )


def change(case: Case, decision: ChangeAccess) -> Case:
    """What was decided last of a person counts; the earlier ones stay on record."""
    return case.having(access={**case.access, decision.person: decision})


def check_break_glass(_case: Case, decision: BreakGlass, today: date) -> None:
    """An emergency is short."""
    if not today <= decision.until <= today + LONGEST:
        raise Refusal(
            RefusalCode.WRONG_TIME, f"until: must be from {say_day(today)} to {say_day(today + LONGEST)}, both included"
        )


def break_glass(case: Case, decision: BreakGlass) -> Case:
    """The emergency is on record for ever."""
    return case.having(broken_glass=(*case.broken_glass, decision))


def break_glass_letters(case: Case, decision: BreakGlass) -> list[Note]:
    """Everybody who answers for the case is told at once: the team and the three safeguarding partners."""
    told: tuple[Organisation, ...] = (*case.organisations_of("partnership"), *case.in_force.policy.partners)
    values = {
        "decided": decision.at.say(),
        "decided_by": decided_by(case, decision),
        "until": say_day(decision.until),
        "reasons": decision.reason,
    }
    return to_organisations(told, "glass_broken", values)
