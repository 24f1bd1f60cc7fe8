from datetime import date

import pytest

from domain.calendar import CalendarEnds
from domain.deadlines import DeadlineLine, NoFramework, all_deadlines, deadline, framework_for
from domain.duty_rule import Anchor
from domain.england import england_calendar
from domain.moment import Moment
from domain.rule_files import load_frameworks, load_policy
from domain.rules import Rules

ENGLAND = england_calendar(2018, 2028)
FRAMEWORKS = load_frameworks()
POLICY = load_policy()


def rules(framework: str = "working-together-2023-panel-2025") -> Rules:
    return Rules(framework=FRAMEWORKS[framework], calendar=ENGLAND, policy=POLICY)


def due(duty: str, anchor_day: date, framework: str = "working-together-2023-panel-2025") -> date:
    return deadline(rules(framework).rule(duty), anchor_day, ENGLAND).due


def lines(framework: str, **anchors: date) -> dict[str, DeadlineLine]:
    given = {Anchor(name): day for name, day in anchors.items()}
    return {line.duty: line for line in all_deadlines(rules(framework), given)}


# docs/procedure.md, "Worked dates": local authority aware; 2, 5 and 15 working days later; 15 after the 5th.
WORKED = [
    (date(2025, 12, 18), date(2025, 12, 22), date(2025, 12, 29), date(2026, 1, 13), date(2026, 1, 20)),
    (date(2025, 12, 20), date(2025, 12, 23), date(2025, 12, 30), date(2026, 1, 14), date(2026, 1, 21)),
    (date(2025, 12, 31), date(2026, 1, 5), date(2026, 1, 8), date(2026, 1, 22), date(2026, 1, 29)),
    (date(2026, 5, 1), date(2026, 5, 6), date(2026, 5, 11), date(2026, 5, 26), date(2026, 6, 2)),
    (date(2026, 8, 27), date(2026, 9, 1), date(2026, 9, 4), date(2026, 9, 18), date(2026, 9, 25)),
    (date(2026, 12, 18), date(2026, 12, 22), date(2026, 12, 29), date(2027, 1, 13), date(2027, 1, 20)),
    (date(2022, 9, 12), date(2022, 9, 14), date(2022, 9, 20), date(2022, 10, 4), date(2022, 10, 11)),
]


@pytest.mark.parametrize(("aware", "two", "five", "fifteen", "fifteen_from_fifth"), WORKED)
def test_worked_dates(aware: date, two: date, five: date, fifteen: date, fifteen_from_fifth: date) -> None:
    assert due("acknowledgement", aware) == two
    assert due("notification", aware) == five
    assert due("rapid_review", aware, "working-together-2018") == fifteen
    assert due("rapid_review", aware, "working-together-2023") == fifteen
    assert due("rapid_review_from_awareness", aware) == fifteen
    assert due("rapid_review", five) == fifteen_from_fifth


def test_a_late_proclamation_moves_a_date_by_one_working_day() -> None:
    proclaimed = date(2022, 9, 19)
    known_before = ENGLAND.model_copy(
        update={"holidays": {day: name for day, name in ENGLAND.holidays.items() if day != proclaimed}}
    )
    rule = rules().rule("rapid_review")

    assert deadline(rule, date(2022, 9, 5), known_before).due == date(2022, 9, 26)
    assert deadline(rule, date(2022, 9, 5), ENGLAND).due == date(2022, 9, 27)


def test_the_day_counts_from_the_date_in_london() -> None:
    aware = Moment.parse("2026-06-02T23:30Z").first_day

    assert aware == date(2026, 6, 3)
    assert due("notification", aware) == date(2026, 6, 10)


def test_six_months_clamp_and_the_last_working_day_is_shown() -> None:
    found = deadline(rules().rule("publication"), date(2025, 8, 31), ENGLAND)

    assert (found.due, found.last_working_day) == (date(2026, 2, 28), date(2026, 2, 27))


def test_after_a_reversal_the_six_months_count_from_the_second_decision() -> None:
    assert due("publication", date(2026, 1, 21)) == date(2026, 7, 21)


def test_an_advance_copy_goes_seven_working_days_before_publication() -> None:
    assert due("advance_copy", date(2026, 1, 8)) == date(2025, 12, 29)


def test_a_year_in_public_from_29_february_ends_on_the_28th() -> None:
    assert due("public_for_a_year", date(2024, 2, 29)) == date(2025, 2, 28)


def test_a_review_step_counts_from_the_decision() -> None:
    draft = next(step for step in POLICY.review_steps if step.step == "draft_report")

    assert deadline(draft, date(2026, 1, 21), ENGLAND).due == date(2026, 5, 21)


def test_a_deadline_beyond_the_calendar_is_not_guessed() -> None:
    with pytest.raises(CalendarEnds):
        due("public_for_a_year", date(2028, 6, 1))


@pytest.mark.parametrize(
    ("aware", "name"),
    [
        (date(2018, 6, 29), "working-together-2018"),
        (date(2023, 12, 14), "working-together-2018"),
        (date(2023, 12, 15), "working-together-2023"),
        (date(2025, 5, 31), "working-together-2023"),
        (date(2025, 6, 1), "working-together-2023-panel-2025"),
        (date(2026, 6, 3), "working-together-2023-panel-2025"),
    ],
)
def test_the_framework_in_force_when_the_local_authority_became_aware(aware: date, name: str) -> None:
    assert framework_for(aware, FRAMEWORKS).name == name


