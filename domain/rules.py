"""Everything that a case counts by: law, bank holidays and local policy together."""

from domain.calendar import Calendar
from domain.duty_rule import DutyRule, UnknownDuty
from domain.framework import Framework
from domain.model import Model
from domain.policy import Policy


class Rules(Model):
    """Everything that a case counts by, recorded with it when it opens."""

    framework: Framework
    calendar: Calendar
    policy: Policy

    def rule(self, duty: str) -> DutyRule:
        """The framework's rule of that name, else the policy's. Raises UnknownDuty."""
        try:
            return self.framework.rule(duty)
        except UnknownDuty:
            return self.policy.rule(duty)
