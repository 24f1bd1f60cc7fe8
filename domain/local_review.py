"""Stage 7, local review (LCSPR): the regional framework's steps in their order, as the policy lists them."""

from collections.abc import Iterator

from domain.case import Case
from domain.decisions.local_review import CompleteStep
from domain.duty import Owed
from domain.duty_rule import Anchor, DutyRule, Force
from domain.policy import ReviewStep
from domain.refusal import Refusal, RefusalCode


def steps_that_apply(case: Case) -> tuple[ReviewStep, ...]:
    """The policy's steps; those for proceedings only where the case has some."""
    proceedings = bool(case.referral.proceedings)
    return tuple(step for step in case.in_force.policy.review_steps if proceedings or not step.only_with_proceedings)


def owed(case: Case) -> Iterator[Owed]:
    """Each step is a duty of its owner, counted from the decision to initiate the review."""
    if case.local_review is None or not case.under_review:
        return
    for step in steps_that_apply(case):
        done = case.steps.get(step.step)
        yield Owed(
            key=f"review_step:{step.step}",
            rule=_rule_of(step, case.in_force.policy.name),
            anchor_day=case.local_review.at.first_day,
            met=done.at if done else None,
        )


def _rule_of(step: ReviewStep, policy: str) -> DutyRule:
    return DutyRule(
        duty="review_step",
        title=step.title,
        amount=step.amount,
        unit=step.unit,
        anchor=Anchor.LCSPR_DECIDED,
        force=Force.LOCAL_TARGET,
        source=f"regional framework's method, as listed in the policy {policy}",
        unconfirmed=True,
        owner=step.owner,
        allowance=step.allowance,
    )


def check(case: Case, decision: CompleteStep) -> None:
    """A step is recorded once, and only after those that must come before it."""
    if case.local_review is None or not case.under_review:
        raise Refusal(RefusalCode.WRONG_STAGE, "no local review has been initiated")
    steps = {step.step: step for step in steps_that_apply(case)}
    if decision.step not in steps:
        raise Refusal(RefusalCode.UNKNOWN, f"step: is none of this review's steps, {', '.join(steps)}")
    if decision.step in case.steps:
        raise Refusal(RefusalCode.ALREADY_DECIDED, f"the step {decision.step} has been recorded already")
    missing = [before for before in steps[decision.step].prerequisites if before in steps and before not in case.steps]
    if missing:
        raise Refusal(RefusalCode.WRONG_STAGE, f"{decision.step} comes after {', '.join(missing)}; record that first")


def apply(case: Case, decision: CompleteStep) -> Case:
    """The step is done."""
    return case.having(steps={**case.steps, decision.step: decision})
