"""Golden histories are added easily, changed with a flag alone, and never once they belong to a release."""

import hashlib
from pathlib import Path

import pytest

from tests.skipped.comparing import what_changed
from tests.skipped.shelf import SUMS, UNRELEASED, OfARelease, Shelf, faults_of

BEFORE = ["errand Send a letter, start to close 0:01:00", "timer 2 days, 0:00:00", "complete workflow execution"]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """With one history, which no release has yet."""
    shelf = Shelf(tmp_path / "golden")
    shelf.folder.mkdir()
    assert shelf.keep("invented", "history", "state", ()) == "added"
    return shelf


def release(shelf: Shelf) -> str:
    """Freeze what there is as docs/releases.md says, and return the changelog that goes with it."""
    folder = shelf.folder / "0.1.0"
    (shelf.folder / UNRELEASED).rename(folder)
    sums = "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in folder.iterdir())
    (folder / SUMS).write_text(sums)
    digest = hashlib.sha256(sums.encode()).hexdigest()
    return f"# Changelog\n\n## Unreleased\n\n## 0.1.0\n\nGolden histories: `{digest}`.\n"


def test_what_is_there_changes_with_the_flag_alone(shelf: Shelf) -> None:
    assert shelf.keep("invented", "another", "state", ()) == "left as it is"
    assert shelf.keep("invented", "another", "state", ("something-else",)) == "left as it is"
    assert shelf.history_of("invented").read_text() == "history"

    assert shelf.keep("invented", "another", "other", ("invented",)) == "changed"
    assert (shelf.history_of("invented").read_text(), shelf.state_of("invented").read_text()) == ("another", "other")


def test_what_belongs_to_a_release_changes_with_no_flag(shelf: Shelf) -> None:
    changelog = release(shelf)

    assert shelf.keep("invented", "another", "state", ()) == "left as it is"
    with pytest.raises(OfARelease, match=r"invented belongs to release 0\.1\.0"):
        shelf.keep("invented", "another", "state", ("invented",))
    assert shelf.keep("new-way", "history", "state", ()) == "added"
    assert shelf.history_of("new-way").parent.name == UNRELEASED
    assert list(faults_of(shelf, changelog)) == []


def test_whoever_changes_a_release_is_found_out(shelf: Shelf) -> None:
    changelog = release(shelf)
    (shelf.folder / "0.1.0" / "invented.json").write_text("another")
    (shelf.folder / "0.1.0" / "late.json").write_text("history")
    (shelf.folder / "0.1.0" / "invented.state.json").unlink()

    assert list(faults_of(shelf, changelog)) == [
        "0.1.0/invented.json was changed",
        "0.1.0/invented.state.json is missing",
        "0.1.0/late.json was added to a release",
    ]


def test_whoever_changes_the_checksums_with_it_is_found_out(shelf: Shelf) -> None:
    changelog = release(shelf)
    (shelf.folder / "0.1.0" / SUMS).write_text("")

    assert next(faults_of(shelf, changelog)) == f"0.1.0/{SUMS} is not the one that the changelog names"


def test_a_release_without_frozen_histories_and_the_contrary_are_found_out(shelf: Shelf) -> None:
    assert list(faults_of(shelf, "## Unreleased\n\n## 0.1.0\n")) == [
        "0.1.0 is released, and its histories are not frozen: docs/releases.md says how"
    ]
    release(shelf)
    assert list(faults_of(shelf, "## Unreleased\n")) == ["0.1.0: the changelog knows no such release"]


def test_a_changed_option_says_that_nothing_else_would_notice() -> None:
    after = [BEFORE[0], "timer 3 days, 0:00:00", BEFORE[2]]

    told = what_changed("SeriousIncident", "withdrawn", BEFORE, after) or ""

    assert "command 2 was    timer 2 days, 0:00:00\n  command 2 is now timer 3 days, 0:00:00\n" in told
    assert "nobody notices" in told
    for way in ("undo it", "workflow.patched", "--accept-commands withdrawn"):
        assert way in told


def test_another_order_says_that_the_case_would_stop() -> None:
    told = what_changed("SeriousIncident", "withdrawn", BEFORE, [BEFORE[1], BEFORE[0], BEFORE[2]]) or ""

    assert "Temporal stops the case" in told
    assert "and 1 more differ" in told
    assert "--accept-commands" not in told


def test_a_command_too_many_or_too_few_is_named() -> None:
    assert "was    nothing: it was the end" in (what_changed("SeriousIncident", "x", BEFORE[:2], BEFORE) or "")
    assert "is now nothing: it is the end" in (what_changed("SeriousIncident", "x", BEFORE, BEFORE[:2]) or "")
    assert what_changed("SeriousIncident", "x", BEFORE, BEFORE) is None
