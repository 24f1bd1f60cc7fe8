"""Text as people may enter it: bounded, and free of control characters."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

LINE_LIMIT = 200
PROSE_LIMIT = 20_000


def _plain(text: str) -> str:
    for character in text:
        if unicodedata.category(character) == "Cc" and character not in "\n\t":
            msg = f"holds the control character U+{ord(character):04X}; remove it"
            raise ValueError(msg)
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        msg = "holds a line break or tab; write it on one line"
        raise ValueError(msg)
    return text


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LINE_LIMIT),
    AfterValidator(_plain),
    AfterValidator(_one_line),
]
"""One line of at most 200 characters."""

Prose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=PROSE_LIMIT),
    AfterValidator(_plain),
]
"""Free text of at most 20,000 characters; longer material is attached as a document."""

DutyKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_:-]{0,127}$")]
"""The key of a duty on record: its rule's name, and after a colon the agency, partner, step or number."""

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
"""A key of the policy: an organisation, a step, an area."""