def test_a_pinned_framework_goes_before_the_one_in_force() -> None:
    assert framework_for(date(2026, 6, 3), FRAMEWORKS, "working-together-2023").name == "working-together-2023"


def test_a_pinned_framework_must_exist() -> None:
    with pytest.raises(NoFramework, match=r"no framework is named 'working-together-1066': there are working-"):
        framework_for(date(2026, 6, 3), FRAMEWORKS, "working-together-1066")


def test_before_the_first_framework_there_is_none() -> None:
    with pytest.raises(NoFramework, match="in force on Thu 28 Jun 2018"):
        framework_for(date(2018, 6, 28), FRAMEWORKS)


def test_without_a_notification_the_rapid_review_shows_the_latest_date_it_could_get() -> None:
    found = lines("working-together-2023-panel-2025", la_aware=date(2025, 12, 18))

    review = found["rapid_review"]
    assert (review.anchor, review.anchor_day) == (Anchor.NOTIFICATION_SENT, date(2025, 12, 29))
    assert (review.due, review.provisional) == (date(2026, 1, 20), True)
    assert (found["notification"].due, found["notification"].provisional) == (date(2025, 12, 29), False)
    warning = found["rapid_review_from_awareness"]
    assert (warning.due, warning.provisional) == (date(2026, 1, 13), False)


def test_once_notified_the_date_stands() -> None:
    found = lines("working-together-2023-panel-2025", la_aware=date(2025, 12, 18), notification_sent=date(2025, 12, 22))

    assert (found["rapid_review"].due, found["rapid_review"].provisional) == (date(2026, 1, 15), False)


def test_what_leads_up_to_the_rapid_review_is_as_provisional_as_its_date() -> None:
    aware = date(2025, 12, 18)
    before_notification = lines("working-together-2023-panel-2025", la_aware=aware)
    from_awareness = lines("working-together-2023", la_aware=aware)

    assert (before_notification["signature"].due, before_notification["signature"].provisional) == (
        date(2026, 1, 19),
        True,
    )
    assert (from_awareness["signature"].due, from_awareness["signature"].provisional) == (
        date(2026, 1, 12),
        False,
    )
    assert from_awareness["rapid_review_meeting"].due == date(2026, 1, 8)


def test_a_signature_is_due_on_working_day_14() -> None:
    found = lines("working-together-2023", la_aware=date(2025, 12, 18))

    assert ENGLAND.working_days_between(date(2025, 12, 18), found["signature"].due) == 14


def test_the_advance_copy_counts_from_the_last_day_for_publication_until_one_is_planned() -> None:
    provisional = lines("working-together-2023", lcspr_decided=date(2026, 1, 21))["advance_copy"]
    planned = lines("working-together-2023", lcspr_decided=date(2026, 1, 21), publication_planned=date(2026, 1, 8))[
        "advance_copy"
    ]

    assert (provisional.anchor_day, provisional.provisional) == (date(2026, 7, 21), True)
    assert (planned.due, planned.provisional) == (date(2025, 12, 29), False)


def test_what_has_no_anchor_yet_is_left_out() -> None:
    assert lines("working-together-2023") == {}
    assert set(lines("working-together-2023", referral_received=date(2026, 1, 5))) == {"acknowledgement"}


def test_with_every_anchor_every_duty_has_a_date() -> None:
    found = lines("working-together-2023", **{anchor.value: date(2026, 1, 5) for anchor in Anchor})
    framework = FRAMEWORKS["working-together-2023"]

    assert list(found) == [each.duty for each in (*framework.duties, *framework.warnings, *POLICY.duties)]


def test_other_published_readings_are_shown_with_their_dates() -> None:
    found = lines(
        "working-together-2023-panel-2025",
        incident=date(2025, 12, 17),
        agency_aware=date(2025, 12, 17),
        la_aware=date(2025, 12, 18),
        notification_sent=date(2025, 12, 29),
        referral_received=date(2025, 12, 19),
    )

    assert [(each.anchor, each.due) for each in found["rapid_review"].readings] == [
        (Anchor.LA_AWARE, date(2026, 1, 13)),
        (Anchor.REFERRAL_RECEIVED, date(2026, 1, 14)),
        (Anchor.AGENCY_AWARE, date(2026, 1, 12)),
    ]
    (five_days,) = found["notification"].readings
    assert (five_days.anchor, five_days.due) == (Anchor.INCIDENT, date(2025, 12, 22))


def test_a_reading_from_a_notification_still_to_come_is_provisional() -> None:
    (reading,) = lines("working-together-2018", la_aware=date(2025, 12, 18))["rapid_review"].readings

    assert (reading.due, reading.provisional) == (date(2026, 1, 20), True)


def test_a_line_says_what_it_rests_on() -> None:
    line = lines("working-together-2023", la_aware=date(2026, 1, 5))["notification"].model_dump(mode="json")

    assert (line["duty"], line["anchor"], line["due"]) == ("notification", "la_aware", "2026-01-12")
    assert (line["force"], line["unconfirmed"]) == ("statute", False)
    assert "Children Act 2004, s. 16C" in line["source"]
