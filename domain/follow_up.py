"""Stage 8, follow-up: a year in public, and the actions from the learning with evidence of their impact."""

from collections.abc import Iterator
from datetime import date

from domain.case import Action, Case
from domain.decisions.local_review import AgreeAction, CompleteAction, EndPublicYear
from domain.duty import Owed
from domain.duty_rule import Anchor, DutyRule, Force, Unit
from domain.refusal import Refusal, RefusalCode

_AGREED = DutyRule(
    duty="action",
    title="action from the learning",
    amount=1,
    unit=Unit.WORKING_DAYS,
    anchor=Anchor.PUBLISHED,
    force=Force.LOCAL_TARGET,
    source="agreed by the partners with a day of its own",
    unconfirmed=True,
    owner="owner",
)


def owed(case: Case) -> Iterator[Owed]:
    """The year in public runs out by itself; each action is owed by its owner on the day that was agreed."""
    if case.publication:
        rule = case.in_force.rule("public_for_a_year")
        yield Owed(
            key="public_for_a_year",
            rule=rule,
            anchor_day=case.publication.at.last_day,
            met=case.public_year_ended.at if case.public_year_ended else None,
            with_ladder=False,
        )
    if case.withdrawn or case.linked:
        return
    for number, action in enumerate(case.actions, start=1):
        yield Owed(
            key=f"action:{number}",
            rule=_AGREED,
            owner=action.agreed.owner,
            title=f"action {number} from the learning",
            anchor_day=action.agreed.at.first_day,
            fixed_due=action.agreed.due,
            met=action.completed.at if action.completed else None,
        )


def public_until(case: Case) -> date | None:
    """The last London day of the year in public, while it runs."""
    duty = case.duties.get("public_for_a_year")
    return duty.due if duty and case.public_year_ended is None else None


def check_public_year(case: Case, decision: EndPublicYear) -> None:
    """The year ends on its day and not before (Working Together: publicly available for at least one year)."""
    until = public_until(case)
    if until is None:
        raise Refusal(RefusalCode.WRONG_STAGE, "no year in public is running")
    if decision.at.last_day < until:
        raise Refusal(RefusalCode.WRONG_TIME, f"at: the year in public ends on {until.isoformat()}")


def check_action(case: Case, decision: AgreeAction) -> None:
    """An action has an owner of the directory and a day that the case's calendar knows, not before it was agreed."""
    if case.in_force.policy.organisation(decision.owner) is None:
        raise Refusal(RefusalCode.UNKNOWN, f"owner: no organisation {decision.owner} in the directory")
    if decision.due < decision.at.first_day:
        raise Refusal(RefusalCode.WRONG_TIME, "due: lies before the day on which the action was agreed")
    if decision.due > case.in_force.calendar.last:
        raise Refusal(RefusalCode.WRONG_TIME, f"due: the case's calendar ends on {case.in_force.calendar.last}")


def agree(case: Case, decision: AgreeAction) -> Case:
    """The action has the next number."""
    return case.having(actions=(*case.actions, Action(agreed=decision)))


def check_completion(case: Case, decision: CompleteAction) -> None:
    """An agreed action is completed once."""
    if decision.number > len(case.actions):
        raise Refusal(RefusalCode.UNKNOWN, f"number: the case has {len(case.actions)} actions, counted from 1")
    if case.actions[decision.number - 1].completed:
        raise Refusal(RefusalCode.ALREADY_DECIDED, f"action {decision.number} has been recorded as done already")


def complete(case: Case, decision: CompleteAction) -> Case:
    """The action is done."""
    index = decision.number - 1
    done = case.actions[index].model_copy(update={"completed": decision})
    return case.having(actions=(*case.actions[:index], done, *case.actions[index + 1 :]))
