"""A plain message to those who answer for the service or keep its anchors: about no case, and free of personal data."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from activities.letters.mailbox import mailbox
from activities.post import MailTrouble, Undeliverable, post
from domain.model import Model
from domain.rule_files import load_policy
from settings import Settings


class Notice(Model):
    """What is said. `id` makes the Message-ID, so that the same notice sent again is the same message.

    `attached` is JSON under a file's name.
    """

    id: str
    at: datetime
    subject: str
    text: str
    attached: tuple[str, str] | None = None


async def send_notice(notice: Notice, to: Sequence[str], settings: Settings) -> None:
    """Hand the notice to the mail server, for each address by itself; one that is refused stops no other.

    Raises:
        MailTrouble: one has not gone, and may go later.
        Undeliverable: one never will.
        domain.rule_files.RulesFileError: the policy, which says from whom letters come, cannot be used.
    """
    sender = load_policy(settings.policy_file).sender_email
    troubles = list[MailTrouble | Undeliverable]()
    for address in to:
        try:
            await post(_message(notice, sender, address), settings)
        except (MailTrouble, Undeliverable) as trouble:
            troubles.append(trouble)
    if troubles:
        raise next((each for each in troubles if isinstance(each, MailTrouble)), troubles[0])


def _message(notice: Notice, sender: str, address: str) -> EmailMessage:
    own, recipient = mailbox("", sender), mailbox("", address)
    if own is None or recipient is None:
        raise Undeliverable("the policy's sender_email or a recipient is no e-mail address", code=None)
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{notice.id}@{own.domain}>"
    message["Date"] = format_datetime(notice.at)
    message["From"] = own
    message["To"] = recipient
    message["Subject"] = notice.subject
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    message.set_content(notice.text, cte="quoted-printable")
    if notice.attached:
        name, content = notice.attached
        message.add_attachment(content.encode(), maintype="application", subtype="json", filename=name)
    return message
