"""Stage 5, gathering: agencies secure their files and return an individual agency summary each.

It starts when the criteria are met. A missing summary never stops the rapid review: the gap is stated in it.
"""

from collections.abc import Iterable, Iterator

from domain.case import Case
from domain.correspondence import Note, organisation_name, to_organisations
from domain.decisions.criteria import CriteriaOutcome, DecideCriteria
from domain.decisions.rapid_review import ReturnSummary
from domain.duty import Owed
from domain.london import say_day
from domain.refusal import Refusal, RefusalCode


def agencies(case: Case) -> tuple[str, ...]:
    """The agencies that any of the referrals names as involved."""
    return tuple(dict.fromkeys(agency for received in case.referrals for agency in received.referral.agencies))


def owed(case: Case) -> Iterator[Owed]:
    """One duty an agency, until the rapid review has gone to the Panel with or without its summary."""
    if not case.under_review or case.criteria_since is None:
        return
    rule = case.in_force.rule("agency_summary")
    for agency in agencies(case):
        returned = case.summaries.get(agency)
        if returned is None and case.submission is not None:
            continue
        yield Owed(
            key=duty_key(case, agency),
            rule=rule,
            owner=agency if case.in_force.policy.organisation(agency) else rule.owner,
            title=f"{rule.title}: {organisation_name(case, agency)}",
            anchor_day=case.criteria_since.at.first_day,
            met=returned.at if returned else None,
        )


def duty_key(case: Case, agency: str) -> str:
    """The key of the duty by which an agency owes its summary.

    Keys of duties and their owners stand in clear, and what the directory does not have may say anything: it counts
    only as the first of those, the second, and so on.
    """
    known = case.in_force.policy.organisation
    if known(agency):
        return f"agency_summary:{agency}"
    unlisted = [each for each in agencies(case) if not known(each)]
    return f"agency_summary:unlisted-{unlisted.index(agency) + 1}"


def gaps(case: Case) -> tuple[str, ...]:
    """The names of the agencies whose summary is missing."""
    return tuple(organisation_name(case, key) for key in agencies(case) if key not in case.summaries)


def check(case: Case, decision: ReturnSummary) -> None:
    """A summary comes once from each agency that was asked; it is kept even after the review was submitted."""
    if not case.under_review:
        raise Refusal(
            RefusalCode.WRONG_STAGE,
            "no summaries are being gathered: the criteria are not met, or stood down",
        )
    if decision.agency not in agencies(case):
        asked = ", ".join(agencies(case)) or "none"
        raise Refusal(
            RefusalCode.UNKNOWN, f"agency: {decision.agency} was not asked for a summary; asked were: {asked}"
        )
    if decision.agency in case.summaries:
        raise Refusal(RefusalCode.ALREADY_DECIDED, f"the summary of {decision.agency} has been recorded already")


def apply(case: Case, decision: ReturnSummary) -> Case:
    """The agency's summary is here."""
    return case.having(summaries={**case.summaries, decision.agency: decision})


def letters(before: Case, after: Case, decision: DecideCriteria) -> list[Note]:
    """Each agency is asked to secure its files and return its summary once the criteria are met, and asked once."""
    if decision.outcome is not CriteriaOutcome.MET:
        return []
    owing = {duty.key for duty in before.open_duties()}
    return requests(after, [agency for agency in agencies(after) if duty_key(after, agency) not in owing])


def requests(after: Case, asked: Iterable[str]) -> list[Note]:
    """A letter to each of these agencies that owes its summary."""
    notes: list[Note] = []
    for agency in asked:
        duty = after.duties.get(duty_key(after, agency))
        organisation = after.in_force.policy.organisation(agency)
        if duty and organisation and agency not in after.summaries:
            values = {"agency": organisation.name, "return_by": say_day(duty.due)}
            notes += to_organisations((organisation,), "summary_request", values, about=duty.key)
    return notes
