"""The case reference: short, readable aloud, free of personal data, as in CSPR-7K4M-2QXD.

Its eight characters are Crockford's base 32: digits, and letters without I, L, O and U, so that nothing is
read or heard as something else.
"""

import re

REFERENCE = r"^CSPR-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$"
PREFIX = "CSPR"
LENGTH = 8
BITS = 5
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011")
SEPARATORS = re.compile(r"[\s\u2010-\u2015-]+")  # a dash pasted from a letter may be a typographic one
EXAMPLE = "CSPR-7K4M-2QXD"


def reference_from(digest: bytes) -> str:
    """The reference made of the first 40 bits of a digest of at least 5 bytes."""
    number = int.from_bytes(digest[: LENGTH * BITS // 8])
    shifts = range((LENGTH - 1) * BITS, -1, -BITS)
    return _written("".join(ALPHABET[number >> shift & (2**BITS - 1)] for shift in shifts))


def parse_reference(text: str) -> str:
    """The reference that a person meant.

    Small letters, missing dashes, a missing prefix, O for 0, and I or L for 1 are put right.

    Raises:
        ValueError: it cannot be one. The message does not repeat the text, which could be a name.
    """
    characters = SEPARATORS.sub("", text).upper()
    if len(characters) == len(PREFIX) + LENGTH:
        characters = characters.removeprefix(PREFIX)
    if len(characters) != LENGTH:
        raise ValueError(f"a case reference has eight letters and digits after {PREFIX}, as in {EXAMPLE}")
    characters = characters.translate(MISREAD)
    strange = [place for place, character in enumerate(characters, 1) if character not in ALPHABET]
    if strange:
        raise ValueError(
            f"character {strange[0]} of the eight after {PREFIX} stands in no case reference: "
            f"they have digits, and letters other than U, as in {EXAMPLE}"
        )
    return _written(characters)


def _written(characters: str) -> str:
    return f"{PREFIX}-{characters[:4]}-{characters[4:]}"
