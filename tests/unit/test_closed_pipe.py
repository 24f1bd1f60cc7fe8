"""Whoever reads what a command says may stop reading: it ends quietly, with the status that it would have had."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from starter.terminal.output import is_read

COMMAND = Path(sys.executable).with_name("cspr")


@pytest.fixture
def closed_pipe() -> Iterator[int]:
    """The end of a pipe to write into, of which nobody has the other one."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


def test_a_list_that_nobody_reads_to_its_end_is_no_error(closed_pipe: int) -> None:
    words = (str(COMMAND), "deadlines", "--aware", "2025-12-18")
    ended = subprocess.run(words, stdout=closed_pipe, stderr=subprocess.PIPE, check=False)  # noqa: S603 - ours
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_an_error_that_nobody_reads_is_one_all_the_same(closed_pipe: int) -> None:
    words = (str(COMMAND), "deadlines", "--aware", "nonsense")
    assert subprocess.run(words, stdout=closed_pipe, stderr=closed_pipe, check=False).returncode == 2  # noqa: S603 - ours


def test_what_writes_for_ever_hears_that_nobody_reads() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as stream:
        assert is_read(stream)
        os.close(reading)
        assert not is_read(stream)
