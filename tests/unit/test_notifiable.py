"""What the facts of a referral suggest, at the edges that practice knows to go wrong."""

from datetime import date, timedelta

from domain.case import Case
from domain.duty import DutyStatus
from domain.notifiable import Path
from domain.rules import Rules
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


def test_2_care_leavers_were_not_notifiable_under_working_together_2018() -> None:
    case = death_of(a.AWARE.replace(year=2003), a.the_rules(a.WORKING_TOGETHER_2018), care_leaver=True)
    assert path(case) is Path.NOTHING_TO_NOTIFY


def test_5_child_of_another_area_harmed_in_ours_is_notified_by_us() -> None:
    assert path(a.opened(a.a_referral(children=(a.a_child(lives_in="coventry"),)))) is Path.REVIEW


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
