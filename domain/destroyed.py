"""What stays known of a record that was destroyed."""

from pydantic import AwareDatetime

from domain.london import london_date, say_day
from domain.model import Model


class Destroyed(Model):
    """When a record was destroyed (UTC instant), by whose approval, and why.

    It is kept in clear: `approved_by` names the approver in their role, `reason` is the service's own words.
    """

    at: AwareDatetime
    approved_by: str
    reason: str

    def say(self, reference: str) -> str:
        """For people who ask for that record: it names the approver, so it belongs in no log."""
        return f"{self.say_briefly(reference)} by approval of {self.approved_by}"

    def say_briefly(self, reference: str) -> str:
        """The same without a name."""
        return f"the record of {reference} was destroyed on {say_day(london_date(self.at))}"
