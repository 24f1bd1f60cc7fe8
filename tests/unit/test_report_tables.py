"""What the team, the partners and the public are shown of the same cases."""

from datetime import date

from domain.decisions.criteria import CriteriaOutcome
from domain.decisions.panel import PanelAnswer
from domain.reporting.figures import figures_of
from domain.reporting.incident_tables import LINES, OUTCOMES, Group
from domain.reporting.period import Period
from domain.reporting.reasons import reasons, reasons_in
from domain.reporting.report import Audience, report
from domain.reporting.table import HIDDEN
from tests.unit import builders as a
from tests.unit.reported import CALENDAR, YEAR, numbers, reported, rows

LATE, LATER = date(2026, 1, 14), date(2026, 2, 27)
ON_TIME = a.play(a.opened(), [a.criteria_met(), a.notified(date(2026, 1, 12))])
TOO_LATE = a.play(a.opened(), [a.criteria_met(), a.notified(LATE)])


def test_small_counts_are_for_the_team_alone() -> None:
    cases = [*[ON_TIME] * 20, *[TOO_LATE] * 3]
    team = rows(reported(cases, a.noon(LATE)), "duties")["notification"]
    outside = rows(reported(cases, a.noon(LATE), audience=Audience.PARTNERS), "duties")["notification"]
    assert numbers(team) == {"due": 23, "on time": 20, "late": 3, "in time, %": 87}
    assert [outside[each] for each in ("due", "on time", "late", "open", "in time, %")] == [
        23,
        HIDDEN,
        HIDDEN,
        0,
        HIDDEN,
    ]


def test_great_counts_are_for_everybody_and_so_are_their_percentages() -> None:
    cases = [*[ON_TIME] * 20, *[TOO_LATE] * 5]
    outside = rows(reported(cases, a.noon(LATE), audience=Audience.PUBLIC), "duties")["notification"]
    assert numbers(outside) == {"due": 25, "on time": 20, "late": 5, "in time, %": 80}


def test_medians_need_ten_and_quartiles_twenty_and_the_longest_nobody_outside_sees() -> None:
    found = {}
    for number in (9, 10, 19, 20):
        made = reported([ON_TIME] * number, a.noon(LATE), audience=Audience.PARTNERS)
        row = rows(made, "stages")["notification"]
        found[number] = (row["lower quartile"], row["median"], row["upper quartile"])
        assert "longest" not in row
    assert found == {9: (HIDDEN,) * 3, 10: (HIDDEN, 5, HIDDEN), 19: (HIDDEN, 5, HIDDEN), 20: (5, 5, 5)}
    assert rows(reported([ON_TIME], a.noon(LATE)), "stages")["notification"]["longest"] == 5


def test_median_lateness_beside_a_hidden_count_is_hidden_with_it() -> None:
    by_two, by_twelve = TOO_LATE, a.play(a.opened(), [a.criteria_met(), a.notified(date(2026, 1, 28))])
    made = [
        rows(reported(cases, a.noon(LATER), audience=Audience.PARTNERS), "lateness")["notification"]
        for cases in ([by_two] * 12, [*[by_two] * 12, by_twelve])
    ]
    assert [row["median"] for row in made] == [2, HIDDEN]
    assert [row["11 to 20 days"] for row in made] == [0, HIDDEN]


def test_public_learns_nothing_by_agency_and_nothing_that_the_partners_do_not() -> None:
    cases = [*[ON_TIME] * 9, TOO_LATE]
    partners, public = (reported(cases, a.noon(LATE), audience=who) for who in (Audience.PARTNERS, Audience.PUBLIC))
    assert {row["agency"] for row in rows(partners, "summaries").values()} == {"Education", "The health trust"}
    assert [table for table in partners.tables if table.name != "summaries"] == list(public.tables)


def test_what_agencies_return_adds_up_to_the_summaries() -> None:
    returned = a.play(a.reviewed(), a.summary_of("education", date(2026, 1, 12)))
    made = reported([returned, a.reviewed()], a.noon(LATER))
    by_agency = rows(made, "summaries")
    assert numbers(by_agency["education"]) == {"due": 2, "on time": 1, "overdue now": 1, "in time, %": 50}
    assert numbers(by_agency["health_trust"]) == {"due": 2, "overdue now": 2}
    assert rows(made, "duties")["agency_summary"]["due"] == 4


def test_agency_of_few_does_not_follow_from_the_others_and_all() -> None:
    cases = []
    for agency, number in (("education", 20), ("health_trust", 3)):
        case = a.play(a.opened(a.a_referral(agencies=(agency,))), [a.criteria_met(), a.notified()])
        cases += [a.play(case, a.summary_of(agency, date(2026, 1, 12)))] * number
    made = reported(cases, a.noon(LATER), audience=Audience.PARTNERS)
    by_agency, every = rows(made, "summaries"), rows(made, "duties")["agency_summary"]
    for column in ("due", "on time"):
        cells = [by_agency["education"][column], by_agency["health_trust"][column], every[column]]
        assert cells[1] == HIDDEN
        assert cells.count(HIDDEN) > 1


