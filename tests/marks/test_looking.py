"""The search finds a mark in every writing and compression, within one another, and nothing where there is none."""

import base64
import bz2
import gzip
import io
import lzma
import quopri
import random
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.marks.looking import Search

MARK = "Quillfeather0017"
FOUND = {MARK.lower()}
NOISE = random.Random(1).randbytes(3000)  # noqa: S311 - no secret
search = Search(["Quillfeather"])


def zipped(content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.writestr("invented name.txt", content)
    return made.getvalue()


def tarred(content: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        about = tarfile.TarInfo("invented")
        about.size = len(content)
        archive.addfile(about, io.BytesIO(content))
    return made.getvalue()


def deflated_by_halves(content: bytes) -> bytes:
    """Zlib as of a stream that is flushed on its way, at another level."""
    packer = zlib.compressobj(1)
    half = len(content) // 2
    first = packer.compress(content[:half]) + packer.flush(zlib.Z_SYNC_FLUSH)
    return first + packer.compress(content[half:]) + packer.flush()


def escaped(form: str) -> Callable[[bytes], bytes]:
    return lambda content: "".join(form.format(each) for each in content).encode()


WRITINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "in capitals": bytes.upper,
    "UTF-16, little end first": lambda content: content.decode().encode("utf-16-le"),
    "UTF-16, big end first": lambda content: content.decode().encode("utf-16-be"),
    "UTF-32": lambda content: content.decode().encode("utf-32"),
    "base64": base64.b64encode,
    "base64 for addresses": base64.urlsafe_b64encode,
    "base64 without padding": lambda content: base64.b64encode(content).rstrip(b"="),
    "base64 in lines": lambda content: base64.encodebytes(content * 9),
    "hexadecimal": lambda content: content.hex().encode(),
    "hexadecimal in capitals": base64.b16encode,
    "in an address": lambda content: quote(content).encode(),
    "in an address, all escaped": escaped("%{:02X}"),
    "JSON, all escaped": escaped("\\u{:04x}"),
    "Python, all escaped": escaped("\\x{:02x}"),
    "quoted-printable": quopri.encodestring,
    "quoted-printable, all escaped": escaped("={:02X}"),
}
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zlib, fast": lambda content: zlib.compress(content, 1),
    "zlib, best": lambda content: zlib.compress(content, 9),
    "zlib, stored": lambda content: zlib.compress(content, 0),
    "zlib, flushed on its way": deflated_by_halves,
    "zip": zipped,
    "zip, stored": lambda content: zipped(content, zipfile.ZIP_STORED),
    "tar.gz": tarred,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}
TEXT = f"Zoë {MARK} lives invented, {MARK}! ".encode() * 3


@pytest.mark.parametrize("writing", WRITINGS)
@pytest.mark.parametrize("before", range(4))
def test_a_mark_is_found_in_every_writing_wherever_it_begins(writing: str, before: int) -> None:
    content = "?" * before + MARK + "?"
    assert search(NOISE + b" " + WRITINGS[writing](content.encode()) + b" " + NOISE) == FOUND


def test_a_mark_is_found_in_base64_that_follows_letters() -> None:
    for before in range(4):
        assert search(b"abc"[:before] + base64.b64encode(MARK.encode()) + b"abc") == FOUND


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_mark_is_found_in_every_compression(packing: str) -> None:
    packed = PACKINGS[packing](TEXT)
    assert "stored" in packing or MARK.encode() not in packed
    assert search(packed) == search(NOISE + packed + NOISE) == FOUND


@pytest.mark.parametrize("packing", [name for name in PACKINGS if name not in ("bzip2", "xz")])
def test_a_mark_is_found_in_what_breaks_off(packing: str) -> None:
    noise = random.Random(2).randbytes(30_000)  # noqa: S311 - no secret
    assert search(PACKINGS[packing](TEXT + noise)[:20_000]) == FOUND


def test_a_mark_is_found_in_writings_and_compressions_of_one_another() -> None:
    within = base64.b64encode(gzip.compress(TEXT.decode().encode("utf-16")))
    assert search(zipped(b'{"data": "' + within.hex().encode() + b'"}')) == FOUND


def test_a_quoted_line_may_end_within_a_mark() -> None:
    assert search(MARK.encode().replace(b"feather", b"fea=\r\nther")) == FOUND


def test_every_mark_and_word_is_found_once() -> None:
    wanted = Search(["Quillfeather"], ["worker started"])
    content = b"quillfeather0001, Worker Started, QUILLFEATHER0002, quillfeather0001"
    assert wanted(content) == {"quillfeather0001", "quillfeather0002", "worker started"}


@pytest.mark.parametrize("change", [*WRITINGS, *PACKINGS])
def test_nothing_is_found_where_there_is_no_mark(change: str) -> None:
    for content in ("Quillfeather", "Quillfeather017", MARK.replace("feather", "-feather"), "Zoë lives invented. " * 9):
        assert search((WRITINGS | PACKINGS)[change](content.encode())) == set()


def test_noise_and_nothing_hold_no_mark() -> None:
    assert search(b"") == search(NOISE) == set()
