"""Who a letter is for: an organisation of the directory, or who referred the incident, without anybody's name."""

from domain.case import Case
from domain.letter import Letter
from domain.model import Model
from domain.policy import Organisation

REFERRER = "referrer"


class Addressee(Model):
    """An organisation that the directory has or had; of whoever referred the incident, the one they did it for.

    `key` and `name` are the directory's, and absent where it never had the organisation: a referrer may name anything.
    `role` is its part in the procedure.
    """

    key: str | None
    name: str
    role: str

    def say(self) -> str:
        """In words: "The police", "Education (referrer)"."""
        if self.role != REFERRER:
            return self.name
        return f"{self.name} ({REFERRER})" if self.name else f"the {REFERRER}"


def addressee(case: Case, letter: Letter) -> Addressee:
    """Who a letter of a case is for, by the directories that the case ever had and its referrals."""
    directory = [each for rules in (case.in_force, *case.earlier_rules[::-1]) for each in rules.policy.organisations]
    for each in directory:
        if (each.name, each.email) == (letter.to.name, letter.to.email):
            return Addressee(key=each.key, name=each.name, role=each.kind)
    referrers = [received.referral.referrer for received in case.referrals]
    theirs = {referrer.organisation for referrer in referrers if referrer.email == letter.to.email}
    return _referrer(next((each for each in directory if each.key in theirs), None))


def _referrer(of: Organisation | None) -> Addressee:
    return Addressee(key=of.key if of else None, name=of.name if of else "", role=REFERRER)
