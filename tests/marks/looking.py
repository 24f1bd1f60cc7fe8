"""A search through bytes for marks, whatever writing or compression they stand in."""

import re
from collections.abc import Iterable, Iterator

from tests.marks.encoded import readings
from tests.marks.packed import contents

DEEP = 4
"""So many writings and compressions within one another are undone: base64 of gzip of base64 of UTF-16, say."""


class Search:
    """Looks for marks of some kinds (`tests.marks.marking`), and for words that show where it has looked."""

    def __init__(self, kinds: Iterable[str], words: Iterable[str] = ()) -> None:
        """A mark is its kind, a word of its own, with four digits behind it."""
        self._wanted = [(kind.lower().encode(), rb"\d{4}") for kind in kinds]
        self._wanted += [(word.lower().encode(), b"") for word in words]

    def __call__(self, content: bytes) -> set[str]:
        """Every mark and word in these bytes, in small letters."""
        return {found for layer in layers(content) for found in self._plain(layer)}

    def _plain(self, content: bytes) -> Iterator[str]:
        # Without its zeros, UTF-16 and UTF-32 of ASCII are ASCII.
        text = content.translate(None, b"\0").lower()
        for word, number in self._wanted:
            if word in text:  # which is much faster than a pattern
                yield from (found.decode() for found in re.findall(re.escape(word) + number, text))


def layers(content: bytes, deep: int = DEEP) -> Iterator[bytes]:
    """The bytes, and all that can be read out of them."""
    yield content
    if deep and content:
        for read in readings(content):
            yield from layers(read, deep - 1)
        for read in contents(content):
            yield from layers(read, deep - 1)
