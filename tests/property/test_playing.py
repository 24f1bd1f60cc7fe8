"""What a generated case says of itself when a property fails on it."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.property.playing import Play, plays


def test_a_property_that_fails_ends_in_its_own_assertion() -> None:
    """And not in hypothesis's complaint that the second time was not as the first."""

    @settings(max_examples=50, database=None, phases=[Phase.generate])
    @given(plays(), st.data())
    def fails(play: Play, data: st.DataObject) -> None:
        assert data.draw(st.integers(0, len(play.events))) < 0, "invented"

    with pytest.raises(AssertionError, match="invented") as failed:
        fails()
    assert "play=<Play: 1 case_opened (referral, 2026-01-05), " in "".join(failed.value.__notes__)
