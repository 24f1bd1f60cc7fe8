"""Everything late: every duty is left until its last escalation has gone, over Christmas and over Easter."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from domain.duty import Duty, DutyStatus
from domain.event import RecordedEvent, RungFired
from tests.skipped.paths import MONDAY, day, everything_late
from tests.skipped.player import Mail, london
from tests.skipped.telling import check_record
from tests.skipped.world import World

PARTNERS = ("local_authority", "icb", "police")
LADDER = (
    "reminder-2",
    "due",
    "overdue",
    "escalation+1",
    "escalation+2",
    "escalation+3",
    "escalation+4",
    "escalation+5",
)

# Aware Thu 20 Dec 2029. 2, 3 and 5 working days over Christmas: Mon 24, Thu 27, Mon 31 Dec. Criteria met Fri 1 Feb, and
# 10: Fri 15 Feb. Notified Mon 4 Feb, and 15: Mon 25 Feb. To the Panel Thu 7 Mar, and 10: Thu 21 Mar. Answer Fri 5 Apr,
# and 10 over Easter: Tue 23 Apr. Decided Tue 7 May, and 15, 20, 40, 50, 60 working days, 3, 4 and 6 months; 12 before
# those 6: Tue 22 Oct. Advance copy on Mon 18 Nov for Fri 22 Nov: was due 7 before, Wed 13 Nov.
DUE_AND_MARGIN = {
    "acknowledgement:1": (day(12, 24, 2029), -7),
    "criteria_decision": (day(12, 27, 2029), -25),
    "notification": (day(12, 31, 2029), -24),
    "agency_summary:education": (day(2, 15), -13),
    "agency_summary:health_trust": (day(2, 15), None),
    "rapid_review": (day(2, 25), -8),
    "rapid_review_meeting": (day(2, 20), -9),
    "signature:local_authority": (day(2, 22), -9),
    "signature:icb": (day(2, 22), -9),
    "signature:police": (day(2, 22), -9),
    "panel_answer:1": (day(3, 21), -11),
    "lcspr_decision:1": (day(4, 23), -9),
    "review_step:appoint_reviewer": (day(5, 29), -122),
    "review_step:terms_of_reference": (day(6, 5), -117),
    "review_step:agency_reports": (day(7, 3), -97),
    "review_step:combined_chronology": (day(7, 17), -87),
    "review_step:practitioner_event": (day(7, 31), -77),
    "review_step:family_engagement": (day(8, 7), -72),
    "review_step:draft_report": (day(9, 7), -51),  # a Saturday
    "publication": (day(11, 7), -11),
    "advance_copy": (day(11, 13), -3),
    "local_review_signature:local_authority": (day(10, 22), -19),
    "local_review_signature:icb": (day(10, 22), -19),
    "local_review_signature:police": (day(10, 22), -19),
    "public_for_a_year": (day(11, 22, 2031), 0),
}

# When the rungs of some ladders were due, in London.
PLANNED = {
    "criteria_decision": (
        *((12, 21, 2029), (12, 27, 2029), (12, 28, 2029)),
        *((12, 28, 2029), (12, 31, 2029), (1, 2, 2030), (1, 3, 2030), (1, 4, 2030)),
    ),
    "rapid_review": (
        (1, 15, 2030),  # the warning, 15 working days from awareness
        *((2, 21, 2030), (2, 25, 2030), (2, 26, 2030)),
        *((2, 26, 2030), (2, 27, 2030), (2, 28, 2030), (3, 1, 2030), (3, 4, 2030)),
    ),
    "lcspr_decision:1": (
        *((4, 17, 2030), (4, 23, 2030), (4, 24, 2030)),
        *((4, 24, 2030), (4, 25, 2030), (4, 26, 2030), (4, 29, 2030), (4, 30, 2030)),
    ),
    "review_step:draft_report": (
        *((9, 4, 2030), (9, 6, 2030), (9, 8, 2030)),  # overdue when Saturday has ended
        *((9, 9, 2030), (9, 10, 2030), (9, 11, 2030), (9, 12, 2030), (9, 13, 2030)),
    ),
    "publication": (
        *((11, 5, 2030), (11, 7, 2030), (11, 8, 2030)),
        *((11, 8, 2030), (11, 11, 2030), (11, 12, 2030), (11, 13, 2030), (11, 14, 2030)),
    ),
}


@pytest.mark.timeout(150)
async def test_every_duty_is_missed_and_every_rung_fires_once_in_its_order(world: World) -> None:
    case = await everything_late(world, "everything late")

    events = await check_record(case)
    mails = await case.mails()
    state = await case.handle.result()
    assert state.outcome == "published"
    assert {key: (duty.due, duty.margin) for key, duty in state.duties.items()} == DUE_AND_MARGIN
    missed = state.duties["agency_summary:health_trust"]
    assert missed.status is DutyStatus.CANCELLED  # it never came, and stopped nothing
    for key, duty in state.duties.items():
        fired = [body for event in events if isinstance(body := event.body, RungFired) and body.key == key]
        assert [body.rung.partition("@")[0] for body in fired] == rungs_of(duty)
        if key in PLANNED:
            assert [body.planned for body in fired] == [
                planned(each, body) for each, body in zip(PLANNED[key], fired, strict=True)
            ]
    check_lateness(events)
    check_recipients(events, mails, state.duties)
    about_a_duty = {"acknowledgement", "rapid_review", "summary_request"}
    others = Counter(mail.kind for mail in mails if not mail.about or mail.kind in about_a_duty)
    assert others == {
        "acknowledgement": 1,
        "summary_request": 2,
        "notified": 3,
        "rapid_review": 1,
        "panel_answer": 3,
        "lcspr_decision": 3,
        "advance_copy": 2,
        "published": 4,
    }


def rungs_of(duty: Duty) -> list[str]:
    """Every rung of the ladder; a reminder on the anchor day itself is not planned, and a year has no ladder."""
    match duty.key:
        case "public_for_a_year":
            return []
        case "acknowledgement:1":
            return list(LADDER[1:])
        case "rapid_review":
            return ["warning", *LADDER]
        case _:
            return list(LADDER)


def planned(when: tuple[int, int, int], fired: RungFired) -> datetime:
    """At 09:00 London, but overdue at midnight."""
    return london(date(when[2], when[0], when[1]), 0 if fired.kind == "overdue" else 9)


def check_lateness(events: list[RecordedEvent]) -> None:
    """What was due before the case was opened fires then, late; the warning when the review was; the rest in time."""
    opened = london(MONDAY)
    for event in events:
        if isinstance(event.body, RungFired):
            late = event.body.planned < opened or event.body.kind == "warning"
            assert event.body.late is late
            waited = event.recorded_at - event.body.planned
            assert late or timedelta() <= waited < timedelta(minutes=1)


def check_recipients(events: list[RecordedEvent], mails: list[Mail], duties: Mapping[str, Duty]) -> None:
    """Each rung was mailed once to each of those whom the ladder names."""
    rungs = {"reminder", "due", "overdue", "escalation", "warning"}
    got = Counter((mail.about, mail.to) for mail in mails if mail.kind in rungs)
    wanted = Counter(
        (f"{body.key} {body.rung.partition('@')[0]}", to)
        for event in events
        if isinstance(body := event.body, RungFired)
        for to in recipients(body.rung.partition("@")[0], duties[body.key])
    )
    assert got == wanted
    assert set(got.values()) == {1}


def recipients(rung: str, duty: Duty) -> set[str]:
    owner = owners(duty)
    match rung:
        case "reminder-2" | "due":
            return owner
        case "overdue" | "warning":
            return owner | {"partnership"}
        case "escalation+1" | "escalation+2":
            return {"partnership"}
        case _:
            return {"partnership", *PARTNERS}


def owners(duty: Duty) -> set[str]:
    """Who must act: an agency or partner of its own, or whom the role is reached by."""
    kind, _, whose = duty.key.partition(":")
    match kind:
        case "agency_summary" | "signature" | "local_review_signature":
            return {whose}
        case "criteria_decision" | "notification":
            return {"local_authority"}
        case "panel_answer":
            return {"panel"}
        case "rapid_review" | "lcspr_decision" | "publication":
            return set(PARTNERS)
        case _:
            return set(PARTNERS) if whose == "appoint_reviewer" else {"partnership"}
