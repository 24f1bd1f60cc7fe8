"""The correspondence clerk: sends each requested letter, side by side, and records what became of it."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

from domain.letter import Letter
from domain.letter_words import letter_in_words
from domain.steps import letter_sent, letter_undeliverable
from workflows.case_file import CaseFile
from workflows.errands import SEND_LETTER, UNDELIVERABLE, LetterToSend, SentMessage
from workflows.retries import MAIL_RETRY, ONE_DELIVERY
from workflows.telling import shortened


class Correspondence:
    """Letters on their way to the mail server."""

    def __init__(self, file: CaseFile) -> None:
        self._file = file
        self._sending: dict[str, asyncio.Task[None]] = {}

    @property
    def is_idle(self) -> bool:
        """Whether no letter is on its way."""
        return not self._sending

    async def keep(self) -> None:
        """Send for ever; whoever runs this ends it."""
        try:
            while True:
                await workflow.wait_condition(lambda: bool(self._unsent() or self._failed()))
                for task in self._failed():
                    task.result()
                for letter in self._unsent():
                    self._sending[letter.key] = asyncio.create_task(self._send(letter))
        finally:
            for task in self._sending.values():
                task.cancel()

    def _failed(self) -> list[asyncio.Task[None]]:
        """Whatever ended without a record of what became of its letter."""
        return [task for task in self._sending.values() if task.done()]

    def _unsent(self) -> list[Letter]:
        return [letter for key, letter in self._file.case.outbox.items() if key not in self._sending]

    async def _send(self, letter: Letter) -> None:
        case = self._file.case
        try:
            sent = await workflow.execute_activity(
                SEND_LETTER,
                LetterToSend(
                    reference=case.reference,
                    letter=letter,
                    sender=case.in_force.policy.sender_email,
                    sender_name=case.organisations_of("partnership")[0].name,
                ),
                result_type=SentMessage,
                start_to_close_timeout=ONE_DELIVERY,
                retry_policy=MAIL_RETRY,
                summary=shortened(letter_in_words(case, letter)),
            )
        except ActivityError as error:
            cause = error.cause
            if not (isinstance(cause, ApplicationError) and cause.type == UNDELIVERABLE):
                raise
            self._file.do(letter_undeliverable, letter.key, cause.message)
        else:
            self._file.do(letter_sent, letter.key, sent.message_id, sent.kept)
        del self._sending[letter.key]
