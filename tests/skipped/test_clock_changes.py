"""09:00 and midnight in London on both sides of a clock change, to the instant at which the server woke the case."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.event import RungFired
from tests.skipped import paths
from tests.skipped.player import london, refer
from tests.skipped.telling import check_record
from tests.skipped.world import World

# Aware on a Wednesday; 3 working days: Monday, with the clocks changed on the Sunday before; 5: Wednesday.
SPRING = {
    "reminder-2 criteria_decision": datetime(2030, 3, 28, 9, tzinfo=UTC),
    "due criteria_decision": datetime(2030, 4, 1, 8, tzinfo=UTC),
    "reminder-2 notification": datetime(2030, 4, 1, 8, tzinfo=UTC),
    "overdue criteria_decision": datetime(2030, 4, 1, 23, tzinfo=UTC),
    "escalation+1 criteria_decision": datetime(2030, 4, 2, 8, tzinfo=UTC),
}
AUTUMN = {
    "reminder-2 criteria_decision": datetime(2030, 10, 24, 8, tzinfo=UTC),
    "due criteria_decision": datetime(2030, 10, 28, 9, tzinfo=UTC),
    "reminder-2 notification": datetime(2030, 10, 28, 9, tzinfo=UTC),
    "overdue criteria_decision": datetime(2030, 10, 29, 0, tzinfo=UTC),
    "escalation+1 criteria_decision": datetime(2030, 10, 29, 9, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("aware", "planned"), [(date(2030, 3, 27), SPRING), (date(2030, 10, 23), AUTUMN)], ids=["spring", "autumn"]
)
async def test_rungs_fire_at_their_london_times(world: World, aware: date, planned: dict[str, datetime]) -> None:
    case = await refer(world, paths.a_referral(aware), london(aware), f"clock change after {aware}")
    await case.on(aware + timedelta(days=6))

    fired = [event for event in await check_record(case) if isinstance(event.body, RungFired)]
    at = {f"{event.body.rung.partition('@')[0]} {event.body.key}": event for event in fired}  # type: ignore[union-attr]
    assert {name: event.body.planned for name, event in at.items()} == planned  # type: ignore[union-attr]
    for name, event in at.items():
        assert timedelta() <= event.recorded_at - planned[name] < timedelta(minutes=1)
