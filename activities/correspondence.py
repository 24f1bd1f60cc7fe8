"""The mail errand: render the letter, hand it to the mail server, keep what was sent."""

import asyncio
from email.utils import formataddr

from temporalio import activity

from activities.house import House
from activities.post import post
from activities.render import render
from workflows.errands import SEND_LETTER, LetterToSend, SentMessage


class MailDesk:
    """Sends letters."""

    def __init__(self, house: House) -> None:
        self._house = house

    @activity.defn(name=SEND_LETTER)
    async def send(self, order: LetterToSend) -> SentMessage:
        """Send the letter. A retry is the same message, byte for byte, under the same Message-ID.

        Raises:
            MailTrouble: it has not gone yet; tried again.
            Undeliverable: it never will.
        """
        attachments = {}
        for each in order.letter.attachments:
            attachments[each.address] = await asyncio.to_thread((await self._house.documents(each.case)).get, each)
        message = render(order.letter, formataddr((order.sender_name, order.sender)), order.reference, attachments)
        # Kept before it goes: failing here costs nothing, failing after the post would send the letter again.
        documents = await self._house.documents(order.reference)
        kept = await asyncio.to_thread(
            documents.put, message.as_bytes(), f"{order.reference}.{order.letter.key}.eml", "message/rfc822"
        )
        await post(message, self._house.settings)
        return SentMessage(message_id=str(message["Message-ID"]), kept=kept)
