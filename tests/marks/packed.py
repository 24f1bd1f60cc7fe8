"""What lies in bytes compressed: gzip, zlib, zip, bzip2 and xz, wherever it begins and however it breaks off.

Temporal, SQLite and PostgreSQL write none of them by themselves; what is compressed there, they are asked to read
(tests/real/places.py). Documents, exports and backups may be anything.
"""

import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

STEP = 4096
LARGEST = 64 * 1024 * 1024
"""So many bytes of one stream are looked at."""


class Decompressor(Protocol):
    """What the standard library's decompressors have in common."""

    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, /) -> bytes: ...


BEGINNINGS: tuple[tuple[re.Pattern[bytes], Callable[[], Decompressor]], ...] = (
    (re.compile(rb"\x1f\x8b\x08"), lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)),
    (re.compile(rb"\x78[\x01\x5e\x9c\xda]"), zlib.decompressobj),
    (re.compile(rb"BZh[1-9]1AY&SY"), bz2.BZ2Decompressor),
    (re.compile(rb"\xfd7zXZ\0"), lzma.LZMADecompressor),
)
"""How a stream begins, and what reads it."""

_ZIPPED = re.compile(rb"PK\x03\x04.{4}\x08\0.{16}(..)(..)", re.DOTALL)
"""The header before each deflated file of a zip archive, with the lengths of what follows it."""


def contents(content: bytes) -> Iterator[bytes]:
    """What every compressed stream in these bytes holds, as far as it can be read."""
    for beginning, decompressor in BEGINNINGS:
        for found in beginning.finditer(content):
            yield _unpacked(decompressor(), content, found.start())
    for found in _ZIPPED.finditer(content):
        between = sum(int.from_bytes(length, "little") for length in found.groups())
        yield _unpacked(zlib.decompressobj(-zlib.MAX_WBITS), content, found.end() + between)


def _unpacked(decompressor: Decompressor, content: bytes, start: int) -> bytes:
    read = bytearray()
    while start < len(content) and not decompressor.eof and len(read) < LARGEST:
        try:
            read += decompressor.decompress(content[start : start + STEP])
        except (zlib.error, OSError, lzma.LZMAError):  # it was no such stream, or is damaged from here on
            break
        start += STEP
    return bytes(read)
