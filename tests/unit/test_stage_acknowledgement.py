"""Stage 2: each referrer is acknowledged within 2 working days of receipt."""

from datetime import date, timedelta

import pytest

from domain.duty import DutyStatus
from domain.merging import take_over
from domain.moment import Moment
from domain.refusal import Refusal, RefusalCode
from domain.steps import letter_undeliverable, request_acknowledgements
from tests.unit import builders as a

NOON = a.noon(a.AWARE)


def test_two_working_days_from_receipt_over_a_weekend() -> None:
    case = a.opened(a.a_referral(received=Moment.on(date(2026, 1, 9))), now=a.noon(date(2026, 1, 9)))
    assert a.due(case, "acknowledgement:1") == date(2026, 1, 13)


def test_letter_that_was_sent_meets_the_duty() -> None:
    case = a.does(a.opened(), request_acknowledgements, NOON)
    (letter,) = a.letters(case, "acknowledgement")
    assert letter.to.email == "referrer@education.example.org"
    assert letter.values == {"received": "Mon 5 Jan 2026"}
    assert a.duty(case, "acknowledgement:1").status is DutyStatus.OPEN
    met = a.duty(a.post(case, NOON), "acknowledgement:1")
    assert (met.status, met.margin) == (DutyStatus.MET, 2)


def test_letter_is_asked_for_once() -> None:
    case = a.does(a.opened(), request_acknowledgements, NOON)
    assert request_acknowledgements(case, NOON) == []
    assert request_acknowledgements(a.post(case, NOON), NOON) == []


def test_letter_that_bounced_is_left_to_the_coordinator() -> None:
    case = a.does(a.opened(), request_acknowledgements, NOON)
    (letter,) = case.outbox.values()
    case = a.does(case, letter_undeliverable, letter.key, "550 no such mailbox", NOON)
    assert request_acknowledgements(case, NOON) == []
    (notice,) = a.letters(case, "undeliverable")
    assert notice.values["organisation"] == "Education (referrer)"
    assert a.duty(case, "acknowledgement:1").status is DutyStatus.OPEN


def test_acknowledgement_by_telephone_stands_though_a_letter_follows() -> None:
    case = a.does(a.opened(), request_acknowledgements, NOON)
    case = a.post(a.play(case, a.acknowledged()), NOON + timedelta(days=9))
    assert case.referrals[0].acknowledged == Moment.on(a.AWARE)


def test_referral_is_acknowledged_once() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), [a.acknowledged(), a.acknowledged()])
    assert refused.value.code is RefusalCode.ALREADY_DECIDED


def test_unknown_referral_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), a.acknowledged(referral=2))
    assert refused.value.code is RefusalCode.UNKNOWN


def test_missed_acknowledgement_blocks_nothing() -> None:
    case = a.play(a.opened(), [a.criteria_met(at=date(2026, 2, 2)), a.notified(at=date(2026, 2, 2))])
    assert a.duty(case, "acknowledgement:1").is_overdue(a.noon(date(2026, 2, 2)))
    assert case.notification is not None


def test_linked_referral_from_long_ago_is_still_taken_over() -> None:
    long_ago = Moment.on(date(2001, 1, 1))
    other = a.a_referral(la_aware=None, incident=a.an_incident(at=None), received=long_ago)
    case = a.does(a.opened(), take_over, a.duplicate(other), NOON)
    assert a.duty(case, "acknowledgement:2").is_overdue(NOON)
