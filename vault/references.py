"""Case references from what makes an incident this one, without telling what that is."""

from domain.reference import reference_from
from vault.naming import Naming


def case_reference(naming: Naming, identity: str) -> str:
    """The reference of the case with this identity, as in CSPR-7K4M-2QXD: the same one every time.

    It has 40 bits: among 10,000 cases two would share one with a chance of 1 in 20,000.
    """
    return reference_from(naming.reference_hash(identity))
