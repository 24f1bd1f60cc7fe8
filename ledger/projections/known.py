"""The projections that there are."""

from collections.abc import Mapping
from typing import Any

from ledger.projections.actions import ACTIONS
from ledger.projections.cases import CASES
from ledger.projections.decisions import DECISIONS
from ledger.projections.duties import DUTIES
from ledger.projections.letters import LETTERS
from ledger.projections.projection import Projection

PROJECTIONS: Mapping[str, Projection[Any]] = {each.name: each for each in (CASES, DUTIES, DECISIONS, LETTERS, ACTIONS)}
"""By their names. A new one needs its table, with its line in `projection`, by a version of the schema."""
