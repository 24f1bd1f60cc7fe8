"""The rules a case runs under, resolved once and recorded with it: an upgrade must not move a date on record."""

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.house import House
from domain.calendar import Calendar
from domain.calendar_change import lay_over
from domain.deadlines import NoFramework
from domain.resolve import resolve_rules
from domain.rule_files import RulesFileError, load_frameworks
from domain.rules import Rules
from ledger.connect import LedgerUnavailable
from ledger.proclaimed import read_proclaimed
from vault.scope import SERVICE
from workflows.errands import READ_FRAMEWORK, RESOLVE_RULES, FrameworkFound, FrameworkWanted, RulesWanted


class RulesDesk:
    """Reads frameworks, bank holidays with those that were proclaimed since, and the local policy."""

    def __init__(self, house: House) -> None:
        self._house = house

    @activity.defn(name=RESOLVE_RULES)
    async def resolve(self, wanted: RulesWanted) -> Rules:
        """The rules for this referral. What is wrong with them is tried again, until somebody mends the file."""
        try:
            rules = resolve_rules(wanted.referral, wanted.framework, wanted.as_of, self._house.settings.policy_file)
        except (NoFramework, RulesFileError) as error:
            raise ApplicationError(str(error), type=type(error).__name__) from None
        return rules.model_copy(update={"calendar": await self._with_proclaimed_days(rules.calendar)})

    async def _with_proclaimed_days(self, calendar: Calendar) -> Calendar:
        try:
            key = await self._house.keys.get(SERVICE)
            proclaimed = await read_proclaimed(self._house.ledger, key.cipher)
        except LedgerUnavailable:  # no case waits for the ledger; it catches up by itself (workflows/calendar.py)
            return calendar
        return lay_over(calendar, proclaimed)

    @activity.defn(name=READ_FRAMEWORK)
    async def read_framework(self, wanted: FrameworkWanted) -> FrameworkFound:
        """The released framework of that name. What is wrong with the files is tried again until they are mended."""
        try:
            frameworks = load_frameworks()
        except RulesFileError as error:
            raise ApplicationError(str(error), type=type(error).__name__) from None
        return FrameworkFound(framework=frameworks.get(wanted.name), known=tuple(frameworks))
