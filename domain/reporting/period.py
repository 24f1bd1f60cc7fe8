"""The period that a report is about: London days, both ends included."""

from datetime import date
from typing import Self

from pydantic import model_validator

from domain.london import say_day
from domain.model import Model


class Period(Model):
    """From the beginning of the London day `first` until the end of the London day `last`."""

    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"the period ends on {say_day(self.last)}, before it begins on {say_day(self.first)}")
        return self

    def holds(self, day: date) -> bool:
        """Whether a London day lies in it."""
        return self.first <= day <= self.last

    def say(self) -> str:
        """For people: "Wed 1 Apr 2026 to Wed 31 Mar 2027"."""
        return f"{say_day(self.first)} to {say_day(self.last)}"
