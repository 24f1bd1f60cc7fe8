"""Names as far as two people may write one differently."""

import re
import unicodedata


def plain_name(name: str) -> str:
    """A name without case, accents, punctuation and the order of its words."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(sorted(re.findall(r"\w+", letters)))
