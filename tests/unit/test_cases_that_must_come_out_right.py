"""The cases that practice knows to go wrong, from docs/procedure.md, as far as pure rules decide them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.case import Case
from domain.clock import fire
from domain.duty import DutyStatus
from domain.event import LetterRequested, RungFired
from domain.moment import Moment
from domain.notifiable import Path
from domain.notification import NOTIFIED_ONLY
from domain.people import Delegation, Role
from domain.rapid_review import letter_wanted
from domain.refusal import Refusal
from domain.rules import Rules
from domain.steps import request_acknowledgements, submit_rapid_review, take_over_referral
from tests.unit import builders as a

NOON = a.noon(a.AWARE)
YESTERDAY = a.AWARE - timedelta(days=1)


def death_of(birthday: date, rules: Rules | None = None, *, abuse: bool = False, **status: bool) -> Case:
    """A case about one death on the day before awareness."""
    child = a.a_child(date_of_birth=birthday, died_on=YESTERDAY, seriously_harmed=False, **status)
    return a.opened(a.a_referral(children=(child,), incident=a.an_incident(abuse_or_neglect=abuse)), rules)


def path(case: Case) -> Path:
    assert case.assessment
    return case.assessment.path


def test_1_looked_after_child_dies_of_natural_causes() -> None:
    case = death_of(date(2015, 6, 1), looked_after=True)
    assert path(case) is Path.NOTIFY_ONLY
    assert a.due(case, "notification") == date(2026, 1, 12)
    case = a.play(case, [a.acknowledged(), a.criteria("notify_only"), a.notified()])
    assert not any(key.startswith(("rapid_review", "panel_answer", "agency_summary")) for key in case.duties)
    assert a.letters(case, "notified")[0].values["what_follows"] == NOTIFIED_ONLY
    assert a.settled(case, NOON).outcome == "notified_only"


def test_2_care_leaver_dies_the_day_before_the_25th_birthday() -> None:
    case = death_of(a.AWARE.replace(year=2001), care_leaver=True)
    assert path(case) is Path.NOTIFY_ONLY
    assert a.due(case, "notification") == date(2026, 1, 12)
    assert "rapid_review" not in a.play(case, [a.criteria("notify_only"), a.notified()]).duties


def test_2_care_leaver_dies_on_the_25th_birthday() -> None:
    case = death_of(YESTERDAY.replace(year=2001), care_leaver=True)
    assert path(case) is Path.NOTHING_TO_NOTIFY
    assert "notification" not in case.duties
    with pytest.raises(Refusal):
        a.play(case, a.criteria("notify_only"))


def test_2_care_leavers_were_not_notifiable_under_working_together_2018() -> None:
    case = death_of(a.AWARE.replace(year=2003), a.the_rules(a.WORKING_TOGETHER_2018), care_leaver=True)
    assert path(case) is Path.NOTHING_TO_NOTIFY


def test_3_five_siblings_are_one_incident_with_one_notification() -> None:
    siblings = tuple(a.a_child(name=f"Child {number}") for number in range(1, 6))
    case = a.opened(a.a_referral(children=siblings))
    assert case.assessment
    assert len(case.assessment.reasons) == 5
    case = a.play(case, [a.criteria_met(), a.notified()])
    assert [key for key in case.duties if key.startswith("notification")] == ["notification"]
    with pytest.raises(Refusal):
        a.play(case, a.notified())


def test_4_two_referrals_of_one_incident_are_both_acknowledged() -> None:
    received = Moment.at(NOON + timedelta(minutes=10))
    second = a.a_referral(referrer=a.a_referrer("probation"), received=received)
    case = a.play(a.opened(), [a.criteria_met(), a.notified()])
    later = NOON + timedelta(minutes=20)
    for _ in ("sent", "sent again"):
        case = a.does(case, take_over_referral, second, "CSPR-0000-0002", None, later)
    case = a.does(case, request_acknowledgements, later)
    assert len(case.referrals) == 2
    assert {letter.to.email for letter in a.letters(case, "acknowledgement")} == {
        "referrer@education.example.org",
        "referrer@probation.example.org",
    }
    case = a.post(case, later)
    assert all(received.acknowledged for received in case.referrals)
    assert [key for key in case.duties if key.startswith("notification")] == ["notification"]


def test_5_our_child_harmed_in_wales_is_notified_by_us() -> None:
    case = a.opened(a.a_referral(incident=a.an_incident_abroad("cardiff")))
    assert path(case) is Path.REVIEW
    assert a.due(case, "notification") == date(2026, 1, 12)


def test_5_child_of_another_area_harmed_in_ours_is_notified_by_us() -> None:
    assert path(a.opened(a.a_referral(children=(a.a_child(lives_in="coventry"),)))) is Path.REVIEW


def test_6_post_mortem_shows_no_abuse_after_the_notification() -> None:
    case = a.play(death_of(date(2015, 6, 1), abuse=True), [a.acknowledged(), a.criteria_met(), a.notified()])
    case = a.play(case, a.stood_down())
    assert a.duty(case, "rapid_review").status is DutyStatus.CANCELLED
    told = a.letters(case, "stand_down")
    assert told[0].to.name == "Child Safeguarding Practice Review Panel"
    assert told[0].values["reasons"] == "Invented reason."
    assert told[0].values["what_stands"] == ""
    assert a.settled(case, NOON).outcome == "stood_down"


def test_6_notification_of_a_looked_after_childs_death_stands() -> None:
    case = death_of(date(2015, 6, 1), abuse=True, looked_after=True)
    case = a.play(case, [a.criteria_met(), a.notified(), a.stood_down()])
    assert a.duty(case, "notification").status is DutyStatus.MET
    assert "notification of the death" in a.letters(case, "stand_down")[0].values["what_stands"]


def test_7_panel_disagrees_and_the_partners_decide_on_a_local_review_then() -> None:
    case = a.play(a.with_panel(date(2025, 12, 22)), a.local_review(initiate=False, at=date(2025, 12, 30)))
    case = a.play(case, a.panel_answers("asks_to_reconsider", at=date(2026, 1, 12)))
    case = a.play(case, a.local_review(at=date(2026, 1, 21)))
    assert a.due(case, "publication") == date(2026, 7, 21)
    assert [getattr(entry, "initiate", None) for entry in case.panel_correspondence] == [False, None, True]


def test_8_partner_who_has_not_signed_by_day_14_is_escalated() -> None:
    case = a.play(a.reviewed(), [a.meeting_held(), a.signed("police"), a.signed("icb")])
    assert a.due(case, "signature:local_authority") == date(2026, 1, 23)
    events = fire(case, datetime(2026, 1, 26, 9, tzinfo=UTC))
    escalated = [e.body.key for e in events if isinstance(e.body, RungFired) and e.body.kind == "escalation"]
    assert "signature:local_authority" in escalated
    assert "signature:police" not in escalated
    assert not letter_wanted(case)


def test_8_delegate_needs_a_dated_authority() -> None:
    case = a.play(a.reviewed(), a.meeting_held())
    with pytest.raises(Refusal, match="delegation"):
        a.play(case, a.signed("police", by=a.by(Role.DELEGATE, "police")))
    dated = Delegation(given_by="Invented Chief", dated=a.AWARE)
    assert a.play(case, a.signed("police", by=a.by(Role.DELEGATE, "police", dated))).signatures


def test_9_review_goes_on_time_with_the_missing_summary_stated() -> None:
    case = a.play(a.reviewed(), [a.summary_of("education"), a.meeting_held(), *a.signed_by_all()])
    on_time = a.noon(a.due(case, "rapid_review"))
    case = a.does(case, submit_rapid_review, a.a_document(), on_time)
    assert a.letters(case, "rapid_review")[0].values["gaps"] == "The health trust"
    assert a.duty(a.post(case, on_time), "rapid_review").margin == 0


def test_10_trial_is_pending_at_month_six() -> None:
    case = a.play(a.in_local_review(), a.action_agreed(date(2026, 9, 1)))
    case = a.play(case, a.delayed(at=date(2026, 7, 3)))
    notice = a.letters(case, "delay_notice")
    assert [letter.to.name for letter in notice] == [
        "Child Safeguarding Practice Review Panel",
        "The Secretary of State",
    ]
    assert notice[0].values["reasons"] == "Invented reason."
    assert a.due(case, "delay_review:1") == date(2026, 8, 3)
    assert a.duty(case, "publication").is_overdue(a.noon(date(2026, 7, 6)))
    assert a.duty(a.play(case, a.action_done(at=date(2026, 8, 3))), "action:1").status is DutyStatus.MET


def test_11_corrected_date_of_birth_moves_someone_across_18() -> None:
    case = a.play(a.opened(), [a.acknowledged(), a.criteria_met()])
    case = a.play(case, a.corrected(child=1, date_of_birth=date(2007, 6, 1)))
    assert path(case) is Path.NOTHING_TO_NOTIFY
    assert case.criteria is not None  # nothing is reversed before a person confirms it
    assert a.due(case, "criteria_confirmation:1") == date(2026, 1, 8)
    reversed_case = a.play(case, a.criteria("not_met"))
    assert a.duty(reversed_case, "criteria_confirmation:1").status is DutyStatus.MET
    assert a.settled(reversed_case, NOON).outcome == "criteria_not_met"
    upheld = a.play(case, a.criteria_met())
    assert a.duty(upheld, "criteria_confirmation:1").status is DutyStatus.MET
    assert upheld.under_review


def test_12_death_at_sixteen_or_over_points_to_the_domestic_abuse_related_death_review() -> None:
    for birthday, expected in ((YESTERDAY.replace(year=2010), True), (a.AWARE.replace(year=2010), False)):
        case = death_of(birthday, abuse=True)
        assert case.assessment
        assert any("domestic abuse related death review" in reason for reason in case.assessment.reasons) is expected


def test_13_outage_from_day_14_to_day_16_fires_each_rung_once_and_marks_it_late() -> None:
    down, back = datetime(2026, 1, 23, 17, tzinfo=UTC), datetime(2026, 1, 27, 9, tzinfo=UTC)
    case = a.does(a.reviewed(), fire, down)
    events = fire(case, back)
    rungs = [event.body for event in events if isinstance(event.body, RungFired)]
    assert [rung.planned for rung in rungs] == sorted(rung.planned for rung in rungs)
    assert {rung.late for rung in rungs if rung.planned < back} == {True}
    assert {rung.late for rung in rungs if rung.planned == back} == {False}
    letters = [event.body.letter for event in events if isinstance(event.body, LetterRequested)]
    addressed = [(letter.to.email, letter.about) for letter in letters]
    assert len(addressed) == len(set(addressed))
    assert fire(a.after(case, events), back) == []
