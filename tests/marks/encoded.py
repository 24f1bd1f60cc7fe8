"""What stands in bytes in another writing: base64, hexadecimal, escaped, quoted-printable."""

import binascii
import re
from collections.abc import Iterator
from string import ascii_letters, digits, hexdigits

SHORTEST = 16
"""So many letters of a writing are worth reading: a mark has more of them in each."""


def _belongs(letters: str) -> bytes:
    """A table that turns these letters into 1 and all others into 0."""
    return bytes(each in letters.encode() for each in range(256))


_BASE64 = _belongs(ascii_letters + digits + "+/-_\r\n")  # of either alphabet, in lines or not
_USUAL = bytes.maketrans(b"-_", b"+/")
_HEX = _belongs(hexdigits)
_ESCAPED = _belongs(hexdigits + "\\ux%=")
_ESCAPE = re.compile(rb"(?:\\u00|\\x|%|=)([0-9A-Fa-f]{2})")


def readings(content: bytes) -> Iterator[bytes]:
    """What all stretches of a writing say, one after another, once for each place at which they may begin."""
    base64 = [run.translate(_USUAL, b"\r\n") for run in _runs(content, _BASE64)]
    for start in range(4):
        yield b" ".join(_from_base64(run[start:]) for run in base64)
    hexadecimal = list(_runs(content, _HEX))
    for start in range(2):
        yield b" ".join(_from_hexadecimal(run[start:]) for run in hexadecimal)
    yield b" ".join(_unescaped(run) for run in _runs(content, _ESCAPED) if _ESCAPE.search(run))
    if b"=\n" in content or b"=\r\n" in content:  # quoted-printable ends its lines anywhere
        yield content.replace(b"=\r\n", b"").replace(b"=\n", b"")


def _from_base64(letters: bytes) -> bytes:
    if len(letters) % 4 == 1:  # a letter that says nothing by itself
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _from_hexadecimal(digits: bytes) -> bytes:
    return binascii.a2b_hex(digits[: len(digits) // 2 * 2])


def _unescaped(text: bytes) -> bytes:
    return _ESCAPE.sub(lambda escape: binascii.a2b_hex(escape[1]), text)


def _runs(content: bytes, belongs: bytes) -> Iterator[bytes]:
    """Every stretch of letters that belong together, found as fast as `find` can."""
    letters = content.translate(belongs)
    start = letters.find(b"\1" * SHORTEST)
    while start >= 0:
        end = letters.find(b"\0", start)
        end = len(content) if end < 0 else end
        yield content[start:end]
        start = letters.find(b"\1" * SHORTEST, end)
