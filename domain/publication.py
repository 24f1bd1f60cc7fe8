"""Stage 7, publication within 6 months of the decision to initiate, with an advance copy and perhaps a delay."""

from collections.abc import Iterator
from datetime import date

from domain.case import Case
from domain.correspondence import Note, panel_reference, to_organisations
from domain.deadlines import deadline
from domain.decisions.local_review import DelayPublication, Publish, SendAdvanceCopy
from domain.decisions.rapid_review import Paper
from domain.duty import Owed
from domain.london import say_day
from domain.policy import Organisation
from domain.refusal import Refusal, RefusalCode
from domain.signatures import all_signed, owed_signatures


def publication_due(case: Case) -> date | None:
    """The London date by which the report is to be published, once a local review runs."""
    if case.local_review is None:
        return None
    rule = case.in_force.rule("publication")
    return deadline(rule, case.local_review.at.first_day, case.in_force.calendar).due


def owed(case: Case) -> Iterator[Owed]:
    """Publication, before it the advance copy and three signatures; while delayed, the reasons again each month."""
    due = publication_due(case)
    if case.local_review is None or due is None or not case.under_review:
        return
    publication = case.in_force.rule("publication")
    yield Owed(
        key="publication",
        rule=publication,
        anchor_day=case.local_review.at.first_day,
        met=case.publication.at if case.publication else None,
    )
    advance = case.in_force.rule("advance_copy")
    yield Owed(
        key="advance_copy",
        rule=advance,
        anchor_day=case.advance_copy.publish_on if case.advance_copy else due,
        met=case.advance_copy.at if case.advance_copy else None,
        # A later day that was planned with the copy itself does not undo that its date on record was missed.
        first_due=deadline(advance, due, case.in_force.calendar).due,
    )
    yield from owed_signatures(case, Paper.LOCAL_REVIEW, "local_review_signature", due)
    yield from _owed_reasons(case)


def _owed_reasons(case: Case) -> Iterator[Owed]:
    rule = case.in_force.rule("delay_review")
    explained_again = [delay.at for delay in case.delays[1:]]
    settling = [*explained_again, case.publication.at if case.publication else None]
    for number, (delay, met) in enumerate(zip(case.delays, settling, strict=False), start=1):
        yield Owed(
            key=f"delay_review:{number}",
            rule=rule,
            anchor_day=delay.at.first_day,
            met=met,
        )


def check_delay(case: Case, _decision: DelayPublication) -> None:
    """A publication that is still to come can be delayed, as often as its reasons last."""
    _check_to_be_published(case)


def check_advance_copy(case: Case, decision: SendAdvanceCopy) -> None:
    """The signed report goes ahead of its publication, once."""
    _check_to_be_published(case)
    if case.advance_copy:
        raise Refusal(RefusalCode.ALREADY_DECIDED, "the advance copy has been sent already")
    if not all_signed(case, Paper.LOCAL_REVIEW):
        raise Refusal(
            RefusalCode.INCOMPLETE, "the report needs the signatures of all three safeguarding partners first"
        )
    if decision.publish_on < decision.at.last_day:
        raise Refusal(RefusalCode.WRONG_TIME, "publish_on: lies before the advance copy itself")


def check_publication(case: Case, _decision: Publish) -> None:
    """The report is published after its advance copy."""
    _check_to_be_published(case)
    if case.advance_copy is None:
        raise Refusal(RefusalCode.WRONG_STAGE, "the advance copy to the Panel and the Secretary of State comes first")


def _check_to_be_published(case: Case) -> None:
    if case.publication:
        raise Refusal(RefusalCode.ALREADY_DECIDED, "the report has been published already")
    if case.local_review is None or not case.under_review:
        raise Refusal(RefusalCode.WRONG_STAGE, "no local review has been initiated")


def delay_letters(case: Case, decision: DelayPublication) -> list[Note]:
    """The reasons go to the Panel and the Secretary of State."""
    due = publication_due(case)
    values = {
        "panel_reference": panel_reference(case),
        "publication_due": say_day(due) if due else "",
        "reasons": decision.reason,
    }
    return to_organisations(_panel_and_secretary(case), "delay_notice", values)


def advance_copy_letters(case: Case, decision: SendAdvanceCopy) -> list[Note]:
    """The report to the Panel and the Secretary of State, with the day of its publication."""
    values = {"panel_reference": panel_reference(case), "publication_planned": say_day(decision.publish_on)}
    attachments = (decision.report,) if decision.report else ()
    return to_organisations(_panel_and_secretary(case), "advance_copy", values, attachments)


def publication_letters(_before: Case, case: Case, decision: Publish) -> list[Note]:
    """The Panel and the partners learn where the report is, and until when it stays public."""
    year = case.duties.get("public_for_a_year")
    values = {
        "panel_reference": panel_reference(case),
        "published": decision.at.say(),
        "where": decision.where,
        "public_until": say_day(year.due) if year else "",
    }
    told = (*case.organisations_of("panel"), *case.in_force.policy.partners)
    return to_organisations(told, "published", values)


def _panel_and_secretary(case: Case) -> tuple[Organisation, ...]:
    return (*case.organisations_of("panel"), *case.organisations_of("secretary_of_state"))
