"""The years of which it is on record who looked at what is no one case's, and until when that is kept."""

from collections.abc import Iterator
from datetime import date

from domain.model import Model
from settings import Settings
from starter.client import session
from starter.client.policy import looks_rule_of
from vault.scope import year_of_scope


class LooksKept(Model):
    """One year. `until` is the last London day on which its looks must be kept."""

    year: int
    until: date


def looks_due(chosen: Settings, today: date) -> list[LooksKept]:
    """The years whose looks need not be kept any more on a London day, and are. Raises as `session.keys` does."""
    rule = looks_rule_of(chosen)
    if rule is None:
        return []
    with session.reaching_the_keys():
        return [LooksKept(year=year, until=rule.until(year)) for year in _kept(chosen) if rule.has_ended(year, today)]


def _kept(chosen: Settings) -> Iterator[int]:
    keys = session.keys(chosen)
    for scope in keys.store.scopes():
        year = year_of_scope(scope)
        if year is not None and keys.destroyed(scope) is None:
            yield year
