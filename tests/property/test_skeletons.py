"""Whatever happens in a case, its skeletons count as the case does, and tell nothing about anybody."""

from datetime import date, timedelta

from hypothesis import given, settings

from domain.reporting.course import Trace, left_of
from domain.reporting.figures import Figures, figures_left, figures_of
from domain.reporting.period import Period
from domain.reporting.report import Audience, report
from domain.skeleton import Skeleton, skeleton
from tests.property.playing import Play, plays

TOLD = ("Invented", "INVENTED", "invented", "Child One", "example", "2018-06-01", "2009-01-04", "550 ", "http")
"""Parts of every name, text, address and day of birth of generated cases, and of what mail servers say."""

EVER = Period(first=date(1900, 1, 1), last=date(2199, 12, 31))


def in_clear(figures: Figures) -> Figures:
    """What of a case's figures its skeletons hold."""
    duties = tuple(duty.model_copy(update={"extended": None, "suspended": None}) for duty in figures.duties)
    incident = figures.incident and figures.incident.model_copy(update={"record": "destroyed", "facts": None})
    return figures.model_copy(update={"record": "destroyed", "duties": duties, "durations": (), "incident": incident})


@settings(max_examples=60)
@given(plays())
def test_the_statistics_of_skeletons_are_those_of_the_case(play: Play) -> None:
    written = [skeleton(event).model_dump_json(exclude_defaults=True) for event in play.events]
    traces = [
        Trace(type=event.type, effective=event.effective, skeleton=Skeleton.model_validate_json(each))
        for event, each in zip(play.events, written, strict=True)
    ]
    left, calendar = left_of(traces), play.case.in_force.calendar
    for days in (0, 1, 400):
        now = play.now + timedelta(days=days)
        whole = figures_of(play.case, EVER, now, calendar)
        assert figures_left(left, "destroyed", EVER, now, calendar) == in_clear(whole)
    alone = report([whole], EVER, now, Audience.PARTNERS, play.case.in_force.policy)
    shown = {cell for table in alone.tables for row in table.rows for cell in row.cells if isinstance(cell, int)}
    assert shown <= {0}
    assert not [each for each in written if any(part in each for part in TOLD)]
