"""The state of one case: everything that its recorded events add up to."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

from pydantic import AwareDatetime

from domain.allowance import Allowances
from domain.decisions.access import BreakGlass, ChangeAccess
from domain.decisions.closed_case import (
    ApproveDisposal,
    DeclineDisposal,
    LiftLegalHold,
    PlaceLegalHold,
    ProposeDisposal,
    Reopen,
)
from domain.decisions.criteria import CriteriaOutcome, DecideCriteria, Notify, RecordOtherAreaAnswer
from domain.decisions.dates import ExplainLateness, MoveToFramework
from domain.decisions.local_review import (
    AgreeAction,
    CompleteAction,
    CompleteStep,
    DelayPublication,
    EndPublicYear,
    Publish,
    SendAdvanceCopy,
)
from domain.decisions.panel import ConcludeNationalReview, DecideLocalReview, RecordPanelAnswer, SupplyInformation
from domain.decisions.rapid_review import HoldMeeting, ReturnSummary, Sign, StandDown
from domain.decisions.referral import CorrectFacts, DecideReferral, LinkDeathReview, LinkDuplicate, Withdraw
from domain.destroyed import Destroyed
from domain.duty import Duty, DutyStatus
from domain.letter import Letter
from domain.london import london_date
from domain.model import Model
from domain.moment import Moment
from domain.notifiable import Assessment
from domain.policy import Organisation
from domain.referral import Referral
from domain.rules import Rules


class ReceivedReferral(Model):
    """One referral of the incident and its acknowledgement.

    `from_case` is the linked duplicate that it opened. `letter_under_way` says that a letter of that case
    acknowledges it, of which nothing has been heard yet.
    """

    referral: Referral
    acknowledged: Moment | None = None
    from_case: str | None = None
    letter_under_way: bool = False


class Action(Model):
    """An action from the learning, and its completion."""

    agreed: AgreeAction
    completed: CompleteAction | None = None


class LegalHold(Model):
    """The record is kept for somebody who requires it, until that is lifted."""

    placed: PlaceLegalHold
    lifted: LiftLegalHold | None = None


class Disposal(Model):
    """A proposal to destroy the record, and what became of it. A legal hold or a reopening sets it aside."""

    proposed: ProposeDisposal
    approved: ApproveDisposal | None = None
    declined: DeclineDisposal | None = None
    set_aside: bool = False


class Confirmation(Model):
    """A corrected fact leads elsewhere: the criteria are decided again, after the `decided` first decisions."""

    asked: Moment
    decided: int


class Case(Model):
    """One incident's case. Empty before anything happened; every event makes a new one (`domain/evolve.py`).

    Decisions are kept whole, in the order in which they were recorded; nothing that was decided is dropped.
    """

    reference: str
    position: int = 0
    opened_at: AwareDatetime | None = None
    fingerprints: tuple[str, ...] = ()
    referrals: tuple[ReceivedReferral, ...] = ()
    rules: Rules | None = None
    earlier_rules: tuple[Rules, ...] = ()  # that were in force before, in order
    assessment: Assessment | None = None
    suspected_duplicates: tuple[str, ...] = ()

    lead: DecideReferral | None = None
    criteria_decisions: tuple[DecideCriteria, ...] = ()
    criteria_since: DecideCriteria | None = None  # since when it is decided so: to confirm it starts nothing afresh
    set_aside: int = 0  # how many of the criteria decisions the last reopening set aside
    corrections: tuple[CorrectFacts, ...] = ()
    framework_moves: tuple[MoveToFramework, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    other_area_answer: RecordOtherAreaAnswer | None = None
    notification: Notify | None = None
    summaries: Mapping[str, ReturnSummary] = {}
    meeting: HoldMeeting | None = None
    signatures: Mapping[str, Sign] = {}
    submission: Moment | None = None
    panel_correspondence: tuple[RecordPanelAnswer | SupplyInformation | DecideLocalReview, ...] = ()
    national_review_concluded: ConcludeNationalReview | None = None
    steps: Mapping[str, CompleteStep] = {}
    delays: tuple[DelayPublication, ...] = ()
    advance_copy: SendAdvanceCopy | None = None
    publication: Publish | None = None
    public_year_ended: EndPublicYear | None = None
    actions: tuple[Action, ...] = ()
    stood_down: StandDown | None = None
    withdrawn: Withdraw | None = None
    linked: LinkDuplicate | None = None
    reopened: tuple[Reopen, ...] = ()
    taken_up: bool = False  # reopened after the Safeguarding Lead had decided not to refer
    death_reviews: tuple[LinkDeathReview, ...] = ()
    outcome: str | None = None
    closed_at: AwareDatetime | None = None
    legal_holds: tuple[LegalHold, ...] = ()
    disposals: tuple[Disposal, ...] = ()
    disposed: Destroyed | None = None  # from then on nothing is recorded any more, and everything is destroyed

    duties: Mapping[str, Duty] = {}
    met_under: Mapping[str, int] = {}  # by duty: how many rules were in force before those that it was met under
    allowances: Mapping[str, Allowances] = {}  # by duty, until it falls away
    explanations: Mapping[str, tuple[ExplainLateness, ...]] = {}
    outbox: Mapping[str, Letter] = {}
    undeliverable: Mapping[str, Letter] = {}  # what the mail server refused for good, in that order
    handled: Mapping[str, str] = {}
    taken_by: Mapping[str, str] = {}  # by decision: the id of who sent it
    access: Mapping[str, ChangeAccess] = {}  # by person: what was decided last
    broken_glass: tuple[BreakGlass, ...] = ()
    refused: int = 0
    malformed: int = 0

    def having(self, **changes: Any) -> Self:  # noqa: ANN401 - any field's value
        """The same case with these fields changed."""
        return self.model_copy(update=changes)

    @property
    def in_force(self) -> Rules:
        """The rules the case runs under; they are resolved before anything can be decided."""
        if self.rules is None:
            raise LookupError("the case's rules have not been resolved yet")
        return self.rules

    def going_on_under(self, rules: Rules) -> Self:
        """The same case under these rules from now on."""
        earlier = (*self.earlier_rules, self.rules) if self.rules else ()
        return self.having(rules=rules, earlier_rules=earlier)

    def under_rules(self, number: int) -> Self:
        """The same case under the rules before which `number` others were in force."""
        return self.having(rules=(*self.earlier_rules, self.in_force)[number])

    @property
    def referral(self) -> Referral:
        """The referral that opened the case."""
        return self.referrals[0].referral

    @property
    def received(self) -> Moment | None:
        """When the first referral was received; a consultation is received when the Lead decides to refer."""
        return self.referral.received or (self.lead.at if self.lead and self.lead.refer else None)

    @property
    def awareness_day(self) -> date:
        """The London day on which the local authority became aware, at the latest.

        The earliest that any referral of the incident tells; of a period its first day counts, the strictest
        reading. Where it is not known, the authority is taken to have become aware when the referral was received,
        or failing that when the case was opened.
        """
        known = [each.referral.la_aware.first_day for each in self.referrals if each.referral.la_aware]
        if self.rules and len(known) > 1:
            # What a linked case brings may bear a date before all that this case's calendar knows.
            known = [day for day in known if day >= self.rules.calendar.first] or known[:1]
        if known:
            return min(known)
        if self.received:
            return self.received.first_day
        if self.opened_at is None:
            raise LookupError("the case has not been opened")
        return london_date(self.opened_at)

    @property
    def referred(self) -> bool:
        """Whether the Safeguarding Lead has decided to refer, or the case was reopened although not."""
        return self.taken_up or self._lead_refers is True

    @property
    def not_referred(self) -> bool:
        """Whether the Safeguarding Lead has decided not to refer, and nobody has challenged it since."""
        return not self.taken_up and self._lead_refers is False

    @property
    def _lead_refers(self) -> bool | None:
        decision = self.lead or self.referral.safeguarding_lead
        return decision.refer if decision else None

    @property
    def criteria(self) -> DecideCriteria | None:
        """The criteria decision in force: the last one, unless the case was reopened after it."""
        if not self.criteria_decisions:
            return None
        last = self.criteria_decisions[-1]
        return last if len(self.criteria_decisions) > self.set_aside else None

    @property
    def under_review(self) -> bool:
        """Whether the incident is on the path of rapid review in this case."""
        met = self.criteria is not None and self.criteria.outcome is CriteriaOutcome.MET
        return met and self.stood_down is None and self.linked is None

    @property
    def panel_answers(self) -> tuple[RecordPanelAnswer, ...]:
        """Every answer of the Panel, in order."""
        return tuple(entry for entry in self.panel_correspondence if isinstance(entry, RecordPanelAnswer))

    @property
    def local_review_decision(self) -> DecideLocalReview | None:
        """The partners' last decision on a local review."""
        decisions = [entry for entry in self.panel_correspondence if isinstance(entry, DecideLocalReview)]
        return decisions[-1] if decisions else None

    @property
    def local_review(self) -> DecideLocalReview | None:
        """The decision that initiated a local review, while one runs or is done.

        Confirming it when the Panel asks to reconsider does not start its six months afresh.
        """
        initiated = None
        for entry in self.panel_correspondence:
            if isinstance(entry, DecideLocalReview):
                initiated = (initiated or entry) if entry.initiate else None
        return initiated

    @property
    def is_closed(self) -> bool:
        """Whether the case has been closed and not reopened."""
        return self.closed_at is not None

    def is_written_about(self, about: str) -> bool:
        """Whether a letter that settles this is on its way, or came back and is a person's to settle."""
        return any(letter.about == about for letter in (*self.outbox.values(), *self.undeliverable.values()))

    def open_duties(self) -> list[Duty]:
        """Open duties by due date, then key."""
        still = (duty for duty in self.duties.values() if duty.status is DutyStatus.OPEN)
        return sorted(still, key=lambda duty: (duty.due, duty.key))

    def overdue_duties(self, now: datetime) -> list[Duty]:
        """Open duties whose day had ended by the UTC instant `now`."""
        return [duty for duty in self.open_duties() if duty.is_overdue(now)]

    def partner_keys(self) -> tuple[str, ...]:
        """The three safeguarding partners' keys in the directory."""
        return tuple(partner.key for partner in self.in_force.policy.partners)

    def organisations_of(self, kind: str) -> tuple[Organisation, ...]:
        """The directory's organisations of a kind."""
        return tuple(each for each in self.in_force.policy.organisations if each.kind == kind)
