"""The three cases: one taken over and long closed, one taken live to the Panel, one that is overdue from the start."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.case import Case
from domain.decisions.criteria import CriteriaOutcome, DecideCriteria, Notify
from domain.decisions.local_review import AgreeAction
from domain.decisions.rapid_review import HoldMeeting, Paper, Recommendation, ReturnSummary, Sign
from domain.duty import Timeliness
from domain.england import england_calendar
from domain.london import at_nine, london_date
from domain.moment import Moment
from domain.referral import Referral
from domain.rule_files import load_policy
from settings import Settings
from stack.demo.people import COORDINATOR, DIRECTOR, PARTNERS, contact_of, taken
from stack.demo.troupe import Troupe
from starter.client.cases import Cases
from starter.client.session import documents, documents_of_new
from starter.files.history_file import read_history
from starter.files.referral_file import read_referral

EXAMPLES = Path(__file__).parents[2] / "examples"
DAYS_BACK = 8

Say = Callable[[str], None]
Until = Callable[[Cases, str, Callable[[Case], object]], Awaitable[None]]


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the demonstration plays now


def _example(name: str, settings: Settings) -> Referral:
    return read_referral(EXAMPLES / f"{name}.json", load_policy(settings.policy_file), _now(), [])


def _at(referral: Referral, aware: datetime, number: str) -> Referral:
    """The example as if it had come to notice at `aware`; its sender's number makes it the same one at every start."""
    happened = Moment.on(london_date(aware - timedelta(days=1)))
    lead = referral.safeguarding_lead
    return referral.model_copy(
        update={
            "incident": referral.incident.model_copy(update={"at": happened}),
            "referrer": referral.referrer.model_copy(update={"own_reference": number}),
            "safeguarding_lead": lead.model_copy(update={"at": Moment.at(aware)}) if lead else None,
            "agency_aware": Moment.at(aware),
            "la_aware": Moment.at(aware),
            "received": Moment.at(aware),
        }
    )


async def take_over(cases: Troupe, settings: Settings, say: Say, until: Until) -> str:
    """A case with all its decisions, from referral to the end of its year in public."""
    referral = _example("taken-over", settings)
    store = await documents_of_new(settings, referral)
    history = read_history(
        EXAMPLES / "taken-over.history.json",
        lambda path: store.put(path.read_bytes(), path.name, "application/octet-stream"),
    )
    referred = await cases.refer(referral, history=history)
    say(f"{referred.reference}  taken over with {len(history)} decisions of the past")
    await until(cases.looking, referred.reference, lambda case: case.is_closed)
    say(f"{referred.reference}  closed: nothing of it was left to do")
    return referred.reference


async def take_live(cases: Troupe, settings: Settings, say: Say, until: Until) -> str:
    """A case of today: acknowledged, decided, notified, reviewed and signed, until it waits for the Panel."""
    referral = _at(_example("harmed-child", settings), _now(), "DEMO-LIVE")
    reference = (await cases.refer(referral)).reference
    say(f"{reference}  referred today")
    await until(cases.looking, reference, lambda case: case.referrals and case.referrals[0].acknowledged)
    say(f"{reference}  acknowledged by e-mail")

    reason = "Abuse is suspected and the invented child was seriously harmed."
    await cases.decide(reference, taken(DecideCriteria, DIRECTOR, _now(), reason, outcome=CriteriaOutcome.MET))
    say(f"{reference}  criteria met; the agencies are asked for their summaries")
    submitted = "Submitted in the national system."
    await cases.decide(reference, taken(Notify, DIRECTOR, _now(), submitted, panel_reference="EXAMPLE-0001"))
    say(f"{reference}  Panel notified")
    store = await documents(settings, reference)
    for agency in referral.agencies[:-1]:
        paper = store.put(f"Invented summary of {agency}.".encode(), "summary.txt", "text/plain")
        summary = taken(ReturnSummary, contact_of(agency), _now(), "Files secured.", agency=agency, summary=paper)
        await cases.decide(reference, summary)
    say(f"{reference}  {len(referral.agencies) - 1} of {len(referral.agencies)} summaries returned; the gap is stated")
    meeting = taken(
        HoldMeeting,
        COORDINATOR,
        _now(),
        "Agencies could have shared what each knew.",
        recommendation=Recommendation.LOCAL_REVIEW,
        facts="Invented facts.",
        immediate_safety="The invented child is safe.",
        learning="Share earlier.",
        next_steps="A local review.",
    )
    await cases.decide(reference, meeting)
    action = taken(
        AgreeAction,
        COORDINATOR,
        _now(),
        "From the rapid review.",
        action="Review how information is shared",
        owner="partnership",
        due=london_date(_now() + timedelta(days=60)),
    )
    await cases.decide(reference, action)
    for organisation, person in PARTNERS.items():
        signature = taken(Sign, person, _now(), "Read and agreed.", paper=Paper.RAPID_REVIEW, partner=organisation)
        await cases.decide(reference, signature)
    say(f"{reference}  signed by all three partners")
    await until(cases.looking, reference, lambda case: case.submission)
    say(f"{reference}  rapid review sent to the Panel, whose answer it now waits for")
    return reference


async def open_overdue(cases: Troupe, settings: Settings, say: Say, until: Until) -> str:
    """A case whose local authority has been aware for days: reminders, overdue duties and escalations at once."""
    today = london_date(_now())
    aware = at_nine(england_calendar(today.year - 1, today.year + 1).subtract_working_days(today, DAYS_BACK))
    referral = _at(_example("five-siblings", settings), aware, "DEMO-OVERDUE")
    reference = (await cases.refer(referral)).reference
    say(f"{reference}  referred late: the local authority was aware {DAYS_BACK} working days ago")
    await until(cases.looking, reference, lambda case: case.overdue_duties(_now()) and not case.outbox)
    reason = "Neglect is known and the invented children were seriously harmed."
    await cases.decide(reference, taken(DecideCriteria, DIRECTOR, _now(), reason, outcome=CriteriaOutcome.MET))
    say(f"{reference}  criteria met, late; the notification to the Panel is overdue")
    case = (await cases.looking.case(reference)).case
    fired = sum(len(duty.fired) for duty in case.duties.values())
    late = sum(duty.timeliness is Timeliness.LATE for duty in case.duties.values())
    overdue = len(case.overdue_duties(_now()))
    say(f"{reference}  {fired} reminders and escalations fired; duties overdue: {overdue}, met late: {late}")
    return reference
