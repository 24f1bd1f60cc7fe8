"""Why the facts suggest a path, as people read it: what is so of several children is said once."""

import re
from collections.abc import Iterable

_OF_A_CHILD = re.compile(r"child (\d+): (.+)")


def say_reasons(reasons: Iterable[str]) -> str:
    """The reasons of an assessment on one line: those that "child 1" and "child 2" share stand once, for both."""
    children: dict[str, list[str]] = {}
    for each in reasons:
        found = _OF_A_CHILD.fullmatch(each)
        reason, number = (found[2], [found[1]]) if found else (each, [])
        children.setdefault(reason, []).extend(number)
    return "; ".join(f"{_of(numbers)}{reason}" for reason, numbers in children.items())


def _of(numbers: list[str]) -> str:
    if not numbers:
        return ""
    return f"child{'ren' if len(numbers) > 1 else ''} {', '.join(numbers)}: "
