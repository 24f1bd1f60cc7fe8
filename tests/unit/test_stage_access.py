"""Conflicts of interest, admissions, and broken glass: who sees and acts on one case, whatever their seats."""

from datetime import date, timedelta

import pytest

from domain.access import emergencies, may_read, own_summaries
from domain.actor import Actor, Seat
from domain.case import Case
from domain.decisions.any_decision import AnyDecision
from domain.grants import Mandate
from domain.people import Role
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a

TODAY = a.AWARE
COORDINATOR = Seat(role=Role.COORDINATOR, organisation="partnership")
MANAGER = a.by(Role.BUSINESS_MANAGER, "partnership")
READERS = a.AUTHORITY.readers


def somebody(person: str, *seats: Seat) -> Mandate:
    return Mandate(actor=Actor(id=person, name="Invented Person", seats=seats), grants=a.AUTHORITY.grants)


def reads(case: Case, person: str, *seats: Seat, on: date = TODAY) -> bool:
    return may_read(case, READERS, somebody(person, *seats).actor, on)


def sent(case: Case, decision: AnyDecision, mandate: Mandate) -> Case:
    return a.after(case, a.sent(case, decision, mandate, a.noon(TODAY)))


def refusal(case: Case, decision: AnyDecision, mandate: Mandate) -> Refusal:
    with pytest.raises(Refusal) as refused:
        sent(case, decision, mandate)
    return refused.value


def test_the_team_and_the_partners_read_and_agencies_do_not() -> None:
    case = a.opened()
    assert reads(case, "p-1", COORDINATOR)
    assert reads(case, "p-1", Seat(role=Role.PARTNER, organisation="police"))
    assert not reads(case, "p-1", Seat(role=Role.AGENCY_CONTACT, organisation="education"))
    assert not reads(case, "p-1")


def test_a_seat_is_held_from_its_first_day_to_its_last() -> None:
    seat = COORDINATOR.model_copy(update={"since": TODAY, "until": TODAY + timedelta(days=1)})
    days = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)]
    assert [reads(a.opened(), "p-1", seat, on=day) for day in days] == [False, True, True, False]


def test_who_has_a_conflict_of_interest_sees_and_decides_nothing_more() -> None:
    case = a.play(a.opened(), a.access_changed("p-1", "excluded"))
    assert not reads(case, "p-1", COORDINATOR)
    assert reads(case, "p-2", COORDINATOR)
    refused = refusal(case, a.acknowledged(TODAY), somebody("p-1", COORDINATOR))
    assert refused.code is RefusalCode.NOT_AUTHORISED
    assert "p-1 is excluded from this case since Mon 5 Jan 2026" in refused.message


def test_anybody_says_so_of_themselves_and_only_the_manager_of_others() -> None:
    own = somebody("p-1", COORDINATOR)
    assert not reads(sent(a.opened(), a.access_changed("p-1", "excluded", a.by_coordinator()), own), "p-1", COORDINATOR)
    assert (
        "one excludes oneself"
        in refusal(a.opened(), a.access_changed("p-2", "excluded", a.by_coordinator()), own).message
    )


@pytest.mark.parametrize("what", ["admitted", "by_seat"])
def test_nobody_lets_themselves_in(what: str) -> None:
    manager = somebody("p-1", Seat(role=Role.BUSINESS_MANAGER, organisation="partnership"))
    assert "nobody admits themselves" in refusal(a.opened(), a.access_changed("p-1", what), manager).message


def test_a_reviewer_is_admitted_until_a_day() -> None:
    reviewer = Seat(role=Role.REVIEWER, organisation="partnership")
    case = a.play(
        a.opened(), a.access_changed("p-3", "admitted").model_copy(update={"until": TODAY + timedelta(days=1)})
    )
    assert not reads(a.opened(), "p-3", reviewer)
    assert reads(case, "p-3", reviewer, on=TODAY + timedelta(days=1))
    assert not reads(case, "p-3", reviewer, on=TODAY + timedelta(days=2))
    assert not reads(a.play(case, a.access_changed("p-3", "by_seat")), "p-3", reviewer)


def test_broken_glass_puts_somebody_in_the_teams_place_for_a_time_and_tells_everybody() -> None:
    police = somebody("p-4", Seat(role=Role.PARTNER, organisation="police"))
    decision = a.acknowledged(TODAY)
    assert refusal(a.opened(), decision, police).code is RefusalCode.NOT_AUTHORISED

    case = sent(a.opened(), a.glass_broken(TODAY + timedelta(days=1)), police)
    assert len(a.letters(case, "glass_broken")) == 4
    assert {letter.values["reasons"] for letter in a.letters(case, "glass_broken")} == {"Invented reason."}
    assert sent(case, decision, police).handled[decision.id] == "acknowledgement"
    assert reads(case, "p-4", on=TODAY + timedelta(days=1))
    assert not reads(case, "p-4", on=TODAY + timedelta(days=2))
    assert not reads(case, "p-5")


def test_an_agency_sees_its_own_summary_alone() -> None:
    contact = somebody("p-6", Seat(role=Role.AGENCY_CONTACT, organisation="education")).actor
    case = a.reviewed()
    assert [duty.key for duty in own_summaries(case, contact, TODAY)] == ["agency_summary:education"]
    assert own_summaries(case, somebody("p-6", COORDINATOR).actor, TODAY) == []
    assert own_summaries(a.play(case, a.access_changed("p-6", "excluded")), contact, TODAY) == []


def test_an_emergency_is_shown_until_its_day_has_ended() -> None:
    police = somebody("p-4", Seat(role=Role.PARTNER, organisation="police"))
    case = sent(a.opened(), a.glass_broken(TODAY), police)
    assert [person for person, _ in emergencies(case, TODAY)] == ["p-4"]
    assert emergencies(case, TODAY + timedelta(days=1)) == []


@pytest.mark.parametrize("days", [-1, 3])
def test_an_emergency_is_short(days: int) -> None:
    police = somebody("p-4", Seat(role=Role.PARTNER, organisation="police"))
    assert refusal(a.opened(), a.glass_broken(TODAY + timedelta(days=days)), police).code is RefusalCode.WRONG_TIME


def test_broken_glass_signs_for_nobody_and_lifts_no_exclusion() -> None:
    police = somebody("p-4", Seat(role=Role.PARTNER, organisation="police"))
    case = sent(a.play(a.reviewed(), a.meeting_held()), a.glass_broken(TODAY), police)
    assert refusal(case, a.signed("icb"), police).code is RefusalCode.NOT_AUTHORISED
    excluded = a.play(a.opened(), a.access_changed("p-4", "excluded"))
    assert "excluded" in refusal(excluded, a.glass_broken(TODAY), police).message
