"""A bank holiday is proclaimed while a rapid review runs: its timer moves, and nobody is reminded on the old day."""

from datetime import date, datetime

from domain.event import RungFired
from domain.moment import Moment
from domain.referral import LeadDecision
from tests.skipped.player import Player, london, refer
from tests.skipped.telling import check_record
from tests.skipped.world import World
from tests.unit import builders as b

# As in September 2022, when the 19th was proclaimed on the 10th: notified Mon 7 Oct 2030, 15 working days are
# Mon 28 Oct; once Mon 21 Oct is a bank holiday, Tue 29 Oct. Two working days before: Thu 24, then Fri 25 Oct.
NOTIFIED, PROCLAIMED, JUBILEE = date(2030, 10, 7), date(2030, 10, 10), date(2030, 10, 21)


async def test_running_timer_and_reminder_follow_a_proclaimed_day(world: World) -> None:
    learnt = Moment.on(NOTIFIED)
    referral = b.a_referral(
        safeguarding_lead=LeadDecision(name="Invented Lead", refer=True, reason="Invented.", at=learnt),
        incident=b.an_incident(at=Moment.on(date(2030, 10, 6))),
        la_aware=learnt,
        received=learnt,
    )
    case = await refer(world, referral, london(NOTIFIED, 10), "proclaimed day")
    await case.on(NOTIFIED, b.criteria_met(), b.notified())
    assert (await case.case()).duties["rapid_review"].due == date(2030, 10, 28)

    await case.on(PROCLAIMED, b.calendar_changed(JUBILEE))
    assert (await case.case()).duties["rapid_review"].due == date(2030, 10, 29)

    await case.on(date(2030, 10, 24))
    assert await fired(case) == []
    await case.on(date(2030, 10, 29))
    assert await fired(case) == [
        ("reminder-2@2030-10-29", london(date(2030, 10, 25), 9)),
        ("due@2030-10-29", london(date(2030, 10, 29), 9)),
    ]
    moved = [mail for mail in await case.mails() if mail.kind == "date_moved" and mail.about == "rapid_review moved"]
    assert {mail.to for mail in moved} == {"local_authority", "icb", "police"}
    await check_record(case)


async def fired(case: Player) -> list[tuple[str, datetime]]:
    """What the ladder of the rapid review has said, and for when it was planned."""
    bodies = [event.body for event in await case.events() if isinstance(event.body, RungFired)]
    return [(body.rung, body.planned) for body in bodies if body.key == "rapid_review" and body.kind != "warning"]
