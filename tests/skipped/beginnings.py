"""How the stories of several paths begin. The dates are worked out in test_on_time.py."""

from tests.skipped.telling import lines

REFERRED = lines("""
    2030-01-07 case_opened
    2030-01-07 rules_resolved
    2030-01-07 facts_assessed
    2030-01-07 owed acknowledgement:1 by 2030-01-09
    2030-01-07 owed criteria_decision by 2030-01-10
    2030-01-07 owed notification by 2030-01-14
    2030-01-07 met acknowledgement:1 +2
""")

DECIDED = lines("""
    2030-01-08 reminder-2 criteria_decision
    2030-01-09 criteria
    2030-01-09 met criteria_decision +1
""")

CRITERIA_MET = [
    *REFERRED,
    *DECIDED,
    *lines("""
        2030-01-09 owed agency_summary:education by 2030-01-23
        2030-01-09 owed agency_summary:health_trust by 2030-01-23
        2030-01-09 owed rapid_review by 2030-02-04 at the latest
        2030-01-09 owed rapid_review_meeting by 2030-01-30 at the latest
        2030-01-09 owed signature:local_authority by 2030-02-01 at the latest
        2030-01-09 owed signature:icb by 2030-02-01 at the latest
        2030-01-09 owed signature:police by 2030-02-01 at the latest
    """),
]

UNDER_REVIEW = [
    *CRITERIA_MET,
    *lines("""
        2030-01-10 reminder-2 notification
        2030-01-10 notification
        2030-01-10 met notification +2
        2030-01-10 moved rapid_review from 2030-02-04 to 2030-01-31
        2030-01-10 moved rapid_review_meeting from 2030-01-30 to 2030-01-28
        2030-01-10 moved signature:local_authority from 2030-02-01 to 2030-01-30
        2030-01-10 moved signature:icb from 2030-02-01 to 2030-01-30
        2030-01-10 moved signature:police from 2030-02-01 to 2030-01-30
    """),
]

WITH_THE_PANEL = [
    *UNDER_REVIEW,
    *lines("""
        2030-01-18 agency_summary
        2030-01-18 met agency_summary:education +3
        2030-01-21 reminder-2 agency_summary:health_trust
        2030-01-22 agency_summary
        2030-01-22 met agency_summary:health_trust +1
        2030-01-24 reminder-2 rapid_review_meeting
        2030-01-24 rapid_review_meeting
        2030-01-24 met rapid_review_meeting +2
        2030-01-25 signature
        2030-01-25 met signature:local_authority +3
        2030-01-25 signature
        2030-01-25 met signature:icb +3
        2030-01-25 signature
        2030-01-25 met signature:police +3
        2030-01-25 met rapid_review +4
        2030-01-25 owed panel_answer:1 by 2030-02-08
    """),
]

PARTNERS = ("local_authority", "icb", "police")

MAILS_WHEN_DECIDED = {("acknowledgement", "referrer"): 1, ("reminder", "local_authority"): 1}

MAILS_UNDER_REVIEW = {
    ("acknowledgement", "referrer"): 1,
    ("reminder", "local_authority"): 2,  # criteria decision, notification
    ("summary_request", "education"): 1,
    ("summary_request", "health_trust"): 1,
    **{("notified", partner): 1 for partner in PARTNERS},
}

MAILS_WITH_THE_PANEL = {
    **MAILS_UNDER_REVIEW,
    ("reminder", "health_trust"): 1,  # its summary
    ("reminder", "partnership"): 1,  # rapid review meeting
    ("rapid_review", "panel"): 1,
}
