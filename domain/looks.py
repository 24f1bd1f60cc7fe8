"""For how long it is kept who looked at or tried what is no one case's."""

from datetime import date

from pydantic import Field

from domain.model import Model
from domain.people import Role


class LooksRule(Model):
    """So many whole years after the one in which they looked. What is a case's is kept and goes with its record.

    `approvers` are the roles that may have it destroyed then. `unconfirmed` says that no published source was found
    for it.
    """

    years: int = Field(gt=0, le=200)
    approvers: tuple[Role, ...] = Field(min_length=1)
    source: str
    unconfirmed: bool = False

    def until(self, year: int) -> date:
        """The last London day on which it must be kept who looked in a year."""
        return date(year + self.years, 12, 31)

    def has_ended(self, year: int, day: date) -> bool:
        """Whether that need not be kept any more on a London day."""
        return day > self.until(year)
