"""The referral of a scenario: its facts in the file itself, or those of a referral file with some of its own."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from domain.moment import Moment
from domain.policy import Policy
from domain.referral import Referral, future_problems
from stack.simulation.when import london
from starter.files.faults import Fault, faults_of
from starter.files.json_file import read_json
from starter.files.mending import mended
from starter.files.referral_file import ATTACHMENTS, directory_faults

FILE = "file"


def read_facts(
    table: dict[str, Any], folder: Path, policy: Policy, begins: datetime
) -> tuple[Referral | None, list[Fault]]:
    """The referral that a scenario's table describes, and every fault of it, by field; None beyond all mending.

    `file` names a referral file from the scenario's folder; what the table says itself goes before it, and what is
    attached is left out.

    Raises:
        BadInput: the referral file cannot be read.
    """
    facts = {name: value for name, value in table.items() if name != FILE}
    if FILE in table:
        given = read_json(folder / str(table[FILE]))
        facts = _together(given if isinstance(given, dict) else {}, facts)
    facts.pop(ATTACHMENTS, None)
    referral, faults = mended(_plain(facts))
    if referral is None:
        return None, faults
    later = faults_of(future_problems(referral, begins)) + directory_faults(referral, policy)
    return referral, faults + [fault for fault in later if not any(fault.is_within(known.place) for known in faults)]


def _together(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for name, value in above.items():
        under = below.get(name)
        merged[name] = _together(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever TOML can hold
    """As a referral file has it: dates as text, times in London as instants."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return str(Moment.at(value if value.tzinfo else london(value.date(), value.time())))
    return value.isoformat() if isinstance(value, date) else value
