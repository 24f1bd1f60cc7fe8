"""What the workflow list can be filtered by: one row per incident, one column per search attribute.

Search attributes are stored in clear and everyone with access to the service can read them: no personal data.
A namespace kept in SQL holds at most 10 Keyword and 3 each of Int, Datetime and KeywordList attributes.
"""

from typing import Any

from temporalio.common import SearchAttributeKey

STAGE = SearchAttributeKey.for_keyword("CsprStage")
STATE = SearchAttributeKey.for_keyword("CsprState")
AREA = SearchAttributeKey.for_keyword("CsprArea")
KIND = SearchAttributeKey.for_keyword("CsprKind")
FRAMEWORK = SearchAttributeKey.for_keyword("CsprFramework")
NEXT_DUE = SearchAttributeKey.for_datetime("CsprNextDue")
OVERDUE = SearchAttributeKey.for_int("CsprOverdue")
DUE_SOON = SearchAttributeKey.for_int("CsprDueSoon")
"""Set by the rung that reminds, so that a filter for it is right on any day. A filter by date would grow stale."""
WAITING_FOR = SearchAttributeKey.for_keyword_list("CsprWaitingFor")
OWED = SearchAttributeKey.for_keyword_list("CsprOwed")

SEARCH_ATTRIBUTES: tuple[SearchAttributeKey[Any], ...] = (
    STAGE,
    STATE,
    AREA,
    KIND,
    FRAMEWORK,
    NEXT_DUE,
    OVERDUE,
    DUE_SOON,
    WAITING_FOR,
    OWED,
)


def type_name(key: SearchAttributeKey[Any]) -> str:
    """Say the type of a search attribute as Temporal's command line spells it, such as "KeywordList"."""
    return "".join(word.capitalize() for word in key.indexed_value_type.name.split("_"))
