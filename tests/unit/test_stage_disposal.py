"""Legal holds, and the disposal of a closed case's record: proposed by one, approved by another, carried out once."""

from datetime import date, timedelta

import pytest

from domain.case import Case
from domain.decisions.any_decision import AnyDecision
from domain.destruction import dispose
from domain.disposal import pending
from domain.event import RecordedEvent
from domain.people import Decider, Delegation, Role
from domain.policy import Policy
from domain.refusal import Refusal, RefusalCode
from domain.retention import holds_in_force
from domain.rules import Rules
from tests.unit import builders as a

ENDS = date(2028, 1, 5)
"""The last day on which a case that closed on 5 January 2026 must be kept, by a policy of two years."""
AFTER = date(2028, 1, 6)


def rules() -> Rules:
    shipped = a.the_rules()
    shorter = tuple(rule.model_copy(update={"years": 2}) for rule in shipped.policy.retention)
    return shipped.model_copy(update={"policy": shipped.policy.model_copy(update={"retention": shorter})})


def closed() -> Case:
    """Closed on 5 January 2026, because the criteria were not met."""
    return a.settled(a.play(a.opened(rules=rules()), a.criteria("not_met")), a.noon(a.AWARE))


def approved() -> Case:
    return a.play(closed(), [a.disposal_proposed(AFTER), a.disposal_approved(AFTER)])


def carried_out(
    case: Case, on: date = AFTER, current: Policy | None = None, *, survivor_is_destroyed: bool = False
) -> list[RecordedEvent]:
    return dispose(case, current or rules().policy, survivor_is_destroyed, a.noon(on))


def refused(case: Case, decision: AnyDecision) -> Refusal:
    with pytest.raises(Refusal) as raised:
        a.play(case, decision)
    return raised.value


def test_a_hold_is_placed_on_an_open_case_and_on_a_closed_one_and_both_are_lifted() -> None:
    case = a.play(a.play(a.opened(), a.held()), a.criteria("not_met"))
    case = a.play(a.settled(case, a.noon(a.AWARE)), a.held(required_by="Invented coroner"))
    assert case.is_closed
    assert holds_in_force(case) == [1, 2]
    case = a.play(case, a.hold_lifted(1))
    assert holds_in_force(case) == [2]
    assert case.legal_holds[0].lifted is not None
    assert refused(case, a.hold_lifted(1)).message == "hold: no hold of that number is in force; in force: 2"
    assert holds_in_force(a.play(case, a.hold_lifted(2))) == []


def test_a_coordinator_places_a_hold_and_does_not_lift_it() -> None:
    lifting = a.hold_lifted().model_copy(update={"by": a.by_coordinator()})
    assert refused(a.play(closed(), a.held()), lifting).code is RefusalCode.NOT_AUTHORISED


@pytest.mark.parametrize(
    ("case", "code"),
    [(a.opened(), RefusalCode.WRONG_STAGE), (a.play(closed(), a.held()), RefusalCode.NOT_ALLOWED)],
    ids=["open", "held"],
)
def test_what_is_open_or_held_is_not_disposed_of(case: Case, code: RefusalCode) -> None:
    assert refused(case, a.disposal_proposed(AFTER)).code is code


def test_nothing_is_proposed_or_approved_before_the_retention_has_ended() -> None:
    refusal = refused(closed(), a.disposal_proposed(ENDS))
    assert refusal.code is RefusalCode.NOT_ALLOWED
    assert "2 years from the closing of the case" in refusal.message
    assert "2028" not in refusal.message  # counted from a birth, the day would tell it
    proposed = a.play(closed(), a.disposal_proposed(AFTER))
    assert refused(proposed, a.disposal_approved(ENDS)).code is RefusalCode.NOT_ALLOWED


def test_a_policy_that_says_nothing_keeps_the_record() -> None:
    case = closed()
    silent = case.in_force.policy.model_copy(update={"retention": ()})
    case = case.having(rules=case.in_force.model_copy(update={"policy": silent}))
    assert "does not say how long" in refused(case, a.disposal_proposed(AFTER)).message


def test_nobody_approves_what_they_proposed() -> None:
    case = a.play(closed(), a.disposal_proposed(AFTER))
    themselves = Decider(name="Invented Person", role=Role.PARTNER, organisation="police")
    refusal = refused(case, a.disposal_approved(AFTER, themselves))
    assert "invented-person has proposed it; somebody else has to approve it" in refusal.message


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.DELEGATE])
def test_a_role_that_the_policy_does_not_name_does_not_approve(role: Role) -> None:
    case = a.play(closed(), a.disposal_proposed(AFTER))
    given = Delegation(given_by="Invented Chief", dated=AFTER) if role is Role.DELEGATE else None
    organisation = "police" if role is Role.DELEGATE else "partnership"
    approver = Decider(name="Invented Approver", role=role, organisation=organisation, delegation=given)
    assert refused(case, a.disposal_approved(AFTER, approver)).code is RefusalCode.NOT_AUTHORISED


