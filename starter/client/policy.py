"""The partnership's policy, as a command reads it."""

from domain.looks import LooksRule
from domain.policy import Policy
from domain.rule_files import RulesFileError, load_looks_rule, load_policy
from settings import Settings
from starter.client.errors import BadInput


def policy_of(chosen: Settings | None) -> Policy:
    """The partnership's policy. Raises BadInput with the faults of its file."""
    try:
        return load_policy(chosen.policy_file if chosen else None)
    except RulesFileError as error:
        raise BadInput("The policy cannot be used (setting policy_file):", error.faults) from None


def looks_rule_of(chosen: Settings) -> LooksRule | None:
    """How long the partnership's policy keeps who looked at what is no one case's. Raises as `policy_of` does."""
    policy_of(chosen)
    return load_looks_rule(chosen.policy_file)
