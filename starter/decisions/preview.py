"""What a decision would bring, reckoned from the case as it stands, before anything is sent."""

from datetime import datetime
from functools import reduce
from typing import Any

from domain.case import Case
from domain.decide import decide
from domain.decisions.any_decision import AnyDecision
from domain.decisions.dates import MoveToFramework
from domain.event import DecisionTaken, LetterRequested
from domain.evolve import evolve
from domain.grants import Mandate
from domain.rule_files import load_frameworks
from starter.client.errors import BadInput
from starter.reading.event_words import names_in, say_body
from starter.terminal.printing import say


class Preview:
    """The consequences of a decision on one case. Raises Refusal where the procedure would refuse it."""

    def __init__(self, case: Case, decision: AnyDecision, now: datetime, mandate: Mandate) -> None:
        framework = None
        if isinstance(decision, MoveToFramework):
            frameworks = load_frameworks()
            framework = frameworks.get(decision.framework)
            if framework is None:
                raise BadInput(f"--framework: there is none of that name; there are {', '.join(frameworks)}.")
        events = decide(case, decision, now, mandate, framework=framework)
        after = reduce(evolve, events, case)
        bodies = [event.body for event in events]
        names = names_in(after, bodies)
        shown = [body for body in bodies if not isinstance(body, DecisionTaken | LetterRequested)]
        self.reference = case.reference
        self.changes = tuple(say_body(body, names) for body in shown)
        self.letters = tuple(names[body.letter.key] for body in bodies if isinstance(body, LetterRequested))
        self.path = (_path(case), _path(after))
        self.to_be_confirmed = len(after.confirmations) > len(case.confirmations)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "reference": self.reference,
            "changes": list(self.changes),
            "letters": list(self.letters),
            "path_before": self.path[0],
            "path_after": self.path[1],
            "to_be_confirmed": self.to_be_confirmed,
        }

    def show(self) -> None:
        """For people, one line each."""
        say(f"{self.reference}: what this would bring")
        for line in self.changes:
            say(f"  {line}")
        if self.path[0] != self.path[1]:
            say(f"  The facts would suggest another path: {self.path[1]} instead of {self.path[0]}")
        if self.to_be_confirmed:
            say("  The local authority would be asked to decide the criteria again")
        for line in self.letters:
            say(f"  Letter {line}")
        if not self.changes and not self.letters:
            say("  No date moves and nobody is written to.")


def _path(case: Case) -> str:
    return case.assessment.path.value.replace("_", " ") if case.assessment else ""
