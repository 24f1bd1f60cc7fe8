"""No column is cut off, none is wider than it has use for, and none stays narrow while there is room."""

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from starter.terminal import printing
from starter.terminal.column_widths import fitted

COLUMNS = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 60)), min_size=1, max_size=8)


@given(COLUMNS, st.integers(0, 300))
def test_columns_use_the_room_and_no_more(columns: list[tuple[int, int]], room: int) -> None:
    least, natural = [each for each, _ in columns], [each + more for each, more in columns]
    widths = fitted(natural, least, room)
    if widths is None:
        assert sum(least) > room
        return
    assert all(low <= width <= high for low, width, high in zip(least, widths, natural, strict=True))
    assert sum(widths) == min(room, sum(natural))


def test_what_is_left_goes_to_the_narrowest_first() -> None:
    assert fitted([40, 10, 40], [5, 5, 12], 40) == [15, 10, 15]


@pytest.mark.parametrize("width", [30, 50, 60, 80, 140])
def test_no_word_of_a_table_is_cut_off_at_any_width(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    written = StringIO()
    console = Console(file=written, width=width, force_terminal=True, color_system=None)
    monkeypatch.setattr(printing, "out", lambda: console)
    headers = ("case", "duty", "due", "who", "how it stands")
    row = ("CSPR-7K4M-2QXD", "notification to the Panel", "Mon 12 Jan", "local authority", "overdue since Mon 12 Jan")
    printing.show_table(headers, [row, row])
    lines = written.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    shown = {word for line in lines for word in line.split()}
    assert {word for cell in (*headers, *row) for word in cell.split()} <= shown
