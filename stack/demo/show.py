"""What the demonstration ends with: each case's timeline, and the mails that were sent."""

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from domain.standing import stage
from settings import Settings
from stack.demo.people import COORDINATOR
from stack.mailbox import read_mails
from starter.cases.timeline_command import show_timeline
from starter.client.cases import Cases
from starter.reading.history import read_history_lines


async def show_case(console: Console, settings: Settings, cases: Cases, reference: str) -> None:
    """Print the timeline of one case, from the ledger."""
    case = (await cases.case(reference)).case
    console.rule(f"{reference}: {stage(case)}")
    show_timeline(await read_history_lines(settings, reference, COORDINATOR))


def show_mails(console: Console, folder: Path, references: list[str]) -> None:
    """Print how many mails of which subject the mail sink keeps for each case."""
    console.rule("Mails sent")
    table = Table("case", "subject", "mails", box=None)
    for reference in references:
        subjects = [str(mail["Subject"]).strip() for mail in read_mails(folder)]
        counted = Counter(subject for subject in subjects if subject.startswith(reference))
        for subject, number in counted.items():
            table.add_row(reference, subject.removeprefix(f"{reference}: "), str(number))
    console.print(table)
