"""Every kind of letter: what its subject says, and the values that fill its two templates.

To add a kind, add a line here and the templates `<kind>.txt.j2` and `<kind>.html.j2`. A value is a string in
words: dates as "Thu 15 Jan 2026", instants as "Thu 15 Jan 2026 09:00", organisations and roles by name. The
case reference, the recipient's name, the sender and the names of attachments are known to every template.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class LetterKind:
    """What a kind of letter is about, and what fills it.

    Args:
        subject: what follows the reference in the subject. It may name values in braces, but only dates and
            titles of duties: a subject is read by everybody on its way, so never a name or free text.
        values: the names of all values; a letter has exactly these.
        may_be_empty: those that may be the empty string, which leaves their sentence out.
    """

    subject: str
    values: tuple[str, ...]
    may_be_empty: frozenset[str] = frozenset()


_DUTY = ("duty", "due", "last_working_day", "force", "source", "owner", "late")
_DUTY_MAY_BE_EMPTY = frozenset({"last_working_day", "late"})

KINDS: dict[str, LetterKind] = {
    # to referrers
    "acknowledgement": LetterKind("we have received your referral", ("received",)),
    "criteria_not_met": LetterKind("the criteria are not met", ("decided", "decided_by", "reasons", "what_follows")),
    "withdrawn": LetterKind("the referral is withdrawn", ("withdrawn", "reasons")),
    "linked": LetterKind("your referral goes on under another reference", ("survivor",)),
    # to agencies and other areas
    "summary_request": LetterKind("secure your files and return a summary by {return_by}", ("agency", "return_by")),
    "not_our_area": LetterKind("the incident took place in another area", ("responsible", "decided", "reasons")),
    # to the local safeguarding partners
    "notified": LetterKind(
        "the Panel has been notified", ("notified", "notified_by", "panel_reference", "what_follows")
    ),
    "criteria_reversed": LetterKind(
        "the criteria decision is reversed", ("decided", "decided_by", "earlier", "decision", "reasons")
    ),
    "panel_answer": LetterKind("the Panel has answered", ("answered", "answer", "reasons", "what_follows")),
    "national_review": LetterKind(
        "the Panel takes the case into a national review",
        ("panel_reference", "answered", "reasons", "what_follows"),
    ),
    "reopened": LetterKind("the case is open again", ("reopened", "decided_by", "reasons", "what_follows")),
    "glass_broken": LetterKind("somebody has taken emergency access", ("decided", "decided_by", "until", "reasons")),
    # to the Panel, and with it Ofsted, the Department for Education, the Secretary of State or the partners
    "rapid_review": LetterKind(
        "rapid review", ("panel_reference", "recommendation", "signed_by", "gaps"), frozenset({"gaps"})
    ),
    "stand_down": LetterKind(
        "the review is stood down",
        ("panel_reference", "decided", "decided_by", "reasons", "what_stands"),
        frozenset({"what_stands"}),
    ),
    "information_to_panel": LetterKind(
        "the information that the Panel asked for", ("panel_reference", "asked", "information")
    ),
    "lcspr_decision": LetterKind(
        "decision on a local child safeguarding practice review",
        ("panel_reference", "decided", "decided_by", "decision", "reasons", "publication_due"),
        frozenset({"publication_due"}),
    ),
    "advance_copy": LetterKind(
        "advance copy of the report, to be published on {publication_planned}",
        ("panel_reference", "publication_planned"),
    ),
    "delay_notice": LetterKind(
        "publication is delayed",
        ("panel_reference", "publication_due", "reasons"),
        frozenset({"publication_due"}),
    ),
    "published": LetterKind(
        "the report is published",
        ("panel_reference", "published", "where", "public_until"),
        frozenset({"public_until"}),
    ),
    # to whom a duty's ladder says
    "reminder": LetterKind("reminder: {duty}, due {due}", _DUTY, _DUTY_MAY_BE_EMPTY),
    "warning": LetterKind("15 working days from awareness: {duty}", _DUTY, _DUTY_MAY_BE_EMPTY),
    "due": LetterKind("due on {due}: {duty}", _DUTY, _DUTY_MAY_BE_EMPTY),
    "overdue": LetterKind("overdue: {duty}, due {due}", _DUTY, _DUTY_MAY_BE_EMPTY),
    "escalation": LetterKind("escalation: {duty}, due {due}", _DUTY, _DUTY_MAY_BE_EMPTY),
    "date_moved": LetterKind(
        "the date has moved to {due}: {duty}",
        ("duty", "earlier", "due", "last_working_day", "why", "owner"),
        frozenset({"last_working_day"}),
    ),
    # to the coordinator
    "possible_duplicate": LetterKind("this may be an incident that we know", ("other_references",)),
    "undeliverable": LetterKind("a letter could not be delivered", ("letter", "organisation", "requested", "problem")),
}
