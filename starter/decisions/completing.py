"""Complete what a verb was given: at a terminal by asking, elsewhere by saying all that is missing at once."""

import asyncio
from typing import Any

from domain.case import Case
from domain.london import london_date
from starter.client import session
from starter.client.acting import Acting
from starter.client.errors import BadInput
from starter.client.policy import policy_of
from starter.decisions.agencies_asked import agencies_asked
from starter.decisions.deciding import check_may_send, who_decided
from starter.decisions.decision_options import flag, help_of, needed_fields, own_fields, parameters
from starter.decisions.known_answers import known_answers
from starter.decisions.questions import question_of
from starter.decisions.verbs import Verb
from starter.reading.case_now import view_of
from starter.terminal.asking import Question, ask, can_ask
from starter.terminal.options import as_moment
from starter.terminal.printing import say


def completed(verb: Verb, given: dict[str, Any], who: Acting) -> dict[str, Any]:
    """The options of a verb with everything that the decision needs.

    Where not one of the decision's own options was given, a person is asked for those too that may be left out.

    Raises:
        BadInput: something is missing and nobody can be asked; it names all. Or who acts neither takes this decision
            nor records it for others.
        typer.Abort: the person would not answer.
    """
    missing = [field for field in needed_fields(verb.kind) if given[field] is None]
    if given["as_json"] or not can_ask():
        if missing:
            told = [f"{flag(field)}: {help_of(verb.kind, field)}" for field in missing]
            raise BadInput(f"cspr {verb.kind.verb} needs more; nothing was sent:", told)
        return given
    grant, today = who.authority.grant(_name(verb)), london_date(session.now())
    check_may_send(grant, given, who, today)
    answers = dict(given)
    usual = {each.name: each.default for each in parameters(verb.kind, _name(verb))}
    bare = bool(missing) and all(given[field] == usual[field] for field in own_fields(verb.kind))
    asked = [*own_fields(verb.kind), "at", "reason"] if bare else missing
    if asked:
        say(f"{verb.kind.title}, {given['reference']}", style="bold")
        say(verb.kind.purpose)
    for field in asked:
        if answers[field] == usual[field]:
            answers[field] = _answer(verb, field, usual[field], given, who)
        if field == "at":
            answers |= _late_entry(verb, answers)
    answers |= _late_entry(verb, answers)
    return answers | who_decided(grant, answers, who, today)


def _name(verb: Verb) -> str:
    return str(verb.kind.model_fields["decision"].default)


def _answer(verb: Verb, field: str, usual: Any, given: dict[str, Any], who: Acting) -> Any:  # noqa: ANN401
    if field == "at":
        return ask(Question("at", help_of(verb.kind, "at"), as_moment, otherwise="now"))

    def look() -> Case:
        return asyncio.run(view_of(who.chosen, given["reference"], given["acts"])).case

    if field == "agency":
        known = agencies_asked(given["reference"], who)
    else:
        known = known_answers(verb.kind, field, policy_of(who.chosen), look)
    return ask(question_of(verb.kind, field, known), usual)


def _late_entry(verb: Verb, given: dict[str, Any]) -> dict[str, Any]:
    """Why it is entered late, where it is."""
    late = given["at"] is not None and given["at"].last_day < london_date(session.now())
    if not late or given["late_entry"] is not None:
        return {}
    words = help_of(verb.kind, "entered_late_because")
    return {"late_entry": ask(Question("late entry", words, question_of(verb.kind, "reason", {}).read))}
