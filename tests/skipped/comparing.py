"""What differs between two plays of a path, and what a changed command means, in words for whoever changed it."""

import difflib
import re
from collections.abc import Sequence
from itertools import zip_longest

from domain.event import RecordedEvent
from starter.reading.changes import changes
from tests.skipped.telling import told

TEACHING = """\
{workflow} gives another command than before where the golden history {name} goes on.

  command {number} was    {was}
  command {number} is now {now}
{more}
Why it matters: a case is open for up to 18 months and outlives many releases. Each new release replays its history
from the first command; {consequence}

Three ways on (docs/releases.md has each with its commands):

  (a) You did not mean to: undo it.
  (b) Cases that are open must go on as they began: put it behind workflow.patched("what-changes"), and play the new
      way as a path of its own (docs/releases/patch.md).
{third}
"""

ACCEPT = """\
  (c) It is harmless for cases that are open (how an errand is tried again, how long it may take): accept it with
          pytest tests/skipped/test_golden.py --accept-commands {name}
      and say in the commit why it is harmless. --accept-commands all accepts it for every history."""

NOT_TO_ACCEPT = """\
  (c) To accept a harmless change (docs/releases/compatible.md) is no way here: no open case would go on."""

OTHERWISE = """\
Event {position} of the golden history {name}, {type}, comes out otherwise today.

{changes}

Cases that are open replay their histories: what they remember would no longer be what is on record. A rule that
decides otherwise needs a patch (docs/releases/patch.md), another form of an event a new version
(docs/releases/event-version.md).
"""

OTHER_COMMAND = "where the commands come in another order, Temporal stops the case: nothing of it goes on."
OTHER_OPTIONS = (
    "Temporal does not compare what is in a command, so nothing stops it, and nobody notices in the suite but here."
)


def what_changed(workflow: str, name: str, before: Sequence[str], after: Sequence[str]) -> str | None:
    """The first command that differs, and what to do about it; None where none does."""
    differing = [
        (number, *lines) for number, lines in enumerate(zip_longest(before, after), start=1) if lines[0] != lines[1]
    ]
    if not differing:
        return None
    number, was, now = differing[0]
    same_kind = was and now and _kind(was) == _kind(now)
    return TEACHING.format(
        workflow=workflow,
        name=name,
        number=number,
        was=was or "nothing: it was the end",
        now=now or "nothing: it is the end",
        more=f"  and {len(differing) - 1} more differ after it\n" if len(differing) > 1 else "",
        consequence=OTHER_OPTIONS if same_kind else OTHER_COMMAND,
        third=ACCEPT.format(name=name) if same_kind else NOT_TO_ACCEPT,
    )


def what_is_decided_otherwise(name: str, before: Sequence[RecordedEvent], after: Sequence[RecordedEvent]) -> str | None:
    """The first event that comes out otherwise, field by field; None where none does."""
    for was, now in zip_longest(before, after):
        if was == now:
            continue
        either = was or now
        fields = changes(was and was.model_dump(mode="json"), now and now.model_dump(mode="json"))
        return OTHERWISE.format(
            name=name,
            position=either.position,
            type=either.type,
            changes="\n".join(f"  {each.field or 'event'} was {each.then}, and is now {each.today}" for each in fields),
        )
    return None


def difference(title: str, before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The lines that went and that came, or none."""
    return list(difflib.unified_diff(list(before), list(after), f"{title} before", f"{title} now", n=0, lineterm=""))


def to_the_minute(lines: Sequence[str]) -> list[str]:
    """Commands or a state without those parts of their times that are others in each play."""
    return [re.sub(r"((timer|T\d\d).*:\d\d):\d\d(\.\d+)?", r"\1", line) for line in lines]


def as_story(events: Sequence[RecordedEvent]) -> list[str]:
    """Each event with its London day."""
    return [told(event) for event in events]


def _kind(line: str) -> str:
    """What Temporal compares of a command: its kind, and which errand it is."""
    return line.split(",", maxsplit=1)[0] if line.startswith("errand") else line.split(maxsplit=1)[0]
