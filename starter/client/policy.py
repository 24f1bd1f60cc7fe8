"""The partnership's policy, as a command reads it."""

from domain.policy import Policy
from domain.rule_files import RulesFileError, load_policy
from settings import Settings
from starter.client.errors import BadInput


def policy_of(chosen: Settings | None) -> Policy:
    """The partnership's policy. Raises BadInput with the faults of its file."""
    try:
        return load_policy(chosen.policy_file if chosen else None)
    except RulesFileError as error:
        raise BadInput("The policy cannot be used (setting policy_file):", error.faults) from None