def test_agency_that_the_directory_does_not_have_is_named_by_nobody() -> None:
    case = a.play(a.opened(a.a_referral(agencies=("invented_agency",))), [a.criteria_met(), a.notified()])
    assert list(rows(reported([case], a.noon(LATER)), "summaries")) == ["unlisted"]


def test_incident_stands_in_one_line_of_each_group() -> None:
    initiated = a.play(a.in_local_review(), a.panel_answers("asks_for_information", date(2026, 1, 20)))
    made = reported([initiated, a.play(a.reviewed(), a.stood_down())], a.noon(LATER))
    found = {name: row["incidents"] for name, row in rows(made, "incidents").items() if row["incidents"]}
    assert found == {
        "all": 2,
        "kind: child seriously harmed, abuse or neglect known or suspected": 2,
        "place: our own area": 2,
        "home: all in our own area": 2,
        "path: a review": 2,
        "criteria: met": 1,
        "criteria: met, then stood down": 1,
        "recommendation: a local review": 1,
        "recommendation: no meeting was held": 1,
        "local_review: initiated": 1,
        "local_review: not decided": 1,
        "outcome: open": 2,
        "record: kept": 2,
    }
    answers = {row["answer"]: row["answers"] for row in rows(made, "answers").values() if row["answers"]}
    assert answers == {"agrees to a local review": 1, "asks for more information": 1, "all": 2}


def test_every_criteria_outcome_and_answer_has_its_line() -> None:
    assert len(LINES[Group.CRITERIA]) == len(CriteriaOutcome) + 2
    assert len(LINES[Group.OUTCOME]) == len(OUTCOMES) + 1
    assert len(rows(reported([], a.noon(LATER)), "answers")) == len(PanelAnswer) + 1


def test_period_that_is_not_over_is_said_to_be() -> None:
    def notes(first: date, last: date) -> str:
        return " ".join(reported([], a.noon(LATER), Period(first=first, last=last)).notes)

    assert "is not over" not in notes(a.AWARE, date(2026, 2, 26))
    assert "ends on Fri 27 Feb 2026 and is not over" in notes(a.AWARE, LATER)
    assert "begins on Sun 1 Mar 2026: nothing" in notes(date(2026, 3, 1), date(2026, 3, 31))
    assert "As known at Fri 27 Feb 2026 12:00 (London)" in notes(a.AWARE, LATER)


def test_what_cannot_be_told_of_destroyed_records_is_said_where_there_is_one() -> None:
    figures = figures_of(ON_TIME, YEAR, a.noon(LATER), CALENDAR)
    assert figures.incident is not None
    left = figures.model_copy(
        update={
            "record": "destroyed",
            "durations": (),
            "incident": figures.incident.model_copy(update={"record": "destroyed", "facts": None}),
        }
    )
    policy = a.the_rules().policy
    made = report([figures, left], YEAR, a.noon(LATER), Audience.TEAM, policy)
    assert "Records that were destroyed" in made.notes[-1]
    found = rows(made, "incidents")
    assert (found["record: destroyed"]["incidents"], found["all"]["incidents"]) == (1, 2)
    assert [row["incidents"] for name, row in found.items() if "not known" in name] == [1, 1, 1]
    assert "Records that were destroyed" not in " ".join(reported([ON_TIME], a.noon(LATER)).notes)


def test_reasons_are_told_case_by_case_and_what_has_none() -> None:
    explained = a.play(TOO_LATE, a.lateness_explained("notification", date(2026, 1, 15)))
    found = [row for row in reasons_in(explained, YEAR, a.noon(LATER), CALENDAR) if row.name == "notification"]
    told = "local authority's decision maker, The local authority"
    assert [row.cells for row in found] == [
        (a.REFERENCE, "notification to the Panel", "2", "Thu 15 Jan 2026", told, "Invented reason.")
    ]
    without = {row.name: row.cells for row in reasons_in(TOO_LATE, YEAR, a.noon(LATER), CALENDAR)}
    assert without["notification"][3:] == ("not explained", "", "")
    assert without["rapid_review"][2] == "17, overdue now"
    assert list(reasons_in(TOO_LATE, Period(first=LATER, last=LATER), a.noon(LATER), CALENDAR)) == []
    assert "2 more cases are left out" in reasons(found, 2).about
    assert "1 more case is left out" in reasons(found, 1).about
    assert "left out" not in reasons(found, 0).about
