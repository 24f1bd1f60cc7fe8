"""`cspr simulate` as people start it: with servers of its own, of which nothing stays."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCENARIO = ROOT / "examples" / "scenarios" / "02-looked-after-child.toml"
COMMAND = (sys.executable, "-c", "from starter.main import main; main()", "simulate")


@pytest.fixture
def temporary(open_folder: Path) -> Iterator[Path]:
    """Where the command makes its temporary folder; PostgreSQL may have to reach it as another user."""
    folder = Path(tempfile.mkdtemp(prefix="t", dir=open_folder))
    folder.chmod(0o711)
    yield folder
    folder.rmdir()  # it must be empty


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Where somebody stands who has neither settings nor a service."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def environment(temporary: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CSPR_")}
    return {**kept, "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)}


def run(temporary: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, *arguments], capture_output=True, text=True, check=False, cwd=folder, env=environment(temporary)
    )


def test_a_policy_is_tried_and_what_comes_out_otherwise_is_told_by_line(temporary: Path, elsewhere: Path) -> None:
    policy = (ROOT / "domain" / "data" / "policy.toml").read_text()
    (elsewhere / "policy.toml").write_text(policy.replace("amount = 3\n", "amount = 1\n", 1))  # criteria decision

    done = run(temporary, elsewhere, "looked-after-child", "--policy", "policy.toml", "--json")

    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["ends"] == "closed: notified only"
    notified = next(event for event in told["events"] if event["type"] == "notification")
    assert notified["at"] == "2030-01-10T16:30:00Z"
    due = {duty["duty"]: duty["due"] for duty in told["duties"]}
    assert (due["criteria_decision"], due["notification"]) == ("2030-01-08", "2030-01-14")
    line = SCENARIO.read_text().splitlines().index("due = 2030-01-10") + 1
    what = "criteria_decision: due is Tue 8 Jan 2030 in the play; Thu 10 Jan 2030 is expected"
    assert {"line": line, "what": what} in told["not_as_expected"]
    assert f"line {line}: {what}" in json.loads(done.stderr)["details"]
    assert [path.name for path in elsewhere.iterdir()] == ["policy.toml"]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_whoever_ends_it_ends_all_that_it_started(end: signal.Signals, temporary: Path, elsewhere: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, "on-time"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=elsewhere,
        env=environment(temporary),
    ) as running:
        assert running.stdout is not None
        assert any("Mon 7 Jan 2030 12:00\tcriteria decision\tCase opened" in line for line in running.stdout)
        started = programs_of(temporary)
        running.send_signal(end)
        _, said = running.communicate(timeout=30)

    assert running.returncode == 130
    assert "Traceback" not in said
    assert len(started) >= 2  # PostgreSQL and Temporal, on their leashes
    assert not any(process.exists() for process in started)


def programs_of(folder: Path) -> list[Path]:
    """The processes that were started with this temporary folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:  # it has ended, or is somebody else's
            continue
        if str(folder).encode() in told and process.name != str(os.getpid()):
            found.append(process)
    return found
