"""Stage 8, follow-up: a year in public, and actions with evidence of their impact."""

from datetime import date

import pytest

from domain.case import Case
from domain.duty import DutyStatus
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a


def public() -> Case:
    return a.play(a.ready_to_publish(), [a.acknowledged(), a.advance_copy(a.AWARE), a.published()])


def test_year_in_public_runs_out_without_reminders() -> None:
    year = a.duty(public(), "public_for_a_year")
    assert year.due == date(2027, 1, 5)
    assert year.rungs == ()


def test_year_ends_on_its_day_and_not_before() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(public(), a.year_ended(at=date(2027, 1, 4)))
    assert refused.value.code is RefusalCode.WRONG_TIME
    closed = a.settled(a.play(public(), a.year_ended(at=date(2027, 1, 5))), a.noon(date(2027, 1, 6)))
    assert closed.outcome == "published"


def test_no_year_ends_that_did_not_begin() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.ready_to_publish(), a.year_ended(at=date(2027, 1, 5)))
    assert refused.value.code is RefusalCode.WRONG_STAGE


def test_open_action_keeps_the_case_open() -> None:
    agreed = a.play(public(), [a.action_agreed(date(2026, 6, 1)), a.year_ended(at=date(2027, 1, 5))])
    now = a.noon(date(2027, 1, 6))
    assert not a.settled(agreed, now).is_closed
    assert a.settled(a.play(agreed, a.action_done(at=date(2027, 1, 6))), now).outcome == "published"


def test_action_is_owed_by_its_owner_on_the_agreed_day() -> None:
    action = a.duty(a.play(a.opened(), a.action_agreed(date(2026, 6, 6))), "action:1")
    assert (action.owner, action.due, action.last_working_day) == ("education", date(2026, 6, 6), date(2026, 6, 5))


def test_action_done_on_an_agreed_saturday_is_in_time() -> None:
    case = a.play(a.opened(), [a.action_agreed(date(2026, 6, 6)), a.action_done(at=date(2026, 6, 6))])
    assert (a.duty(case, "action:1").status, a.duty(case, "action:1").margin) == (DutyStatus.MET, 0)


def test_action_done_on_the_sunday_after_is_late() -> None:
    case = a.play(a.opened(), [a.action_agreed(date(2026, 6, 6)), a.action_done(at=date(2026, 6, 7))])
    assert a.duty(case, "action:1").margin == -1


@pytest.mark.parametrize(
    ("due", "owner", "code"),
    [
        (date(2026, 6, 1), "nobody", RefusalCode.UNKNOWN),
        (date(2026, 1, 4), "education", RefusalCode.WRONG_TIME),
        (date(2090, 1, 1), "education", RefusalCode.WRONG_TIME),
        (date(2036, 12, 31), "education", RefusalCode.WRONG_TIME),  # its escalations would leave the calendar
    ],
)
def test_action_needs_an_owner_and_a_day_that_can_be_watched(due: date, owner: str, code: RefusalCode) -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), a.action_agreed(due, owner=owner))
    assert refused.value.code is code


def test_agreed_action_is_done_once() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), a.action_done())
    assert refused.value.code is RefusalCode.UNKNOWN
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), [a.action_agreed(a.AWARE), a.action_done(), a.action_done()])
    assert refused.value.code is RefusalCode.ALREADY_DECIDED
