from collections import Counter

from workflows.search_attributes import SEARCH_ATTRIBUTES, type_name


def test_each_type_is_spelled_as_the_command_line_does() -> None:
    assert {key.name: type_name(key) for key in SEARCH_ATTRIBUTES} == {
        "CsprStage": "Keyword",
        "CsprState": "Keyword",
        "CsprArea": "Keyword",
        "CsprKind": "Keyword",
        "CsprFramework": "Keyword",
        "CsprNextDue": "Datetime",
        "CsprOverdue": "Int",
        "CsprDueSoon": "Int",
        "CsprWaitingFor": "KeywordList",
        "CsprOwed": "KeywordList",
    }


def test_the_types_fit_into_a_namespace_kept_in_sql() -> None:
    room = {"Keyword": 10, "Int": 3, "Datetime": 3, "KeywordList": 3}

    used = Counter(type_name(key) for key in SEARCH_ATTRIBUTES)

    assert all(count <= room[name] for name, count in used.items())
