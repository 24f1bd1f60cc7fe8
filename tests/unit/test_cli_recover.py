"""What `cspr recover` says to people."""

import pytest

from starter.client.recovery import Astray, Found, Unclear
from starter.service.recover_command import tell

LOOK_AGAIN = "What does not answer may only be slow, or no worker runs (cspr worker). Look again in a while.\n"


@pytest.mark.parametrize(
    ("only_look", "done"), [(True, "would be started again"), (False, "was started again from the ledger")]
)
def test_each_case_is_named_with_what_became_of_it(
    capsys: pytest.CaptureFixture[str], done: str, *, only_look: bool
) -> None:
    found = Found(
        astray=(Astray(reference="CSPR-TEST-0001", why="reset"),),
        unclear=(
            Unclear(reference="CSPR-TEST-0002", why="its record cannot be opened"),
            Unclear(reference="CSPR-TEST-0003", why="does not answer"),
        ),
    )
    tell(found, only_look=only_look)
    assert capsys.readouterr().out == (
        f"CSPR-TEST-0001  its workflow was reset: it {done}\n"
        "CSPR-TEST-0002  its record cannot be opened: it is left as it is\n"
        "CSPR-TEST-0003  does not answer: it is left as it is\n"
        f"{LOOK_AGAIN}"
    )


def test_what_answers_is_not_called_slow(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Found(astray=(), unclear=(Unclear(reference="CSPR-TEST-0001", why="its record cannot be opened"),)))
    assert LOOK_AGAIN not in capsys.readouterr().out


def test_that_nothing_is_wrong_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Found(astray=(), unclear=()))
    assert capsys.readouterr().out == "Every open case is carried on.\n"
