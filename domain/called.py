"""What the keys in a case are called: organisations as its directory names them, duties by their titles."""

from collections.abc import Mapping

from domain.case import Case


def names_of(case: Case) -> Mapping[str, str]:
    """The names by their keys; once the case has its rules there are some."""
    organisations = case.in_force.policy.organisations if case.rules else ()
    return {
        **{each.key: each.name for each in organisations},
        **{duty.key: duty.title for duty in case.duties.values()},
    }
