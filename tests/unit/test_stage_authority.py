"""Who may decide what: role, organisation, and for a delegate the dated authority."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.actor import Actor, Seat
from domain.authority import may_refer
from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.grants import Mandate
from domain.people import Decider, Delegation, Role
from domain.refusal import Refusal, RefusalCode
from domain.rule_files import SHIPPED, RulesFileError, load_authority
from tests.unit import builders as a

GIVEN = Delegation(given_by="Invented Director", dated=a.AWARE)


def refused(decider: Decider, decision: AnyDecision | None = None) -> Refusal:
    decision = (decision or a.criteria_met()).model_copy(update={"by": decider})
    with pytest.raises(Refusal) as refusal:
        a.taken(a.reviewed(), decision, a.noon(a.AWARE))
    return refusal.value


def test_every_decision_says_who_may_take_it() -> None:
    names = {kind.model_fields["decision"].default for kind in Decision.__subclasses__()}
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


# Who sends it


def sender(name: str, *seats: Seat) -> Mandate:
    return Mandate(actor=Actor(id="p-1", name=name, seats=seats), grants=a.AUTHORITY.grants)


def refused_to(mandate: Mandate, decision: AnyDecision) -> str:
    with pytest.raises(Refusal) as refusal:
        a.sent(a.reviewed(), decision, mandate, a.noon(a.AWARE))
    assert refusal.value.code is RefusalCode.NOT_AUTHORISED
    return refusal.value.message


DIRECTOR = Seat(role=Role.LOCAL_AUTHORITY_DECISION_MAKER, organisation="local_authority")
COORDINATOR = Seat(role=Role.COORDINATOR, organisation="partnership")


def test_nobody_decides_in_anothers_name() -> None:
    stand_down = a.stood_down()
    assert a.sent(a.reviewed(), stand_down, sender("Invented Person", DIRECTOR), a.noon(a.AWARE))
    assert "not the name of p-1" in refused_to(sender("Somebody Else", DIRECTOR), stand_down)
    assert "holds no seat" in refused_to(sender("Invented Person", COORDINATOR), stand_down)
    assert "holds no seat" in refused_to(sender("Invented Person"), stand_down)


def test_the_team_records_for_others_what_the_file_lets_it() -> None:
    team = sender("Somebody Else", COORDINATOR)
    assert a.sent(a.with_panel(), a.panel_answers("agrees_local_review"), team, a.noon(a.AWARE))
    assert a.sent(a.reviewed(), a.summary_of("education"), team, a.noon(a.AWARE))
    assert "with their own proof" in refused_to(team, a.signed("police"))


def test_a_seat_that_has_ended_is_none() -> None:
    ended = DIRECTOR.model_copy(update={"until": a.AWARE - timedelta(days=1)})
    assert "holds no seat" in refused_to(sender("Invented Person", ended), a.stood_down())


def test_a_delegate_acts_by_the_delegation_of_their_seat() -> None:
    decision = a.stood_down().model_copy(update={"by": a.by(Role.DELEGATE, "local_authority", GIVEN)})
    seat = Seat(role=Role.DELEGATE, organisation="local_authority", delegation=GIVEN)
    other = seat.model_copy(update={"delegation": GIVEN.model_copy(update={"given_by": "Somebody Else"})})
    assert a.sent(a.reviewed(), decision, sender("Invented Person", seat), a.noon(a.AWARE))
    assert "by.delegation" in refused_to(sender("Invented Person", other), decision)


def test_the_file_may_keep_a_decision_to_some_stages() -> None:
    grant = a.AUTHORITY.grant("action").model_copy(update={"stages": ("follow-up",)})
    mandate = a.of(a.by_coordinator()).model_copy(update={"grants": (grant,)})
    with pytest.raises(Refusal, match="the case is at: rapid review; this is for: follow-up"):
        a.sent(a.reviewed(), a.action_agreed(a.AWARE), mandate, a.noon(a.AWARE))


def test_a_history_is_told_by_who_takes_the_case_over() -> None:
    team = sender("Somebody Else", COORDINATOR)
    assert a.sent(a.reviewed(), a.stood_down(), team, a.noon(a.AWARE), taken_over=True)


def test_every_role_of_the_file_may_refer_and_no_other() -> None:
    allowed = a.AUTHORITY.grant("referral").roles
    for role in Role:
        mandate = sender("Invented Person", Seat(role=role, organisation="partnership"))
        assert may_refer(mandate, a.AWARE) is (role in allowed)


def test_a_file_that_forgets_a_decision_or_knows_one_too_many_is_told(tmp_path: Path) -> None:
    shipped = (SHIPPED / "authority.toml").read_text(encoding="utf-8")
    file = tmp_path / "authority.toml"
    file.write_text(shipped.replace("signature = ", "sinature = "), encoding="utf-8")
    with pytest.raises(RulesFileError) as faults:
        load_authority(file)
    assert faults.value.faults == (
        "authority.toml: grants.signature: is missing; say who may",
        "authority.toml: grants.sinature: is no decision; look for a misspelling",
    )
