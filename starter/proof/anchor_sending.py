"""The day's anchor by mail: the hash to be kept on paper, and the file that `cspr ledger verify --against` takes."""

import asyncio

from ledger.anchor import LedgerAnchor
from settings import Settings
from starter.client.errors import BadInput, ServiceUnavailable

TEXT = """The ledger's anchor: {said}

{hash}

Please keep this message. The hash proves the attached file, and the file proves that nothing which the ledger had then
was changed or taken away since. Whoever runs the ledger checks that with

    cspr ledger verify --against {file}

The file holds the references of cases and hashes, and nothing of what a case is about.
"""


def send_anchor(anchor: LedgerAnchor, chosen: Settings) -> None:
    """Mail the anchor to each of the addresses in `anchor_to`.

    Raises:
        ServiceUnavailable: the mail server does not take it now.
        BadInput: it refuses a recipient for ever, or the policy, which says from whom it comes, cannot be used.
    """
    # This command alone sends a mail by itself.
    from activities.notices import Notice, send_notice  # noqa: PLC0415
    from activities.post import MailTrouble, Undeliverable  # noqa: PLC0415
    from domain.rule_files import RulesFileError  # noqa: PLC0415

    day = f"{anchor.at:%Y-%m-%d}"
    file = f"anchor-{day}.json"
    notice = Notice(
        id=f"anchor.{anchor.at:%Y%m%dT%H%M%S}.{anchor.hash[:16]}",
        at=anchor.at,
        subject=f"cspr: anchor of the ledger, {day}",
        text=TEXT.format(said=anchor.in_words(), hash=anchor.hash, file=file),
        attached=(file, anchor.model_dump_json(indent=2)),
    )
    try:
        asyncio.run(send_notice(notice, chosen.anchor_to, chosen))
    except MailTrouble as trouble:
        raise ServiceUnavailable(f"{trouble}. The anchor was not sent to everybody; send one again.") from None
    except Undeliverable as refused:
        raise BadInput(f"{refused.message}. Look at the setting anchor_to; everybody else got it.") from None
    except RulesFileError as error:
        raise BadInput("The policy cannot be used (setting policy_file):", error.faults) from None
