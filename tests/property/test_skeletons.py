"""Whatever happens in a case, its skeletons count as the case does, and tell nothing about anybody."""

from datetime import timedelta

from hypothesis import given, settings

from domain.skeleton import Skeleton, fold_skeletons, skeleton
from domain.timeliness import count
from tests.property.playing import Play, plays

TOLD = ("Invented", "INVENTED", "invented", "Child One", "example", "2018-06-01", "2009-01-04", "550 ", "http")
"""Parts of every name, text, address and day of birth of generated cases, and of what mail servers say."""


@settings(max_examples=60, deadline=None)
@given(plays())
def test_the_statistics_of_skeletons_are_those_of_the_case(play: Play) -> None:
    written = [skeleton(event).model_dump_json(exclude_defaults=True) for event in play.events]
    left = fold_skeletons(Skeleton.model_validate_json(each) for each in written)
    for days in (0, 1, 400):
        now = play.now + timedelta(days=days)
        assert count([left], now) == count([play.case], now)
    assert not [each for each in written if any(part in each for part in TOLD)]
