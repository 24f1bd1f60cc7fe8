"""The errand of the alarm: those who answer for the service are told that histories will soon be lost, or no longer."""

import structlog
from temporalio import activity

from activities.house import House
from activities.notices import Notice, send_notice
from domain.archive_alarm import Notice as Kind
from domain.london import say_instant
from workflows.errands import TELL_OF_ALARM, AlarmToTell

_log = structlog.get_logger()

ALARM = """Temporal will soon delete the histories of {near_end} ended workflows that are not in the archive.

What is lost there cannot be replayed any more. The worker's log names each, with the reason; they are also named by

    cspr archive check

Mend what is in the way (a full disk, a folder or a bucket that cannot be written), then

    cspr archive sweep

This message comes once a day while it lasts, and once when it is over.
"""
OVER = """No history is about to be lost any more: the last sweep archived what Temporal would soon have deleted,
or Temporal has deleted it since. cspr archive check says what the archive has.
"""


class AlarmDesk:
    """Tells those whom the setting alarm_to names. Without it, the log has it alone."""

    def __init__(self, house: House) -> None:
        self._house = house

    @activity.defn(name=TELL_OF_ALARM)
    async def tell(self, wanted: AlarmToTell) -> None:
        """Send the alarm, or that it is over. A retry is the same message, under the same Message-ID.

        Raises:
            MailTrouble: one message has not gone yet.
            Undeliverable: one never will.
        """
        settings = self._house.settings
        log = _log.error if wanted.kind is Kind.ALARM else _log.info
        log(
            "histories that will soon be lost",
            kind=wanted.kind.value,
            number=wanted.near_end,
            to=len(settings.alarm_to),
        )
        told = {
            Kind.ALARM: ("cspr: histories will soon be lost", ALARM.format(near_end=wanted.near_end)),
            Kind.OVER: ("cspr: no history is about to be lost any more", OVER),
        }
        subject, text = told[wanted.kind]
        notice = Notice(
            id=f"archive-{wanted.kind.value}.{activity.info().workflow_run_id}.{activity.info().activity_id}",
            at=wanted.at,
            subject=subject,
            text=f"{say_instant(wanted.at)}\n\n{text}",
        )
        await send_notice(notice, settings.alarm_to, settings)
