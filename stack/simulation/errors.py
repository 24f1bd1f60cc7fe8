"""What can be wrong with a scenario, or come out otherwise than it says."""

from collections.abc import Iterable


class ScenarioFault(Exception):  # noqa: N818 - what it says
    """A scenario cannot be used, or did not go as it says: one line each, with the line of the file.

    Attributes:
        name: the scenario's file.
        faults: the line of the file and what is wrong there, in the file's order.
        played: whether it was found out by playing it.
    """

    def __init__(self, name: str, faults: Iterable[tuple[int, str]], *, played: bool = False) -> None:
        self.name = name
        self.faults = tuple(sorted(faults))
        self.played = played
        super().__init__("; ".join(self.lines()))

    def lines(self) -> list[str]:
        """Each fault in words."""
        return [f"line {line}: {what}" for line, what in self.faults]
