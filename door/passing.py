"""What the front door lets through to Temporal's Web UI: what a reader needs, and nothing that changes a case."""

import re

from domain.reference import REFERENCE

READS = frozenset({"GET", "HEAD"})
QUERY = re.compile(r"/api/v1/namespaces/[^/]+/workflows/[^/]+(/runs/[^/]+)?/query/[^/]+")
"""The one POST that only asks: current details, the call stack, a query's answer."""

ONLY_READS = (
    "The Web UI only shows cases. What is decided, withdrawn or stopped is sent with cspr, which proves who decides."
)

OF_CASE = re.compile(rf"/workflows/({REFERENCE.strip('^$')})(/|$)")

CLIMBS = re.compile(r"/(\.|%2e){1,2}(/|$)", re.IGNORECASE)
"""A path that a server may read as another one than it seems."""


def only_asks(method: str, path: str) -> bool:
    """Whether a request, by its method and its undecoded path, changes nothing at Temporal."""
    if CLIMBS.search(path):
        return False
    return method in READS or (method == "POST" and QUERY.fullmatch(path) is not None)


def case_in(path: str) -> str | None:
    """The case that an undecoded path is about, if it names one."""
    found = OF_CASE.search(path)
    return found[1] if found else None
