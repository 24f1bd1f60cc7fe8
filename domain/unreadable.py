"""What a workflow sees in place of something that no key opens: a value that it can refuse.

An exception instead would block the case: a workflow task that cannot decode its input is tried for ever.
"""

MARK = "cspr"
UNREADABLE = "unreadable"


def unreadable(why: str) -> dict[str, str]:
    """The value that stands for something unreadable; `why` is for staff and holds no personal data."""
    return {MARK: UNREADABLE, "why": why}


def is_unreadable(value: object) -> bool:
    """Whether a decoded value stands for something unreadable."""
    return isinstance(value, dict) and value.get(MARK) == UNREADABLE
