"""Stage 7, publication: six months, an advance copy, and delays with their reasons."""

from datetime import date

import pytest

from domain import decisions as d
from domain.case import Case
from domain.duty import DutyStatus
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a


def decided_on(day: date) -> Case:
    return a.play(a.with_panel(), [a.panel_answers("agrees_local_review", at=day), a.local_review(at=day)])


def test_six_months_clamp_to_the_shorter_month() -> None:
    case = a.in_local_review(at=date(2026, 8, 31))
    publication = a.duty(case, "publication")
    assert (publication.due, publication.last_working_day) == (date(2027, 2, 28), date(2027, 2, 26))


def test_signatures_and_advance_copy_come_before_the_due_day() -> None:
    case = decided_on(date(2026, 1, 8))
    assert a.due(case, "publication") == date(2026, 7, 8)
    assert a.due(case, "advance_copy") == date(2026, 6, 29)
    assert a.due(case, "local_review_signature:icb") == date(2026, 6, 22)


def test_advance_copy_is_measured_by_the_planned_day() -> None:
    planned = date(2026, 1, 16)
    in_time = a.play(a.ready_to_publish(), a.advance_copy(planned, at=date(2026, 1, 7)))
    assert a.duty(in_time, "advance_copy").margin == 0
    late = a.play(a.ready_to_publish(), a.advance_copy(planned, at=date(2026, 1, 8)))
    assert a.duty(late, "advance_copy").margin == -1
    assert [letter.to.name for letter in a.letters(late, "advance_copy")] == [
        "Child Safeguarding Practice Review Panel",
        "The Secretary of State",
    ]


def test_advance_copy_needs_three_signatures() -> None:
    unsigned = a.play(a.in_local_review(), [*a.every_step(), a.signed("icb", paper=d.Paper.LOCAL_REVIEW)])
    with pytest.raises(Refusal) as refused:
        a.play(unsigned, a.advance_copy(date(2026, 2, 2)))
    assert refused.value.code is RefusalCode.INCOMPLETE


def test_planned_day_is_not_before_the_advance_copy() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.ready_to_publish(), a.advance_copy(date(2026, 1, 4)))
    assert refused.value.code is RefusalCode.WRONG_TIME


def test_local_review_is_signed_when_its_draft_is_done() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.in_local_review(), a.signed("icb", paper=d.Paper.LOCAL_REVIEW))
    assert refused.value.code is RefusalCode.WRONG_STAGE


def test_publication_follows_the_advance_copy_and_happens_once() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.ready_to_publish(), a.published())
    assert refused.value.code is RefusalCode.WRONG_STAGE
    with pytest.raises(Refusal) as refused:
        a.play(a.ready_to_publish(), [a.advance_copy(a.AWARE), a.published(), a.published()])
    assert refused.value.code is RefusalCode.ALREADY_DECIDED


def test_publication_is_told_with_the_end_of_its_year() -> None:
    case = a.play(a.ready_to_publish(), [a.advance_copy(a.AWARE), a.published()])
    told = a.letters(case, "published")
    assert len(told) == 4
    assert told[0].values["public_until"] == "Tue 5 Jan 2027"


def test_delay_comes_back_each_month_until_publication() -> None:
    case = a.play(a.ready_to_publish(), a.delayed(at=date(2026, 1, 30)))
    assert a.due(case, "delay_review:1") == date(2026, 2, 28)
    case = a.play(case, a.delayed(at=date(2026, 2, 27)))
    assert a.duty(case, "delay_review:1").status is DutyStatus.MET
    assert a.due(case, "delay_review:2") == date(2026, 3, 27)
    case = a.play(case, [a.advance_copy(date(2026, 3, 2), at=date(2026, 3, 2)), a.published(at=date(2026, 3, 2))])
    assert a.duty(case, "delay_review:2").status is DutyStatus.MET


def test_delay_moves_no_due_date() -> None:
    before = a.in_local_review()
    assert a.due(a.play(before, a.delayed()), "publication") == a.due(before, "publication")


def test_nothing_is_delayed_without_a_local_review() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.with_panel(), a.delayed())
    assert refused.value.code is RefusalCode.WRONG_STAGE
