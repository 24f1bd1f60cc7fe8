"""Who may decide what: role, organisation, and for a delegate the dated authority."""

from datetime import timedelta

import pytest

from domain import decisions as d
from domain.people import Decider, Delegation, Role
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a

GIVEN = Delegation(given_by="Invented Director", dated=a.AWARE)


def refused(decider: Decider, decision: d.AnyDecision | None = None) -> Refusal:
    decision = (decision or a.criteria_met()).model_copy(update={"by": decider})
    with pytest.raises(Refusal) as refusal:
        a.taken(a.reviewed(), decision, a.noon(a.AWARE))
    return refusal.value


def test_every_decision_says_who_may_take_it() -> None:
    names = {kind.model_fields["decision"].default for kind in d.Decision.__subclasses__()}
    assert {grant.decision for grant in a.AUTHORITY.grants} == {"referral", *names}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PARTNER, Role.PANEL, Role.SAFEGUARDING_LEAD])
def test_criteria_are_the_local_authoritys(role: Role) -> None:
    refusal = refused(a.by(role, "local_authority"))
    assert refusal.code is RefusalCode.NOT_AUTHORISED
    assert "local_authority_decision_maker" in refusal.message


def test_decision_maker_of_another_organisation_is_none() -> None:
    assert refused(a.by(Role.LOCAL_AUTHORITY_DECISION_MAKER, "police")).code is RefusalCode.NOT_AUTHORISED


def test_delegate_of_another_partner_does_not_notify() -> None:
    assert refused(a.by(Role.DELEGATE, "police", GIVEN), a.notified()).code is RefusalCode.NOT_AUTHORISED


def test_dated_delegate_of_the_local_authority_decides() -> None:
    decision = a.criteria_met().model_copy(update={"by": a.by(Role.DELEGATE, "local_authority", GIVEN)})
    assert a.play(a.opened(), decision).criteria == decision


def test_delegate_needs_an_authority() -> None:
    assert "by.delegation" in refused(a.by(Role.DELEGATE, "local_authority")).message


def test_authority_is_not_dated_after_the_decision() -> None:
    later = Delegation(given_by="Invented Director", dated=a.AWARE + timedelta(days=1))
    assert "dated after" in refused(a.by(Role.DELEGATE, "local_authority", later)).message


def test_organisation_must_be_in_the_directory() -> None:
    assert refused(a.by(Role.COORDINATOR, "nobody"), a.meeting_held()).code is RefusalCode.UNKNOWN


def test_coordinator_belongs_to_the_partnership() -> None:
    assert refused(a.by(Role.COORDINATOR, "police"), a.meeting_held()).code is RefusalCode.NOT_AUTHORISED


def test_agency_returns_its_own_summary_only() -> None:
    refusal = refused(a.by_agency("health_trust"), a.summary_of("education"))
    assert refusal.code is RefusalCode.NOT_AUTHORISED


def test_partner_signs_for_itself_only() -> None:
    case = a.play(a.reviewed(), a.meeting_held())
    with pytest.raises(Refusal, match="for itself"):
        a.play(case, a.signed("icb", by=a.by_partner("police")))


def test_agency_signs_for_no_partner() -> None:
    assert refused(a.by(Role.PARTNER, "education"), a.signed("police")).code is RefusalCode.NOT_AUTHORISED


def test_message_names_no_person() -> None:
    assert "Invented Person" not in refused(a.by(Role.PANEL, "panel")).message
