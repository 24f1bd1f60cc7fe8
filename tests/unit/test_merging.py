"""Two cases of one incident become one: nothing that the other held is lost, and each referrer is acknowledged once."""

from datetime import date

import pytest

from domain.case import Case, ReceivedReferral
from domain.duty import DutyStatus, Timeliness
from domain.event import DuplicateTakenOver, DutyJudgedAgain
from domain.merging import LinkedCase, handed_over, letters_pending, take_over
from domain.moment import Moment
from domain.refusal import Refusal, RefusalCode
from domain.steps import close, letter_undeliverable, request_acknowledgements, suspect_duplicate
from tests.unit import builders as a

NOON = a.noon(a.AWARE)
FROM_PROBATION = a.a_referral(referrer=a.a_referrer("probation"), agencies=("probation",))


def chained() -> LinkedCase:
    """What a case hands over that took another one over itself."""
    first = ReceivedReferral(referral=FROM_PROBATION, from_case="CSPR-0000-0002")
    second = ReceivedReferral(referral=a.a_referral(), from_case="CSPR-0000-0003", acknowledged=Moment.on(a.AWARE))
    return LinkedCase(from_case="CSPR-0000-0002", referrals=(first, second), fingerprints=("invented",))


def acknowledgements(case: Case) -> list[str]:
    return [letter.about for letter in a.letters(case, "acknowledgement")]


def test_every_referral_of_a_chain_of_links_goes_on() -> None:
    case = a.does(a.opened(), take_over, chained(), NOON)
    assert [received.from_case for received in case.referrals] == [None, "CSPR-0000-0002", "CSPR-0000-0003"]
    assert a.duty(case, "acknowledgement:3").status is DutyStatus.MET
    case = a.does(case, request_acknowledgements, NOON)
    assert acknowledgements(case) == ["referral:1", "referral:2"]


def test_same_case_twice_changes_nothing() -> None:
    case = a.does(a.opened(), take_over, chained(), NOON)
    assert take_over(case, chained(), NOON) == []


def test_case_that_comes_back_to_itself_is_not_its_own_referral() -> None:
    opened = a.opened()
    itself = LinkedCase(
        from_case="CSPR-0000-0009",
        referrals=(ReceivedReferral(referral=opened.referral, from_case=a.REFERENCE),),
    )
    assert take_over(opened, itself, NOON) == []


def test_agencies_summaries_go_on_and_the_survivors_own_stay() -> None:
    own, other = a.summary_of("education"), a.summary_of("probation")
    survivor = a.play(a.opened(), [a.criteria_met(), own])
    linked = a.duplicate(
        FROM_PROBATION, summaries=(a.summary_of("education").model_copy(update={"id": "another-id"}), other)
    )
    case = a.does(survivor, take_over, linked, NOON)
    assert case.summaries == {"education": own, "probation": other}
    assert a.duty(case, "agency_summary:probation").status is DutyStatus.MET
    (event,) = [each.body for each in take_over(survivor, linked, NOON) if isinstance(each.body, DuplicateTakenOver)]
    assert event.summaries == (other,)


def test_third_referral_finds_the_survivor_by_what_the_other_was_recognised_by() -> None:
    case = a.does(a.opened(), take_over, chained(), NOON)
    assert "invented" in case.fingerprints


def test_case_that_was_taken_over_is_suspected_no_more() -> None:
    case = a.does(a.opened(), take_over, chained(), NOON)
    assert suspect_duplicate(case, ("CSPR-0000-0002",), NOON) == []
    (_, *rest) = suspect_duplicate(case, ("CSPR-0000-0002", "CSPR-0000-0008"), NOON)
    assert rest  # the coordinator hears of the new one


def test_letter_under_way_is_waited_for_and_not_written_again() -> None:
    loser = a.does(a.opened(FROM_PROBATION), request_acknowledgements, NOON)
    under_way = handed_over(loser)
    assert under_way.referrals[0].letter_under_way
    assert letters_pending(loser)
    survivor = a.does(a.opened(), take_over, _from_another_case(under_way), NOON)
    survivor = a.does(survivor, request_acknowledgements, NOON)
    assert acknowledgements(survivor) == ["referral:1"]

    sent = _from_another_case(handed_over(a.post(loser, NOON)))
    survivor = a.does(survivor, take_over, sent, NOON)
    assert a.duty(survivor, "acknowledgement:2").status is DutyStatus.MET
    assert a.does(survivor, request_acknowledgements, NOON) == survivor


