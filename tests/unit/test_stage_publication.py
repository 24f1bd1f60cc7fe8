"""Stage 7, publication: six months, an advance copy, and delays with their reasons."""

from datetime import date

import pytest

from domain.case import Case
from domain.clock import fire
from domain.decisions.rapid_review import Paper
from domain.duty import DutyStatus, Timeliness
from domain.moment import Moment
from domain.referral import LeadDecision
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


def written_for(publication: date) -> Case:
    """A report that is written and signed, and to be published on that day at the latest."""
    decided = date(2025, 7, publication.day)
    early = a.opened(
        a.a_referral(
            la_aware=Moment.on(decided),
            received=Moment.on(decided),
            incident=a.an_incident(at=Moment.on(decided)),
            safeguarding_lead=LeadDecision(name="Invented", refer=True, reason="Invented.", at=Moment.on(decided)),
        ),
        now=a.noon(decided),
    )
    path = [a.criteria_met(decided), a.notified(decided), a.meeting_held(decided), *a.signed_by_all(decided)]
    path += [a.submitted(decided), a.panel_answers("agrees_local_review", decided), a.local_review(at=decided)]
    return a.play(early, [*path, *a.every_step(decided), *a.signed_by_all(decided, Paper.LOCAL_REVIEW)])


PUBLISHED_BY = date(2026, 1, 8)
COPY_BY = date(2025, 12, 29)


def test_advance_copy_is_owed_seven_working_days_before_publication() -> None:
    case = written_for(PUBLISHED_BY)
    assert a.due(case, "publication") == PUBLISHED_BY
    assert a.due(case, "advance_copy") == COPY_BY
    sent = a.duty(a.play(case, a.advance_copy(PUBLISHED_BY, at=COPY_BY)), "advance_copy")
    assert (sent.margin, sent.timeliness, sent.original_due) == (0, Timeliness.ON_TIME, None)


def test_day_planned_with_the_copy_does_not_undo_that_its_date_was_missed() -> None:
    overdue = a.does(written_for(PUBLISHED_BY), fire, a.noon(date(2025, 12, 31)))
    assert "overdue@2025-12-29" in a.duty(overdue, "advance_copy").fired
    sent = a.duty(a.play(overdue, a.advance_copy(date(2026, 1, 13), at=date(2025, 12, 31))), "advance_copy")
    assert (sent.due, sent.margin) == (date(2026, 1, 2), 1)  # in time for the day that is planned now
    assert (sent.original_due, sent.timeliness) == (COPY_BY, Timeliness.LATE)


def test_copy_that_was_sent_by_its_date_is_in_time_for_a_later_day_too() -> None:
    sent = a.duty(a.play(written_for(PUBLISHED_BY), a.advance_copy(date(2026, 1, 13), at=COPY_BY)), "advance_copy")
    assert (sent.due, sent.original_due, sent.timeliness) == (date(2026, 1, 2), COPY_BY, Timeliness.ON_TIME)


def test_copy_that_was_sent_too_short_before_an_earlier_day_is_late() -> None:
    sent = a.duty(
        a.play(written_for(PUBLISHED_BY), a.advance_copy(date(2025, 12, 24), at=date(2025, 12, 18))), "advance_copy"
    )
    assert (sent.due, sent.margin, sent.timeliness) == (date(2025, 12, 15), -3, Timeliness.LATE)


def test_advance_copy_needs_three_signatures() -> None:
    unsigned = a.play(a.in_local_review(), [*a.every_step(), a.signed("icb", paper=Paper.LOCAL_REVIEW)])
    with pytest.raises(Refusal) as refused:
        a.play(unsigned, a.advance_copy(date(2026, 2, 2)))
    assert refused.value.code is RefusalCode.INCOMPLETE


def test_planned_day_is_not_before_the_advance_copy() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.ready_to_publish(), a.advance_copy(date(2026, 1, 4)))
    assert refused.value.code is RefusalCode.WRONG_TIME


def test_local_review_is_signed_when_its_draft_is_done() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.in_local_review(), a.signed("icb", paper=Paper.LOCAL_REVIEW))
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
