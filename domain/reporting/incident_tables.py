"""What incidents there were: by kind, place, path, decisions and outcome; and what the Panel answered."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from domain.decisions.criteria import CriteriaOutcome
from domain.decisions.panel import PanelAnswer
from domain.decisions.rapid_review import Recommendation
from domain.notifiable import Path
from domain.reporting.figures import Figures, Incident
from domain.reporting.kinds import Home, Kind
from domain.reporting.kinds import Place as Where
from domain.reporting.suppression import Place, Sum, Tally
from domain.reporting.table import Row, Table, View

ALL: Place = ("incidents", "all", "all")
LINKED: Place = ("incidents", "all", "linked")
ANSWERS: Place = ("answers", "all", "all")
UNKNOWN = "not known: the record cannot be read any more"


class Group(StrEnum):
    """By what incidents are counted."""

    KIND = "kind"
    PLACE = "where it took place"
    HOME = "where the children live"
    PATH = "what the facts suggest"
    CRITERIA = "criteria decision"
    RECOMMENDATION = "rapid review recommends"
    LOCAL_REVIEW = "local review"
    OUTCOME = "how it stands"
    RECORD = "record"


PATH_WORDS = {
    Path.REVIEW: "a review",
    Path.NOTIFY_ONLY: "notification alone",
    Path.OTHER_AREA: "for another area",
    Path.NOTHING_TO_NOTIFY: "nothing to notify",
}
CRITERIA_WORDS = {
    CriteriaOutcome.MET: "met",
    CriteriaOutcome.NOTIFY_ONLY: "notification alone",
    CriteriaOutcome.NOT_MET: "not met",
    CriteriaOutcome.OTHER_AREA: "for another area",
}
STOOD_DOWN, UNDECIDED, UNASSESSED = "met, then stood down", "not decided", "not assessed"
RECOMMENDATION_WORDS = {
    Recommendation.LOCAL_REVIEW: "a local review",
    Recommendation.NO_LOCAL_REVIEW: "no local review",
}
NO_MEETING = "no meeting was held"
LOCAL_REVIEW_WORDS = {True: "initiated", False: "not initiated", None: "not decided"}
OPEN = "open"
OUTCOMES = (
    "published",
    "no_local_review",
    "national_review",
    "notified_only",
    "criteria_not_met",
    "local_learning_review",
    "other_area",
    "stood_down",
    "withdrawn",
    "not_referred",
)
RECORD_WORDS = {"whole": "kept", "destroyed": "destroyed", "locked": "its key is missing"}

LINES: dict[Group, tuple[str, ...]] = {
    Group.KIND: (*Kind, UNKNOWN),
    Group.PLACE: (*Where, UNKNOWN),
    Group.HOME: (*Home, UNKNOWN),
    Group.PATH: (*PATH_WORDS.values(), UNASSESSED),
    Group.CRITERIA: (*CRITERIA_WORDS.values(), STOOD_DOWN, UNDECIDED),
    Group.RECOMMENDATION: (*RECOMMENDATION_WORDS.values(), NO_MEETING),
    Group.LOCAL_REVIEW: tuple(LOCAL_REVIEW_WORDS.values()),
    Group.OUTCOME: (OPEN, *(f"closed: {outcome.replace('_', ' ')}" for outcome in OUTCOMES)),
    Group.RECORD: tuple(RECORD_WORDS.values()),
}
"""What each group falls into; every incident is in one line of each."""

ANSWER_WORDS = {
    PanelAnswer.AGREES_NO_LOCAL_REVIEW: "agrees that there is no local review",
    PanelAnswer.AGREES_LOCAL_REVIEW: "agrees to a local review",
    PanelAnswer.ASKS_TO_RECONSIDER: "asks to reconsider",
    PanelAnswer.ASKS_FOR_INFORMATION: "asks for more information",
    PanelAnswer.NATIONAL_REVIEW: "takes it into a national review",
}


def count_incident(figures: Figures, tally: Tally) -> None:
    """Count the incident of a record where it was received in the period."""
    if figures.linked:
        tally.add({LINKED: 1})
    if figures.incident is None:
        return
    answers = figures.incident.course.panel_answers
    tally.add({ALL: 1, **{("incidents", group, line): 1 for group, line in _lines_of(figures.incident).items()}})
    tally.add(Counter([*(ANSWERS for _ in answers), *(("answers", "all", answer) for answer in answers)]))


def sums() -> Iterator[Sum]:
    """Every group adds up to all incidents, and the answers to all answers."""
    for group, lines in LINES.items():
        yield Sum(ALL, tuple(("incidents", group, line) for line in lines))
    yield Sum(ANSWERS, tuple(("answers", "all", answer) for answer in PanelAnswer))


def incidents(view: View) -> Table:
    """All incidents, and then by each group; a line that only an exception fills is left out while it is empty."""
    rows = [
        Row(name="all", cells=("incidents", "all", view.count(ALL))),
        *(
            Row(name=f"{group.name.lower()}: {line}", cells=(group.value, line, view.count(place)))
            for group, lines in LINES.items()
            for line in lines
            if view.tally.counts[place := ("incidents", group, line)] or line != UNKNOWN
        ),
        Row(name="linked", cells=("not counted here", "linked to another incident", view.count(LINKED))),
    ]
    return Table(
        name="incidents",
        title="Incidents",
        about="Incidents whose first referral was received in the period, each once in every group, as they stand now.",
        columns=("by", "which", "incidents"),
        texts=2,
        rows=tuple(rows),
    )


def answers(view: View) -> Table:
    """The Panel's answers, by what they say."""
    rows = (
        Row(name=answer, cells=(words, view.count(("answers", "all", answer))))
        for answer, words in ANSWER_WORDS.items()
    )
    return Table(
        name="answers",
        title="The Panel's answers",
        about="Every answer to one of these incidents, for the Panel may answer several times.",
        columns=("answer", "answers"),
        rows=(*rows, Row(name="all", cells=("all", view.count(ANSWERS)))),
    )


def _lines_of(incident: Incident) -> dict[Group, str]:
    course, facts = incident.course, incident.facts
    stood_down = course.stood_down and course.criteria is CriteriaOutcome.MET
    criteria = CRITERIA_WORDS[course.criteria] if course.criteria else UNDECIDED
    return {
        Group.KIND: facts.kind if facts else UNKNOWN,
        Group.PLACE: facts.place if facts else UNKNOWN,
        Group.HOME: facts.home if facts else UNKNOWN,
        Group.PATH: PATH_WORDS[course.path] if course.path else UNASSESSED,
        Group.CRITERIA: STOOD_DOWN if stood_down else criteria,
        Group.RECOMMENDATION: RECOMMENDATION_WORDS[course.recommendation] if course.recommendation else NO_MEETING,
        Group.LOCAL_REVIEW: LOCAL_REVIEW_WORDS[course.local_review],
        Group.OUTCOME: f"closed: {course.outcome.replace('_', ' ')}" if course.outcome else OPEN,
        Group.RECORD: RECORD_WORDS[incident.record],
    }
