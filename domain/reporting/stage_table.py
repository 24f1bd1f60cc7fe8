"""How long stages took: how many ended, and the quartiles of their durations."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from domain.reporting.stages import STAGES, Duration, Stage
from domain.reporting.suppression import Place, Tally
from domain.reporting.table import Cell, Row, Table, View, longest

Ended = Mapping[Stage, Sequence[Fraction]]
"""The durations of the stages that ended in the period."""


def count_durations(durations: Iterable[Duration], ended: defaultdict[Stage, list[Fraction]], tally: Tally) -> None:
    """Count the stages of one record that ended in the period."""
    for duration in durations:
        ended[duration.stage].append(duration.value)
        tally.add({_place_of(duration.stage): 1})


def stages(ended: Ended, view: View) -> Table:
    """One row a stage."""
    return Table(
        name="stages",
        title="How long stages took",
        about="Stages that ended in the period. Working days after the first day, up to and including the last; or "
        "calendar months, in tenths that are rounded up.",
        columns=(
            "stage",
            "from",
            "to",
            "counted in",
            "ended",
            "lower quartile",
            "median",
            "upper quartile",
            *(("longest",) if view.whole else ()),
        ),
        texts=4,
        rows=tuple(Row(name=stage, cells=_cells(stage, ended.get(stage, ()), view)) for stage in STAGES),
    )


def _cells(stage: Stage, values: Sequence[Fraction], view: View) -> tuple[Cell, ...]:
    rule = STAGES[stage]
    lower, upper = view.quartiles(values)
    return (
        rule.title,
        rule.begins,
        rule.ends,
        rule.unit.say(),
        view.count(_place_of(stage)),
        lower,
        view.median(values),
        upper,
        *((longest(values),) if view.whole else ()),
    )


def _place_of(stage: Stage) -> Place:
    return "stages", stage, "ended"
