"""Ready-made lists of cases in the Web UI: one row per incident, and no workflow that is none."""

from collections.abc import Sequence
from urllib.parse import urlencode

from domain.policy import Policy
from workflows.messages import OPEN_CASES
from workflows.search_attributes import DUE_SOON, OVERDUE, OWED, WAITING_FOR

SIGNATURE = "signature"
"""A word for what each of the three partners owes, whoever it is."""

_SIGNATURES = ("signature", "local_review_signature")
_ROLES = ("safeguarding_lead", "coordinator", "business_manager", "reviewer", "partners", "agency")


def waited_for(policy: Policy) -> list[str]:
    """Whom a case can wait for: the keys of the directory, the roles, and a signature."""
    return [SIGNATURE, *_ROLES, *(each.key for each in policy.organisations)]


def case_list(*, overdue: bool, due_soon: bool, waiting_for: Sequence[str]) -> tuple[str, str]:
    """The open cases to which all of this applies: the list's name, and its query in Temporal's language."""
    names, terms = [], [OPEN_CASES]
    if overdue:
        names.append("overdue now")
        terms.append(f"{OVERDUE.name} > 0")
    if due_soon:
        names.append("due soon")
        terms.append(f"{DUE_SOON.name} > 0")
    for whom in waiting_for:
        names.append(f"waiting for {'a signature' if whom == SIGNATURE else whom.replace('_', ' ')}")
        terms.append(_waits_for(whom))
    name = ", ".join(names) or "open cases"
    return name[:1].upper() + name[1:], " AND ".join(terms)


def page_of_list(namespace: str, name: str, query: str) -> str:
    """The path of a list in the Web UI, which keeps it under its name among the saved views of the browser."""
    return f"/namespaces/{namespace}/workflows?{urlencode({'query': query, 'savedQuery': name})}"


def _waits_for(whom: str) -> str:
    if whom == SIGNATURE:
        return f"{OWED.name} IN ({', '.join(repr(each) for each in _SIGNATURES)})"
    return f"{WAITING_FOR.name} = '{whom}'"
