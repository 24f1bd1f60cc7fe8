"""The alarm that histories will soon be lost: raised at once, again every day while it lasts, and called off once."""

from datetime import datetime, timedelta
from enum import StrEnum

AGAIN_AFTER = timedelta(days=1)


class Notice(StrEnum):
    """What those who answer for the service are told."""

    ALARM = "alarm"
    OVER = "over"


def notice_due(near_end: int, told_at: datetime | None, now: datetime) -> Notice | None:
    """What they are to be told after a sweep, if anything.

    Args:
        near_end: how many histories will soon be lost.
        told_at: the UTC instant at which they were last told that the alarm lasts; None where they need not know.
        now: the UTC instant of the sweep's end.
    """
    if near_end:
        return Notice.ALARM if told_at is None or now - told_at >= AGAIN_AFTER else None
    return Notice.OVER if told_at is not None else None


def details(swept_at: datetime, archived: int, failed: int, near_end: int) -> str:
    """How the last sweep ended, as the Web UI shows it: Markdown without personal data."""
    lines = [f"Last sweep: {swept_at:%Y-%m-%d %H:%M} UTC, {archived} histories archived."]
    if near_end:
        lines.insert(0, f"> **Alarm:** Temporal will soon delete {near_end} histories that are not archived.\n")
    if failed:
        lines.append(f"{failed} could not be archived; the worker's log names them.")
    return "\n".join(lines)
