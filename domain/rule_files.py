"""The files of the rules: statutory frameworks and the partnership's policy, read and checked whole."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from domain.decisions.any_decision import DECISION_NAMES
from domain.framework import Framework
from domain.grants import Authority
from domain.looks import LooksRule
from domain.model import Model
from domain.policy import Policy
from domain.rule_checks import framework_faults, policy_faults

SHIPPED = Path(__file__).with_name("data")
LOOKS = "looks"
"""The table of the policy's file that is no part of what a case runs under."""

_Rules = TypeVar("_Rules", bound=Model)

# Sections whose tables are named by the field that identifies an entry: [duties.notification] has that duty.
_FRAMEWORK_SECTIONS = {"duties": "duty", "warnings": "duty"}
_AUTHORITY_SECTIONS = {"grants": "decision"}
_POLICY_SECTIONS = {
    "duties": "duty",
    "ladder": "name",
    "review_steps": "step",
    "organisations": "key",
    "retention": "record",
}


class RulesFileError(ValueError):
    """A file of rules cannot be used. `faults` has one line for each thing wrong, naming file and field."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def load_frameworks(folder: Path = SHIPPED / "frameworks") -> dict[str, Framework]:
    """Every framework in a folder of TOML files, by name, the oldest first.

    Raises RulesFileError with the faults of all files.
    """
    frameworks = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            framework = _load(path, Framework, _FRAMEWORK_SECTIONS)
        except RulesFileError as error:
            faults += error.faults
            continue
        if framework.name != path.stem:
            faults.append(f"{path.name}: name: must be {path.stem!r}, as the file is called")
        faults += [f"{path.name}: {fault}" for fault in framework_faults(framework)]
        frameworks[framework.name] = framework
    if not frameworks and not faults:
        faults.append(f"{folder.name}: holds no framework; at least one .toml file was expected")
    if faults:
        raise RulesFileError(faults)
    return dict(sorted(frameworks.items(), key=lambda item: item[1].in_force_from))


def load_policy(path: Path | None = None) -> Policy:
    """The partnership's policy from a TOML file; without a path, the one that ships. Raises RulesFileError."""
    path = path or SHIPPED / "policy.toml"
    policy = _load(path, Policy, _POLICY_SECTIONS, without=LOOKS)
    load_looks_rule(path)
    faults = policy_faults(policy, load_frameworks())
    if faults:
        raise RulesFileError(f"{path.name}: {fault}" for fault in faults)
    return policy


def load_looks_rule(path: Path | None = None) -> LooksRule | None:
    """How long the policy keeps who looked at what is no one case's; None where it does not say. Raises RulesFileError.

    It is in the same file, and no part of what a case runs under.
    """
    path = path or SHIPPED / "policy.toml"
    table = _read(path).get(LOOKS)
    if table is None:
        return None
    if not isinstance(table, dict):
        raise RulesFileError([f"{path.name}: {LOOKS}: must be a table: [{LOOKS}]"])
    return _checked(path, LooksRule, table, {}, f"{LOOKS}.")


def load_authority(path: Path | None = None) -> Authority:
    """Who may decide and read, from a TOML file; without a path, the one that ships. Raises RulesFileError."""
    path = path or SHIPPED / "authority.toml"
    authority = _load(path, Authority, _AUTHORITY_SECTIONS)
    granted = {grant.decision for grant in authority.grants}
    needed = {"referral", *DECISION_NAMES}
    faults = [f"{path.name}: grants.{name}: is missing; say who may" for name in sorted(needed - granted)]
    faults += [f"{path.name}: grants.{name}: is no decision; look for a misspelling" for name in granted - needed]
    if faults:
        raise RulesFileError(faults)
    return authority


def _load(path: Path, kind: type[_Rules], sections: dict[str, str], *, without: str = "") -> _Rules:
    data = _read(path)
    data.pop(without, None)
    entries = {}
    for section, identifier in sections.items():
        if section in data:
            tables = _tables(path, section, identifier, data[section])
            entries[section] = list(tables)
            data[section] = [{**table, identifier: name} for name, table in tables.items()]
    return _checked(path, kind, data, entries)


def _checked(path: Path, kind: type[_Rules], data: object, entries: dict[str, list[str]], within: str = "") -> _Rules:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise RulesFileError(
            f"{path.name}: {within}{_field(each['loc'], entries)}: {_plain(each['type'], each['msg'])}"
            for each in error.errors(include_url=False, include_input=False)
        ) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RulesFileError([f"{path.name}: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise RulesFileError([f"{path.name}: is not a text in UTF-8"]) from error
    except tomllib.TOMLDecodeError as error:
        raise RulesFileError([f"{path.name}: is not valid TOML: {error}"]) from error


def _tables(path: Path, section: str, identifier: str, value: object) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict) or not all(isinstance(table, dict) for table in value.values()):
        raise RulesFileError([f"{path.name}: {section}: must be tables, each with a name: [{section}.{identifier}]"])
    for name, table in value.items():
        if identifier in table:
            raise RulesFileError([f"{path.name}: {section}.{name}.{identifier}: leave out, the table's name says it"])
    return value


def _field(location: tuple[int | str, ...], entries: dict[str, list[str]]) -> str:
    """The place of a fault as the file writes it: duties.notification.amount, readings #2.source."""
    section, *rest = location
    words = str(section)
    for step in rest:
        if isinstance(step, str):
            words += f".{step}"
        elif section in entries and words == section:
            words += f".{entries[str(section)][step]}"
        else:
            words += f" #{step + 1}"
    return words


def _plain(kind: str, message: str) -> str:
    known = {"missing": "is missing", "extra_forbidden": "is no field that is known here; look for a misspelling"}
    return known.get(kind, message.removeprefix("Value error, "))