def test_what_is_proposed_is_approved_once_and_in_that_order() -> None:
    assert refused(closed(), a.disposal_approved(AFTER)).code is RefusalCode.WRONG_STAGE
    assert refused(approved(), a.disposal_approved(AFTER)).code is RefusalCode.ALREADY_DECIDED
    assert refused(approved(), a.disposal_proposed(AFTER)).code is RefusalCode.ALREADY_DECIDED
    later = a.play(closed(), a.disposal_proposed(AFTER + timedelta(days=2)))
    assert refused(later, a.disposal_approved(AFTER)).code is RefusalCode.WRONG_TIME


def test_a_declined_disposal_is_kept_on_record_and_can_be_proposed_again() -> None:
    case = a.play(approved(), a.disposal_declined(AFTER))
    assert pending(case) is None
    assert refused(case, a.disposal_declined(AFTER)).code is RefusalCode.WRONG_STAGE
    with pytest.raises(Refusal, match="not approved"):
        carried_out(case)
    again = a.play(case, a.disposal_proposed(AFTER))
    assert len(again.disposals) == 2


def test_a_hold_sets_an_approved_disposal_aside_for_good() -> None:
    case = a.play(approved(), a.held(AFTER))
    with pytest.raises(Refusal, match="legal hold 1 is in force since Thu 6 Jan 2028"):
        carried_out(case)
    with pytest.raises(Refusal, match="not approved"):
        carried_out(a.play(case, a.hold_lifted(at=AFTER)))


def test_a_reopening_sets_an_approved_disposal_aside_for_good() -> None:
    case = a.play(approved(), a.reopened(AFTER))
    with pytest.raises(Refusal, match="open"):
        carried_out(case)
    again = a.settled(a.play(case, a.criteria("not_met", AFTER)), a.noon(AFTER))
    with pytest.raises(Refusal, match="2 years"):
        carried_out(again)
    with pytest.raises(Refusal, match="not approved"):
        carried_out(again, date(2030, 1, 7))


def test_what_is_proposed_alone_is_not_destroyed() -> None:
    with pytest.raises(Refusal, match="not approved"):
        carried_out(a.play(closed(), a.disposal_proposed(AFTER)))


def test_a_longer_policy_of_today_keeps_the_record() -> None:
    with pytest.raises(Refusal, match="30 years from the closing of the case"):
        carried_out(approved(), current=a.the_rules().policy)


def test_a_linked_duplicate_is_kept_as_long_as_the_case_in_which_its_incident_goes_on() -> None:
    linked = a.settled(a.play(a.opened(rules=rules()), a.linked()), a.noon(a.AWARE))
    case = a.play(linked, [a.disposal_proposed(AFTER), a.disposal_approved(AFTER)])
    with pytest.raises(Refusal, match="record of CSPR-0000-0001 too, which has to go first"):
        carried_out(case)
    assert [event.type for event in carried_out(case, survivor_is_destroyed=True)] == ["record_disposed"]


def test_the_last_event_names_the_approver_and_no_day_from_which_a_birth_follows() -> None:
    (event,) = carried_out(approved())
    case = a.after(approved(), [event])
    assert event.type == "record_disposed"
    assert case.disposed is not None
    assert case.disposed.say(a.REFERENCE) == (
        f"the record of {a.REFERENCE} was destroyed on Thu 6 Jan 2028 "
        "by approval of Invented Approver (safeguarding partner, The police)"
    )
    assert case.disposed.reason == "it had been kept for 2 years from the closing of the case"


def test_after_the_last_event_nothing_is_taken_and_a_second_time_changes_nothing() -> None:
    case = a.after(approved(), carried_out(approved()))
    assert carried_out(case) == []
    for decision in (a.held(AFTER), a.reopened(AFTER), a.criteria_met(AFTER), a.disposal_declined(AFTER)):
        assert refused(case, decision).code is RefusalCode.DESTROYED


def test_a_closed_case_takes_explanations_and_death_reviews_without_being_reopened() -> None:
    late = a.play(a.opened(a.a_referral(children=(a.a_child(date_of_birth=date(2009, 1, 4), died_on=a.AWARE),))), [])
    case = a.settled(a.play(late, a.criteria("not_met", date(2026, 1, 14))), a.noon(date(2026, 1, 14)))
    assert case.is_closed
    case = a.play(case, a.lateness_explained("criteria_decision", date(2026, 1, 15)))
    case = a.play(case, a.death_review_linked("INVENTED-7", date(2026, 1, 15)))
    assert case.is_closed
    assert len(case.explanations["criteria_decision"]) == len(case.death_reviews) == 1
