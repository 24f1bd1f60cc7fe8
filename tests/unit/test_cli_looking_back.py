"""An instant on the command line that cannot be meant: one clear sentence, before anything is asked of anybody."""

import pytest

from tests.unit.cli import Cli

REFERENCE = "CSPR-7K4M-2QXD"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(capsys)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("status", REFERENCE, "--as-of", "yesterday"), "Invalid value for '--as-of': not an instant"),
        (("timeline", REFERENCE, "--as-of", "2026-03-29T01:30"), "no clock in London showed 01:30 on Sun 29 Mar 2026"),
        (("explain", REFERENCE, "--as-of", "2026-10-25T01:30"), "write 2026-10-25T01:30+01:00 for the first time"),
        (("explain", "--aware", "2026-01-05", "--as-of", "2026-01-14"), "Either a case or days of your own"),
        (("diff", REFERENCE), "Missing option '--from'"),
        (("diff", REFERENCE, "--from", "2026-01-32"), "Invalid value for '--from'"),
        (("diff", REFERENCE, "--from", "2026-01-14", "--to", "2026-01-13"), "write the earlier first"),
        (
            ("diff", REFERENCE, "--from", "2026-01-14", "--to", "2199-12-31"),
            "31 Dec 2199 is still to come",
        ),
    ],
    ids=" ".join,
)
def test_an_instant_that_cannot_be_meant_is_status_2(cli: Cli, arguments: tuple[str, ...], told: str) -> None:
    answer = cli(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert told in " ".join(answer.err.replace("│", "").split())
