from datetime import date

import pytest

from domain.duty_rule import ANCHOR_WORDS, Anchor, Direction, DutyRule, Force, Unit, UnknownDuty
from domain.england import england_calendar
from domain.rule_files import load_frameworks, load_policy
from domain.rules import Rules

FRAMEWORKS = load_frameworks()
RULES = Rules(
    framework=FRAMEWORKS["working-together-2023-panel-2025"],
    calendar=england_calendar(2026, 2026),
    policy=load_policy(),
)


def rule(amount: int, unit: Unit, anchor: Anchor, direction: Direction = Direction.AFTER) -> DutyRule:
    return DutyRule(
        duty="invented",
        title="an invented duty",
        amount=amount,
        unit=unit,
        anchor=anchor,
        direction=direction,
        force=Force.LOCAL_TARGET,
        source="invented",
        owner="coordinator",
    )


def test_a_limit_is_said_in_words() -> None:
    assert (
        rule(5, Unit.WORKING_DAYS, Anchor.LA_AWARE).say()
        == "5 working days from the day the local authority became aware"
    )
    assert (
        rule(7, Unit.WORKING_DAYS, Anchor.PUBLICATION_PLANNED, Direction.BEFORE).say()
        == "7 working days before the day publication is planned for"
    )
    assert rule(1, Unit.CALENDAR_MONTHS, Anchor.PUBLISHED).say() == "1 calendar month from the day of publication"


def test_what_no_source_confirms_is_not_shown_as_law() -> None:
    one = rule(5, Unit.WORKING_DAYS, Anchor.LA_AWARE)
    assert one.say_force() == "local target"
    assert one.model_copy(update={"unconfirmed": True}).say_force() == "local target (unconfirmed)"


def test_every_anchor_has_words() -> None:
    assert set(ANCHOR_WORDS) == set(Anchor)


def test_a_rule_is_found_in_the_framework_and_else_in_the_policy() -> None:
    assert RULES.rule("notification").force is Force.STATUTE
    assert RULES.rule("rapid_review_from_awareness").anchor is Anchor.LA_AWARE
    assert RULES.rule("acknowledgement").force is Force.LOCAL_TARGET


def test_a_rule_that_nobody_set_is_unknown() -> None:
    with pytest.raises(UnknownDuty, match="no rule is named 'tea' in the framework or the policy"):
        RULES.rule("tea")


def test_the_rules_survive_the_way_into_a_record_and_back() -> None:
    assert Rules.model_validate_json(RULES.model_dump_json()) == RULES


def test_the_frameworks_that_ship() -> None:
    assert {name: each.in_force_from for name, each in FRAMEWORKS.items()} == {
        "working-together-2018": date(2018, 6, 29),
        "working-together-2023": date(2023, 12, 15),
        "working-together-2023-panel-2025": date(2025, 6, 1),
    }
    assert [each.name for each in FRAMEWORKS.values() if each.in_force_from_unconfirmed] == [
        "working-together-2023-panel-2025"
    ]


def test_deaths_of_care_leavers_are_notifiable_since_2023() -> None:
    notifiable = {name: "care_leaver_death" in each.notifiable for name, each in FRAMEWORKS.items()}

    assert notifiable == {
        "working-together-2018": False,
        "working-together-2023": True,
        "working-together-2023-panel-2025": True,
    }
    assert all(each.care_leaver_until_age == 25 for each in FRAMEWORKS.values())
    assert all("looked_after_child_death" in each.notifiable for each in FRAMEWORKS.values())


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_each_framework_sets_the_same_limits(name: str) -> None:
    framework = FRAMEWORKS[name]
    anchor = Anchor.NOTIFICATION_SENT if name.endswith("panel-2025") else Anchor.LA_AWARE

    assert [(each.duty, each.amount, each.unit, each.anchor) for each in framework.duties] == [
        ("notification", 5, Unit.WORKING_DAYS, Anchor.LA_AWARE),
        ("rapid_review", 15, Unit.WORKING_DAYS, anchor),
        ("publication", 6, Unit.CALENDAR_MONTHS, Anchor.LCSPR_DECIDED),
        ("advance_copy", 7, Unit.WORKING_DAYS, Anchor.PUBLICATION_PLANNED),
        ("public_for_a_year", 12, Unit.CALENDAR_MONTHS, Anchor.PUBLISHED),
    ]
    assert [each.duty for each in framework.duties if each.unconfirmed] == ["publication", "advance_copy"]
    assert [each.duty for each in framework.duties if each.direction is Direction.BEFORE] == ["advance_copy"]


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_whatever_anchor_counts_for_the_rapid_review_the_others_are_shown_beside(name: str) -> None:
    framework = FRAMEWORKS[name]
    beside = {each.anchor for each in framework.readings if each.duty == "rapid_review"}

    assert beside | {framework.rule("rapid_review").anchor} == {
        Anchor.LA_AWARE,
        Anchor.NOTIFICATION_SENT,
        Anchor.REFERRAL_RECEIVED,
        Anchor.AGENCY_AWARE,
    }
    assert framework.rule("rapid_review").anchor not in beside


def test_no_local_target_is_shown_as_confirmed() -> None:
    assert all(each.unconfirmed for each in RULES.policy.duties)


def test_the_policy_knows_its_three_partners_and_finds_organisations_by_key() -> None:
    assert {each.kind for each in RULES.policy.partners} == {"local_authority", "icb", "police"}
    found = RULES.policy.organisation("education")
    assert found is not None
    assert found.kind == "agency"
    assert RULES.policy.organisation("nobody") is None


def test_no_address_in_the_policy_that_ships_can_reach_anybody() -> None:
    addresses = [each.email for each in RULES.policy.organisations] + [RULES.policy.sender_email]
    assert all(address.endswith(".example") for address in addresses)
