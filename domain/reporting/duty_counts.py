"""Count how duties were kept: by duty, by agency, by how much they were late, and which dates were moved."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from domain.duty_rule import Force
from domain.reporting.figures import SUMMARY, DutyFigure, State
from domain.reporting.suppression import Place, Sum, Tally

DUE, LATE_OR_OVERDUE, EXPLAINED, NOT_EXPLAINED = "due", "late_or_overdue", "explained", "not_explained"
FORCE_WORDS = {
    Force.STATUTE: "statute",
    Force.STATUTORY_GUIDANCE: "statutory guidance",
    Force.PANEL_GUIDANCE: "Panel guidance",
    Force.LOCAL_TARGET: "local target",
}
UNLISTED = "unlisted"
"""An agency that the directory did not have when the case was opened (`domain.gathering.duty_key`)."""

MISSED = (State.LATE, State.OVERDUE)

BANDS = {"1 day": 1, "2 to 5 days": 5, "6 to 10 days": 10, "11 to 20 days": 20, "over 20 days": None}
"""By how many working days at the most something was late, band after band."""

ORDER = (
    "acknowledgement",
    "criteria_decision",
    "other_area_answer",
    "notification",
    SUMMARY,
    "rapid_review_meeting",
    "signature",
    "rapid_review",
    "panel_answer",
    "information_to_panel",
    "reconsideration",
    "lcspr_decision",
    "review_step",
    "local_review_signature",
    "advance_copy",
    "publication",
    "delay_review",
    "public_for_a_year",
    "action",
)
"""The duties as they come in the procedure; one that is not named here comes after them."""


@dataclass
class DutyCounts:
    """The counts of the tables on duties, with all sums that readers know of.

    Attributes:
        names: the agencies' names by their keys.
        tally: where each count goes.
        titles: by row, what the duty is called and what it rests on.
        late: by row, by how many working days each that was late was.
        agencies: whose summaries are counted.
    """

    names: Mapping[str, str]
    tally: Tally
    titles: dict[str, tuple[str, set[str]]] = field(default_factory=dict)
    late: defaultdict[str, list[Fraction]] = field(default_factory=lambda: defaultdict(list))
    agencies: set[str] = field(default_factory=set)

    def add(self, duties: Iterable[DutyFigure]) -> None:
        """Count the duties of one record."""
        brought: Counter[Place] = Counter()
        for duty in duties:
            row = f"{duty.duty}: {duty.title}" if duty.duty == "review_step" else duty.duty
            self.titles.setdefault(row, (duty.title, set()))[1].add(FORCE_WORDS[duty.force])
            brought.update(_places(duty, row))
            if duty.agency is not None:
                agency = UNLISTED if duty.agency.startswith(f"{UNLISTED}-") else duty.agency
                self.agencies.add(agency)
                brought.update([("summaries", agency, DUE), ("summaries", agency, duty.state)])
            if duty.late_by is not None:
                self.late[row].append(Fraction(duty.late_by))
        self.tally.add(brought)

    @property
    def sums(self) -> Iterator[Sum]:
        """Everything that adds up, within a table and from one to another."""
        for row in self.titles:
            yield Sum(("duties", row, DUE), tuple(("duties", row, state) for state in State))
        for agency in self.agencies:
            yield Sum(("summaries", agency, DUE), tuple(("summaries", agency, state) for state in State))
        for column in (DUE, *State) if self.agencies else ():
            parts = tuple(("summaries", agency, column) for agency in sorted(self.agencies))
            yield Sum(("duties", SUMMARY, column), parts)
        for row in self.late:
            total = ("lateness", row, LATE_OR_OVERDUE)
            yield Sum(total, tuple(("duties", row, state) for state in MISSED))
            yield Sum(total, tuple(("lateness", row, band) for band in BANDS))
            yield Sum(total, (("lateness", row, EXPLAINED), ("lateness", row, NOT_EXPLAINED)))

    @property
    def rows(self) -> list[str]:
        """The rows of the duties that are counted, in the order of the procedure, and then of the record."""
        return sorted(self.titles, key=_order_of)


def _places(duty: DutyFigure, row: str) -> Iterator[Place]:
    yield from (("duties", row, DUE), ("duties", row, duty.state))
    if duty.late_by is not None:
        explained = EXPLAINED if duty.explained else NOT_EXPLAINED
        yield from (("lateness", row, column) for column in (LATE_OR_OVERDUE, _band(duty.late_by), explained))
    if duty.extended:
        yield "moved", row, "extended"
    if duty.suspended:
        yield "moved", row, "suspended"


def _band(late_by: int) -> str:
    return next(band for band, most in BANDS.items() if most is None or late_by <= most)


def _order_of(row: str) -> int:
    duty = row.partition(":")[0]
    return ORDER.index(duty) if duty in ORDER else len(ORDER)
