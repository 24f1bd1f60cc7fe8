"""The ledger's events and the mails in words, so that a test can say what it expects line by line."""

from collections import Counter

from domain.duty import Timeliness
from domain.event import (
    DecisionRefused,
    DutyCancelled,
    DutyMet,
    DutyOpened,
    DutyRedated,
    LetterRequested,
    LetterSent,
    RecordedEvent,
    RungFired,
)
from domain.evolve import fold
from domain.london import london_date
from tests.skipped.player import Mail, Player


def told(event: RecordedEvent) -> str:
    """One event: its London day, and what happened."""
    match event.body:
        case DutyOpened(duty=duty):
            what = f"owed {duty.key} by {duty.due}{' at the latest' if duty.provisional else ''}"
        case DutyRedated(old=old, new=new):
            what = f"moved {new.key} from {old.due} to {new.due}"
        case DutyMet(key=key, margin=margin, timeliness=timeliness):
            what = f"met {key} {'undated' if margin is None else f'{margin:+}'}"
            what += " extended" if timeliness is Timeliness.EXTENDED else ""
            what += " late" if timeliness is Timeliness.LATE and (margin or 0) >= 0 else ""
        case DutyCancelled(key=key):
            what = f"cancelled {key}"
        case RungFired(key=key, rung=rung, late=late):
            what = f"{rung.partition('@')[0]} {key}{' LATE' if late else ''}"
        case DecisionRefused(decision=decision, code=code):
            what = f"refused {decision} {code}"
        case _:
            what = event.type
    return f"{london_date(event.recorded_at)} {what}"


def story(events: list[RecordedEvent]) -> list[str]:
    """Everything on record but the letters."""
    return [told(event) for event in events if not isinstance(event.body, LetterRequested | LetterSent)]


def lines(text: str) -> list[str]:
    """What a test expects, one line each."""
    return [line.strip() for line in text.strip().splitlines()]


def counted(mails: list[Mail]) -> Counter[tuple[str, str]]:
    """How many mails of each kind went to whom."""
    return Counter((mail.kind, mail.to) for mail in mails)


async def check_record(case: Player) -> list[RecordedEvent]:
    """What holds for every case: nothing is missing, nothing twice, and no clock but the case's own."""
    events = await case.events()
    state = await case.case()
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    assert fold(case.reference, events) == state
    recorded = [event.recorded_at for event in events]
    assert recorded == sorted(recorded)
    assert recorded[0] >= case.referred_at
    rungs = [(event.body.key, event.body.rung) for event in events if isinstance(event.body, RungFired)]
    assert len(rungs) == len(set(rungs))
    asked = {event.body.letter.key for event in events if isinstance(event.body, LetterRequested)}
    sent = [event.body.key for event in events if isinstance(event.body, LetterSent)]
    assert sorted(sent) == sorted(asked)
    posted = [mail.message_id for mail in await case.mails()]
    assert len(posted) == len(set(posted)) == len(asked)
    return events
