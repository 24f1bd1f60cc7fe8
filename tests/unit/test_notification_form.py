"""One notification for the incident: every child once, four with fields of their own, the others in free text."""

from datetime import date
from typing import Any

import pytest

from domain.case import Case
from domain.merging import take_over
from domain.notification_form import notification_form
from domain.referral import Child
from starter.cases.notification_form_command import show_form
from tests.unit import builders as a

YESTERDAY = date(2026, 1, 4)


def siblings(*marks: str) -> tuple[Child, ...]:
    """Child 1, Child 2 …; each died, was harmed, or was there."""
    facts: dict[str, dict[str, Any]] = {
        "died": {"seriously_harmed": False, "died_on": YESTERDAY},
        "harmed": {},
        "there": {"seriously_harmed": False},
    }
    return tuple(
        a.a_child(name=f"Child {number}", date_of_birth=date(2010 + number, 3, number), **facts[mark])
        for number, mark in enumerate(marks, start=1)
    )


def linked(*children: Child, first: tuple[Child, ...] | None = None) -> Case:
    """A case of `first` that has taken over another agency's referral of these children."""
    case = a.opened(a.a_referral(children=first or siblings("harmed")))
    second = a.a_referral(referrer=a.a_referrer("probation"), children=children, agencies=("probation",))
    return a.does(case, take_over, a.duplicate(second), a.noon(a.AWARE))


def names(case: Case) -> list[str]:
    return [child.name for child in notification_form(case).children]


def test_four_have_fields_and_the_fifth_is_told_in_words() -> None:
    form = notification_form(a.opened(a.a_referral(children=siblings(*["harmed"] * 5))))
    assert [child.name for child in form.children] == ["Child 1", "Child 2", "Child 3", "Child 4"]
    assert form.other_children == (
        "The incident also concerns: Child 5, born Thu 5 Mar 2015, seriously harmed, normally lives in warwickshire."
    )
    assert form.to_be_checked == ()


def test_who_died_comes_first_and_who_was_only_there_last() -> None:
    case = a.opened(a.a_referral(children=siblings("there", "harmed", "died", "harmed", "died")))
    assert names(case) == ["Child 3", "Child 5", "Child 2", "Child 4"]
    assert "Child 1" in notification_form(case).other_children


@pytest.mark.parametrize("count", [1, 4])
def test_up_to_four_need_no_free_text(count: int) -> None:
    form = notification_form(a.opened(a.a_referral(children=siblings(*["harmed"] * count))))
    assert len(form.children) == count
    assert form.other_children == ""


def test_child_of_a_linked_referral_is_added_and_known_ones_are_not_repeated() -> None:
    (first,) = siblings("harmed")
    case = linked(first.model_copy(update={"name": "CHÍLD  1"}), a.a_child(name="Child 2"))
    assert names(case) == ["Child 1", "Child 2"]
    assert notification_form(case).agencies == ("Education", "The health trust", "Probation")
    assert notification_form(case).to_be_checked == ()


def test_fact_that_only_the_later_referral_knows_is_entered() -> None:
    (first,) = siblings("harmed")
    (child,) = notification_form(linked(first.model_copy(update={"died_on": YESTERDAY, "looked_after": True}))).children
    assert (child.died_on, child.looked_after, child.seriously_harmed) == (YESTERDAY, True, True)


def test_one_name_with_two_dates_of_birth_is_one_child_to_be_checked() -> None:
    case = linked(a.a_child(name="Child 1", date_of_birth=date(2011, 3, 2)))
    assert names(case) == ["Child 1"]
    assert notification_form(case).to_be_checked == (
        "Child 1: the referrals give two dates of birth, Tue 1 Mar 2011 and Wed 2 Mar 2011; the first is entered here",
    )


def test_two_names_with_one_date_of_birth_are_two_children_to_be_checked() -> None:
    case = linked(a.a_child(name="Chi 1", date_of_birth=date(2011, 3, 1)))
    assert names(case) == ["Child 1", "Chi 1"]
    (doubt,) = notification_form(case).to_be_checked
    assert doubt.endswith("have the same date of birth: one child or two?")


def test_twins_of_one_referral_without_names_are_two() -> None:
    unborn = a.a_child(name="Unborn", date_of_birth=None, unborn=True, expected_date=date(2026, 4, 1))
    assert names(linked(unborn, unborn, first=(unborn, unborn))) == ["Unborn", "Unborn"]


def test_notified_incident_is_not_to_be_submitted_again(capsys: pytest.CaptureFixture[str]) -> None:
    show_form(notification_form(a.reviewed()))
    assert "notified already, as INVENTED-1: do not submit it again" in capsys.readouterr().out


def test_form_is_printed_in_the_order_in_which_it_is_entered(capsys: pytest.CaptureFixture[str]) -> None:
    show_form(notification_form(a.opened(a.a_referral(children=siblings("there", *["harmed"] * 3, "died")))))
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if line.startswith("  Name")] == [
        f"  Name: Child {number}" for number in (5, 2, 3, 4)
    ]
    assert "Further children, for the free text:\nThe incident also concerns: Child 1, born" in out
    assert "Local authority aware: Mon 5 Jan 2026" in out
