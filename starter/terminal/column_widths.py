"""How wide each column of a table is where the terminal has no room for all of them as they are."""

from collections.abc import Sequence


def fitted(natural: Sequence[int], least: Sequence[int], room: int) -> list[int] | None:
    """The width of each column, in cells of the terminal.

    Each gets what it needs at least; what is left goes to the narrowest ones first, to none more than it has use for.

    Args:
        natural: how wide each column would be with nothing broken.
        least: how wide each has to be, no more than that.
        room: how many cells there are, without the blanks between columns.

    Returns:
        The widths; None where there is not even room for the least.
    """
    widths = list(least)
    left = room - sum(widths)
    if left < 0:
        return None
    while left and (wanting := [place for place, width in enumerate(widths) if width < natural[place]]):
        widths[min(wanting, key=lambda place: widths[place])] += 1
        left -= 1
    return widths
