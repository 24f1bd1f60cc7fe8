"""A case as it was known at an earlier instant, for people and for programs."""

from typing import Any

from domain.mails import mails_of
from domain.standing import stage
from domain.wall_time import say_exactly
from starter.reading.case_as_of import Then
from starter.reading.decision_words import decisions_for_programs, show_decisions
from starter.reading.duty_words import row_then
from starter.reading.letter_words import letter_for_programs, show_letters
from starter.reading.standing_words import case_for_programs, open_questions, show_case
from starter.terminal.printing import say


def show_then(then: Then) -> None:
    """Print where a case stood, what had been decided, and who had been told."""
    case, now = then.case, then.at
    say(f"{case.reference}  {stage(case)}", style="bold")
    say(f"As it was known at {say_exactly(now)}: {case.position} events were on record.")
    show_case(case, now, row_then)
    for question, _ in open_questions(case, now):
        say(f"{question}.")
    say()
    say("Decided by then", style="bold")
    show_decisions(case, then.events)
    say()
    say("Letters by then", style="bold")
    show_letters(case, mails_of(then.events).values())


def then_for_programs(then: Then) -> dict[str, Any]:
    """The same as JSON: what `cspr status --json` has, of that instant, with the decisions and letters by then."""
    mails = mails_of(then.events).values()
    return {
        "as_of": then.at.isoformat(),
        **case_for_programs(then.case, then.at),
        "decisions": decisions_for_programs(then.events),
        "letters": [letter_for_programs(then.case, each) for each in mails],
    }
