"""A statutory framework, as its file has it: what law and national guidance set."""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.duty_rule import DutyRule, Reading, rule_of
from domain.model import Model

Notifiable = Literal["serious_case", "looked_after_child_death", "care_leaver_death"]


class Framework(Model):
    """A statutory framework: who is notifiable, and the duties that law and national guidance set.

    A case runs under the one in force on the day the local authority became aware, unless the policy pins
    another. `warnings` are counted beside the duties whatever those say, so that a lenient reading hides
    nothing. `care_leaver_until_age` is the first age at which a care leaver's death is no longer notifiable.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str
    source: str
    in_force_from: date
    in_force_from_unconfirmed: bool = False
    notifiable: tuple[Notifiable, ...]
    care_leaver_until_age: int = 25
    duties: tuple[DutyRule, ...]
    warnings: tuple[DutyRule, ...] = ()
    readings: tuple[Reading, ...] = ()

    def rule(self, duty: str) -> DutyRule:
        """The rule of a duty or a warning. Raises UnknownDuty."""
        return rule_of(duty, self.duties + self.warnings)
