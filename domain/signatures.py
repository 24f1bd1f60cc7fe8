"""The three safeguarding partners sign, each for itself, in person or by a named and dated delegate."""

from collections.abc import Iterator
from datetime import date

from domain.case import Case
from domain.correspondence import organisation_name
from domain.decisions.rapid_review import Paper, Sign
from domain.duty import Owed
from domain.refusal import Refusal, RefusalCode

LAST_STEP_BEFORE_SIGNING = "draft_report"


def key_of(paper: Paper, partner: str) -> str:
    """Where a signature is kept in the case."""
    return f"{paper.value}:{partner}"


def all_signed(case: Case, paper: Paper) -> bool:
    """Whether each of the three has signed."""
    return all(key_of(paper, partner) in case.signatures for partner in case.partner_keys())


def owed_signatures(
    case: Case, paper: Paper, rule_name: str, anchor_day: date, *, provisional: bool = False
) -> Iterator[Owed]:
    """One duty a partner; `anchor_day` is the due date of what they sign for."""
    rule = case.in_force.rule(rule_name)
    for partner in case.partner_keys():
        signed = case.signatures.get(key_of(paper, partner))
        yield Owed(
            key=f"{rule_name}:{partner}",
            rule=rule,
            owner=partner,
            title=f"{rule.title}: {organisation_name(case, partner)}",
            anchor_day=anchor_day,
            provisional=provisional,
            met=signed.at if signed else None,
        )


def check(case: Case, decision: Sign) -> None:
    """There must be something to sign, and each partner signs it once."""
    if decision.partner not in case.partner_keys():
        partners = ", ".join(case.partner_keys())
        raise Refusal(RefusalCode.UNKNOWN, f"partner: is none of the three safeguarding partners, {partners}")
    if decision.paper is Paper.RAPID_REVIEW:
        if not case.under_review or case.meeting is None:
            raise Refusal(RefusalCode.WRONG_STAGE, "the rapid review is signed after its meeting; record that first")
    elif case.local_review is None or not case.under_review or LAST_STEP_BEFORE_SIGNING not in case.steps:
        raise Refusal(RefusalCode.WRONG_STAGE, "the local review is signed once its draft report is done")
    if key_of(decision.paper, decision.partner) in case.signatures:
        paper = decision.paper.value.replace("_", " ")
        raise Refusal(RefusalCode.ALREADY_DECIDED, f"{decision.partner} has signed the {paper} already")


def apply(case: Case, decision: Sign) -> Case:
    """The partner has signed."""
    return case.having(signatures={**case.signatures, key_of(decision.paper, decision.partner): decision})
