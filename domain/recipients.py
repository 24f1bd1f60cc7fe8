"""Who is reached by a role: of a ladder, or as the owner of a duty."""

from collections.abc import Iterator

from domain.case import Case
from domain.duty import Duty
from domain.policy import Organisation

_ROLE_KINDS = {
    "coordinator": ("partnership",),
    "business_manager": ("partnership",),
    "reviewer": ("partnership",),
    "partners": ("local_authority", "icb", "police"),
    "local_authority": ("local_authority",),
    "panel": ("panel",),
}
"""Where a role is reached: the kinds of organisation in the directory."""


def reached_by(role: str, duty: Duty, case: Case) -> Iterator[Organisation]:
    """The organisations of the directory that a role reaches; "owner" is whoever must act on the duty."""
    if role == "owner":
        role = duty.owner
    named = case.in_force.policy.organisation(role)
    if named:
        yield named
        return
    for kind in _ROLE_KINDS.get(role, ("partnership",)):
        yield from case.organisations_of(kind)
