"""What a key is the key of: a case, or the service itself for what is no case's."""

import re

from domain.reference import REFERENCE

SERVICE = "service"
KEY_ID = re.compile(rf"(?P<scope>{SERVICE}|{REFERENCE.strip('^$')})\.[0-9a-f]{{16}}")
"""A key's id is what it is the key of, and 16 random digits that tell it from one that was there before."""


def scope_of_workflow(workflow_id: str) -> str:
    """A case's workflow has its reference as its id; every other one is the service's."""
    return workflow_id if re.fullmatch(REFERENCE, workflow_id) else SERVICE


def scope_of_key(key_id: str) -> str | None:
    """What the key of this id belongs to; None where it is no key's id."""
    found = KEY_ID.fullmatch(key_id)
    return found["scope"] if found else None
