"""What a key is the key of: a case, or the service itself for what is no case's, of one year or for good."""

import re

from domain.reference import REFERENCE

SERVICE = "service"
KEY_ID = re.compile(rf"(?P<scope>{SERVICE}(\.[0-9]{{4}})?|{REFERENCE.strip('^$')})\.[0-9a-f]{{16}}")
"""A key's id is what it is the key of, and 16 random digits that tell it from one that was there before."""


def scope_of_year(year: int) -> str:
    """What of the service's own is kept with one year alone, and goes when that is over long enough."""
    return f"{SERVICE}.{year:04}"


def year_of_scope(scope: str) -> int | None:
    """The year that a scope is of; None where it is of none."""
    service, _, year = scope.partition(".")
    return int(year) if service == SERVICE and year else None


def is_case(scope: str) -> bool:
    """Whether it is a case's, and none of the service's own."""
    return re.fullmatch(REFERENCE, scope) is not None


def scope_of_workflow(workflow_id: str) -> str:
    """A case's workflow has its reference as its id; every other one is the service's."""
    return workflow_id if is_case(workflow_id) else SERVICE


def scope_of_key(key_id: str) -> str | None:
    """What the key of this id belongs to; None where it is no key's id."""
    found = KEY_ID.fullmatch(key_id)
    return found["scope"] if found else None