def test_letter_that_failed_is_the_survivors_to_write() -> None:
    waiting = ReceivedReferral(referral=FROM_PROBATION, from_case="CSPR-0000-0002", letter_under_way=True)
    survivor = a.does(a.opened(), take_over, LinkedCase(from_case="CSPR-0000-0002", referrals=(waiting,)), NOON)
    failed = waiting.model_copy(update={"letter_under_way": False})
    survivor = a.does(survivor, take_over, LinkedCase(from_case="CSPR-0000-0002", referrals=(failed,)), NOON)
    survivor = a.does(survivor, request_acknowledgements, NOON)
    assert acknowledgements(survivor) == ["referral:1", "referral:2"]


def test_closed_survivor_still_acknowledges() -> None:
    closed = a.settled(a.play(a.opened(), [a.acknowledged(), a.criteria("not_met")]), NOON)
    assert closed.is_closed
    case = a.does(closed, take_over, a.duplicate(FROM_PROBATION), NOON)
    assert acknowledgements(case) == ["referral:2"]


def test_where_both_were_notified_neither_ends_before_one_is_stood_down() -> None:
    first, second = a.reviewed(), a.reviewed()
    for case in (first, second):
        with pytest.raises(Refusal, match="stand one of them down first") as refused:
            a.play(case, a.linked())
        assert refused.value.code is RefusalCode.WRONG_STAGE

    ended = a.play(second, [a.stood_down(), a.linked()])
    survivor = a.does(first, take_over, _from_another_case(handed_over(ended)), NOON)
    assert a.settled(ended, NOON).outcome == "linked_as_duplicate"
    assert ended.notification  # both submissions stay on record, each in the case in which it was made
    assert a.duty(survivor, "notification") == a.duty(first, "notification")


def test_letter_that_the_other_case_has_under_way_is_owed_by_neither_twice() -> None:
    loser = a.does(a.opened(FROM_PROBATION), request_acknowledgements, NOON)
    ended = a.play(loser, a.linked())
    assert acknowledgements(ended) == ["referral:1"]  # it goes out from there, and the case waits for it
    assert not a.does(ended, close, NOON).is_closed
    survivor = a.does(a.opened(), take_over, _from_another_case(handed_over(ended)), NOON)
    owed = a.duty(survivor, "acknowledgement:2")
    assert (owed.status, owed.due) == (DutyStatus.OPEN, date(2026, 1, 7))  # the survivor's own from now on

    bounced = a.does(ended, letter_undeliverable, acknowledgement_of(ended), "550 no such mailbox", NOON)
    survivor = a.does(survivor, take_over, _from_another_case(handed_over(bounced)), NOON)
    assert a.duty(survivor, "acknowledgement:2").status is DutyStatus.OPEN
    assert acknowledgements(a.does(survivor, request_acknowledgements, NOON)) == ["referral:1", "referral:2"]


def test_what_was_met_is_late_by_the_earlier_awareness_that_the_other_case_brings() -> None:
    on = date(2026, 1, 12)
    survivor = a.play(a.opened(), [a.criteria_met(), a.notified(on)])
    earlier = a.an_incident(at=Moment.on(date(2026, 1, 1)))
    told_before = a.a_referral(
        referrer=a.a_referrer("probation"), incident=earlier, la_aware=Moment.on(date(2026, 1, 2))
    )
    events = take_over(survivor, a.duplicate(told_before), a.noon(on))
    again = {event.body.new.key: event.body.new for event in events if isinstance(event.body, DutyJudgedAgain)}
    notification = again["notification"]
    assert (notification.due, notification.margin, notification.timeliness) == (date(2026, 1, 9), -1, Timeliness.LATE)


def acknowledgement_of(case: Case) -> str:
    (letter,) = a.letters(case, "acknowledgement")
    return letter.key


def _from_another_case(linked: LinkedCase) -> LinkedCase:
    referrals = tuple(each.model_copy(update={"from_case": "CSPR-0000-0002"}) for each in linked.referrals)
    return linked.model_copy(update={"from_case": "CSPR-0000-0002", "referrals": referrals})
