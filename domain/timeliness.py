"""How duties were kept, counted over cases: what a business manager reports (Working Together: time taken)."""

from collections.abc import Iterable
from datetime import datetime

from domain.duty import CountedDuty, DutyStatus, Timeliness
from domain.lateness import Kept, is_explained
from domain.model import Model
from domain.rules import Force


class TimelinessLine(Model):
    """How often one duty was met on time, within an extension, and late; and how often it is overdue now.

    `late` counts what was overdue when it fell away too. `unexplained` is how many of the late and overdue ones
    nobody has explained.
    """

    duty: str
    title: str
    force: Force
    on_time: int = 0
    extended: int = 0
    late: int = 0
    overdue: int = 0
    unexplained: int = 0


def count(cases: Iterable[Kept], now: datetime) -> tuple[TimelinessLine, ...]:
    """One line for each duty that was ever to be met, sorted by its name; at the UTC instant `now`."""
    lines: dict[tuple[str, str], TimelinessLine] = {}
    for case in cases:
        for duty in case.duties.values():
            column = _column(duty, now)
            if column is None:
                continue
            rule = duty.rule
            line = lines.get((rule.duty, rule.title)) or TimelinessLine(
                duty=rule.duty, title=rule.title, force=rule.force
            )
            open_question = duty.is_late(now) and not is_explained(case, duty)
            more = {column: getattr(line, column) + 1, "unexplained": line.unexplained + open_question}
            lines[rule.duty, rule.title] = line.model_copy(update=more)
    return tuple(line for _, line in sorted(lines.items()))


def _column(duty: CountedDuty, now: datetime) -> str | None:
    match duty.timeliness:
        case None if duty.is_late(now):
            return "overdue" if duty.status is DutyStatus.OPEN else "late"
        case None:
            return None
        case Timeliness() as timeliness:
            return timeliness.value
