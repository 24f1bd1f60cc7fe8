"""Every decision that a case knows: who, in what role, when, why, and what.

One class is one decision, one plainly named update and one signal, one verb of the command and one event in the
ledger. To add one, add a class here, its rule in the stage's module, and its line in `domain/procedure.py`.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field, StringConstraints

from domain.document import Document
from domain.model import Model
from domain.moment import Moment
from domain.people import Decider
from domain.reference import REFERENCE
from domain.referral import Country
from domain.text import DutyKey, Key, Line, Prose

DecisionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{7,63}$")]
"""The caller's own id of a decision: sent again with the same id, it is the same decision."""


class Decision(Model):
    """What all decisions have in common.

    `at` is when it happened, with the precision it is known by; when and by whom it was recorded is added by the
    workflow, from the proof that came with it.
    `entered_late_because` is asked for when `at` lies on an earlier London day than the recording.
    """

    title: ClassVar[str]
    purpose: ClassVar[str]
    verb: ClassVar[str]  # what follows `cspr` on the command line
    closed_too: ClassVar[bool] = False  # whether it is for a closed case, too, which it need not reopen

    id: DecisionId
    by: Decider
    at: Moment
    reason: Prose
    entered_late_because: Prose | None = None


class DecideReferral(Decision):
    """The Safeguarding Lead of the organisation decides whether to refer."""

    title = "Record the Safeguarding Lead's decision"
    purpose = "Whether the organisation refers the incident to the partnership."
    verb = "lead-decision"

    decision: Literal["safeguarding_lead_decision"] = "safeguarding_lead_decision"
    refer: bool


class Acknowledge(Decision):
    """An acknowledgement given otherwise than by the service's own e-mail."""

    title = "Record an acknowledgement"
    purpose = "That a referrer was acknowledged by telephone or by an e-mail of one's own."
    verb = "acknowledge"

    decision: Literal["acknowledgement"] = "acknowledgement"
    referral: int = Field(default=1, ge=1, description="number of the referral in the case")


class CriteriaOutcome(StrEnum):
    """What the local authority decided about the definition of a serious child safeguarding case."""

    MET = "met"
    NOTIFY_ONLY = "notify_only"
    NOT_MET = "not_met"
    OTHER_AREA = "other_area"


class DecideCriteria(Decision):
    """The local authority decides, with its partners, whether the incident meets the definition."""

    title = "Record the criteria decision"
    purpose = "Whether the incident is a serious child safeguarding case; again on new evidence, to reverse it."
    verb = "criteria"

    decision: Literal["criteria"] = "criteria"
    outcome: CriteriaOutcome
    local_learning_review: bool = Field(
        default=False, description="where the criteria are not met: passed to a local learning review"
    )


class CorrectFacts(Decision):
    """A fact of a referral was wrong; the earlier one stays on record.

    `fingerprints` are the keyed hashes of the right facts, by which the same incident is recognised. Only who sends
    the decision has the key to make them.
    """

    title = "Correct the facts"
    purpose = "A right date of birth, place, incident, awareness or receipt: dates follow, the path is assessed again."
    verb = "correct"

    decision: Literal["correction"] = "correction"
    referral: int = Field(default=1, ge=1, description="number of the referral in the case")
    child: int | None = Field(default=None, ge=1, description="number of the child whose date of birth is corrected")
    date_of_birth: date | None = None
    incident_at: Moment | None = None
    area: Key | None = Field(default=None, description="key of the area where the incident took place")
    country: Country | None = Field(default=None, description="where the incident took place")
    agency_aware: Moment | None = None
    la_aware: Moment | None = None
    received: Moment | None = None
    fingerprints: tuple[Line, ...] = Field(default=(), max_length=1000)


class MoveToFramework(Decision):
    """The case goes on under another statutory framework; what was met stays as it was met."""

    title = "Move to another framework"
    purpose = "That open duties count by another statutory framework from now on; what was met stays as it was met."
    verb = "move-framework"

    decision: Literal["framework_move"] = "framework_move"
    framework: Line = Field(description="name of the statutory framework")


class Notify(Decision):
    """The notification was submitted in the national system by a person."""

    title = "Record the notification"
    purpose = "When the notification was submitted to the Panel, by whom, with its reference and a copy."
    verb = "notify"

    decision: Literal["notification"] = "notification"
    panel_reference: Line
    copy_of_form: Document | None = None


class ReturnSummary(Decision):
    """An agency returned its individual agency summary."""

    title = "Record an agency's summary"
    purpose = "That an agency has secured its files and returned its individual agency summary."
    verb = "summary"

    decision: Literal["agency_summary"] = "agency_summary"
    agency: Key
    summary: Document | None = None


class Recommendation(StrEnum):
    """What the rapid review recommends."""

    LOCAL_REVIEW = "local_review"
    NO_LOCAL_REVIEW = "no_local_review"


class HoldMeeting(Decision):
    """The rapid review meeting was held, with what it found and recommends."""

    title = "Record the rapid review meeting"
    purpose = "The meeting's facts, immediate safety, learning and next steps, and its recommendation."
    verb = "meeting"

    decision: Literal["rapid_review_meeting"] = "rapid_review_meeting"
    recommendation: Recommendation
    facts: Prose
    immediate_safety: Prose
    learning: Prose
    next_steps: Prose


class Paper(StrEnum):
    """What the three safeguarding partners sign."""

    RAPID_REVIEW = "rapid_review"
    LOCAL_REVIEW = "local_review"


class Sign(Decision):
    """One safeguarding partner, or its named and dated delegate, signs for itself."""

    title = "Record a partner's signature"
    purpose = "That one of the three safeguarding partners signed the rapid review or the local review."
    verb = "sign"

    decision: Literal["signature"] = "signature"
    paper: Paper
    partner: Key


class SubmitRapidReview(Decision):
    """The rapid review went to the Panel otherwise than by the service's own e-mail."""

    title = "Record the rapid review's submission"
    purpose = "That the signed rapid review was sent to the Panel by a person."
    verb = "submit-review"

    decision: Literal["rapid_review_submission"] = "rapid_review_submission"
    review: Document | None = None


class PanelAnswer(StrEnum):
    """The five answers of the national Panel."""

    AGREES_NO_LOCAL_REVIEW = "agrees_no_local_review"
    AGREES_LOCAL_REVIEW = "agrees_local_review"
    ASKS_TO_RECONSIDER = "asks_to_reconsider"
    ASKS_FOR_INFORMATION = "asks_for_information"
    NATIONAL_REVIEW = "national_review"


class RecordPanelAnswer(Decision):
    """The Panel answered; answers repeat and change, and each stays on record."""

    title = "Record the Panel's answer"
    purpose = "Which of its five answers the Panel gave, and its words."
    verb = "panel-answer"

    decision: Literal["panel_answer"] = "panel_answer"
    answer: PanelAnswer
    letter: Document | None = None


class SupplyInformation(Decision):
    """The partners sent the Panel the information that it asked for."""

    title = "Record information sent to the Panel"
    purpose = "That what the Panel asked for was sent, and what it was."
    verb = "information"

    decision: Literal["information_to_panel"] = "information_to_panel"
    information: Document | None = None


class Ground(StrEnum):
    """Criteria of regulation 11 of the 2018 Regulations; the list is open."""

    IMPROVEMENTS = "improvements_needed"
    RECURRENT_THEMES = "recurrent_themes"
    AGENCIES_TOGETHER = "agencies_working_together"
    PANEL_CONCLUDED = "panel_concluded"
    OTHER = "other"


class DecideLocalReview(Decision):
    """The partners decide whether to initiate a local child safeguarding practice review."""

    title = "Record the local review decision"
    purpose = "Whether the partners initiate a local child safeguarding practice review, and on which grounds."
    verb = "local-review"

    decision: Literal["local_review_decision"] = "local_review_decision"
    initiate: bool
    grounds: tuple[Ground, ...] = ()


class CompleteStep(Decision):
    """A step of the local review was completed."""

    title = "Record a local review step"
    purpose = "That a step of the regional framework's method was completed, in its order."
    verb = "step"

    decision: Literal["local_review_step"] = "local_review_step"
    step: Key
    result: Document | None = None


class DelayPublication(Decision):
    """Publication is delayed, by criminal proceedings for example; the Panel and Secretary of State are told."""

    title = "Record a delay of publication"
    purpose = "Why publication is delayed; reported to the Panel and the Secretary of State, asked again each month."
    verb = "delay"

    decision: Literal["publication_delay"] = "publication_delay"


class SendAdvanceCopy(Decision):
    """The report goes to the Panel and the Secretary of State ahead of its planned publication."""

    title = "Send the advance copy"
    purpose = "Sends the report to the Panel and the Secretary of State, with the day on which it will be published."
    verb = "advance-copy"

    decision: Literal["advance_copy"] = "advance_copy"
    publish_on: date
    report: Document | None = None


class Publish(Decision):
    """The report was published."""

    title = "Record the publication"
    purpose = "When and where the report was made public."
    verb = "publish"

    decision: Literal["publication"] = "publication"
    where: Line
    report: Document | None = None


class EndPublicYear(Decision):
    """The report has been public for the year that it must be; taken by the procedure itself on the day."""

    title = "Record the end of the year in public"
    purpose = "That the report was publicly available for at least one year."
    verb = "end-public-year"

    decision: Literal["public_year_ended"] = "public_year_ended"


class AgreeAction(Decision):
    """The partners agreed an action from the learning."""

    title = "Record an action"
    purpose = "What is to be done, by which organisation, by which day."
    verb = "action"

    decision: Literal["action"] = "action"
    action: Line
    owner: Key
    due: date


class CompleteAction(Decision):
    """An action was completed, with evidence of its impact (the reason)."""

    title = "Record an action as done"
    purpose = "That an agreed action is done, with the evidence of its impact."
    verb = "action-done"

    decision: Literal["action_completed"] = "action_completed"
    number: int = Field(ge=1)


class StandDown(Decision):
    """After notification it is found that the criteria were not met after all."""

    title = "Stand the review down"
    purpose = "Cancels the review with its reasons; the Panel is told and the history stays."
    verb = "stand-down"

    decision: Literal["stand_down"] = "stand_down"


class Withdraw(Decision):
    """The referral is withdrawn before the criteria decision."""

    title = "Withdraw the referral"
    purpose = "Ends a case whose referral was made in error, before the criteria decision."
    verb = "withdraw"

    decision: Literal["withdrawal"] = "withdrawal"


class Reopen(Decision):
    """A closed case is opened again: a challenge, new evidence, a correction."""

    title = "Reopen the case"
    purpose = "Opens a closed case again on a challenge or new evidence; a fresh criteria decision is then due."
    verb = "reopen"
    closed_too = True

    decision: Literal["reopening"] = "reopening"


class LinkDuplicate(Decision):
    """A person decides that this case is the same incident as another, which survives."""

    title = "Link a duplicate"
    purpose = "Ends this case as the same incident as another one, which takes its referral over."
    verb = "link"

    decision: Literal["link_duplicate"] = "link_duplicate"
    survivor: str = Field(pattern=REFERENCE)


class LinkDeathReview(Decision):
    """A domestic abuse related death review of the same death is known of; `at` is when we were told."""

    title = "Link a domestic abuse related death review"
    purpose = "That another body reviews the death of somebody of 16 or over: its reference, who told us, when."
    verb = "link-death-review"
    closed_too = True

    decision: Literal["death_review_link"] = "death_review_link"
    review_reference: Line = Field(description="reference of the domestic abuse related death review")
    told_by: Line = Field(description="the body that told us, such as the community safety partnership")


class RecordOtherAreaAnswer(Decision):
    """The local authority of the area where it took place told us what it decided about the incident."""

    title = "Record the other area's answer"
    purpose = "Whether the responsible local authority notified the incident, and its reference: we contribute."
    verb = "area-answer"

    decision: Literal["other_area_answer"] = "other_area_answer"
    notified: bool
    their_reference: Line | None = Field(default=None, description="reference of their notification or case")


class ConcludeNationalReview(Decision):
    """The Panel's national review has concluded."""

    title = "Record the national review's conclusion"
    purpose = "That the national review into which the Panel took the case has concluded."
    verb = "national-review-concluded"

    decision: Literal["national_review_concluded"] = "national_review_concluded"


class ExtendDuty(Decision):
    """A local target gets a later day, as the policy allows; it counts as extended, not as on time."""

    title = "Extend a duty"
    purpose = "Gives a local target a later day, within the policy's cap, or takes that back in part."
    verb = "extend"

    decision: Literal["duty_extended"] = "duty_extended"
    duty: DutyKey = Field(description="key of the duty, as status shows it")
    until: date = Field(description="the working day by which it is to be done now")
    code: Key = Field(description="reason code of the policy")
    earlier_because: Prose | None = Field(default=None, description="why the new day is not after the present one")


class SuspendDuty(Decision):
    """The clock of a local target stops until a named day, as the policy allows."""

    title = "Suspend a duty"
    purpose = "Stops the clock of a local target from this day until a named one, within the policy's cap."
    verb = "suspend"

    decision: Literal["duty_suspended"] = "duty_suspended"
    duty: DutyKey = Field(description="key of the duty, as status shows it")
    until: date = Field(description="the working day on which its clock runs again")
    code: Key = Field(description="reason code of the policy")


class ResumeDuty(Decision):
    """The clock of a suspended target runs again, earlier than was named."""

    title = "Resume a duty"
    purpose = "Lets the clock of a suspended local target run again from this day."
    verb = "resume"

    decision: Literal["duty_resumed"] = "duty_resumed"
    duty: DutyKey = Field(description="key of the duty, as status shows it")


class ExplainLateness(Decision):
    """Why a duty was or is late (the reason). The lateness stays on record; so does each explanation."""

    title = "Explain a lateness"
    purpose = "Why a duty was late or is overdue, whatever it rests on; its lateness stays on record."
    verb = "explain-lateness"
    closed_too = True

    decision: Literal["lateness_explained"] = "lateness_explained"
    duty: DutyKey = Field(description="key of the duty, as status shows it")


class Access(StrEnum):
    """What somebody may see and do of one case, whatever their seats."""

    EXCLUDED = "excluded"
    ADMITTED = "admitted"
    BY_SEAT = "by_seat"


class ChangeAccess(Decision):
    """Somebody with a conflict of interest is excluded, a reviewer is admitted, or either is ended."""

    title = "Decide who may see the case"
    purpose = "Excludes a person for a conflict of interest, admits one whom no seat lets read it, or ends that."
    verb = "access"
    closed_too = True

    decision: Literal["access"] = "access"
    person: Key = Field(description="id of the person, as cspr people list shows it")
    access: Access
    until: date | None = Field(default=None, description="the last day of it; without it, until it is changed")


class BreakGlass(Decision):
    """Somebody takes the team's place on a case in an emergency: for a day or two, explained, and everybody is told."""

    title = "Break the glass"
    purpose = "In an emergency: reads the case and acts for the team until a day, with the reason told to everybody."
    verb = "break-glass"
    closed_too = True

    decision: Literal["break_glass"] = "break_glass"
    until: date = Field(description="the last day of it, at most two days ahead")


class PlaceLegalHold(Decision):
    """The record is to be kept whatever the policy says: for a court, an inquiry, an inquest, a claim."""

    title = "Place a legal hold"
    purpose = "That the record is kept, however long its retention is, until the hold is lifted."
    verb = "legal-hold"
    closed_too = True

    decision: Literal["legal_hold"] = "legal_hold"
    required_by: Line = Field(description="who requires it: a court, an inquiry, a coroner, a solicitor")


class LiftLegalHold(Decision):
    """A legal hold has come to its end; others may go on."""

    title = "Lift a legal hold"
    purpose = "That a legal hold is no longer required; the record is kept for as long as the policy says."
    verb = "lift-legal-hold"
    closed_too = True

    decision: Literal["legal_hold_lifted"] = "legal_hold_lifted"
    hold: int = Field(default=1, ge=1, description="number of the hold in the case, counted from 1")


class ProposeDisposal(Decision):
    """Somebody of the team proposes that the record of a closed case be destroyed."""

    title = "Propose to dispose of the record"
    purpose = "That the record of a closed case is to be destroyed when its retention has ended; another one approves."
    verb = "propose-disposal"
    closed_too = True

    decision: Literal["disposal_proposed"] = "disposal_proposed"


class ApproveDisposal(Decision):
    """Somebody else approves that the record be destroyed. Nothing is, before cspr retention dispose."""

    title = "Approve the disposal of the record"
    purpose = "That the record may be destroyed as proposed; by somebody else, in a role that the policy names."
    verb = "approve-disposal"
    closed_too = True

    decision: Literal["disposal_approved"] = "disposal_approved"


class DeclineDisposal(Decision):
    """A proposed disposal is declined, or an approved one taken back before it was carried out."""

    title = "Decline the disposal of the record"
    purpose = "That the record is kept after all; ends a proposal, and an approval that was not carried out yet."
    verb = "decline-disposal"
    closed_too = True

    decision: Literal["disposal_declined"] = "disposal_declined"


class ChangeCalendar(Decision):
    """A bank holiday was proclaimed or withdrawn after the case's calendar was recorded."""

    title = "Change the calendar"
    purpose = "That a day is a bank holiday, or is none after all; open duties are counted afresh."
    verb = "case-calendar"

    decision: Literal["calendar_change"] = "calendar_change"
    day: date = Field(description="the weekday that was proclaimed")
    holiday: Line | None = Field(
        default=None, description="the bank holiday's name; without it the day is none after all"
    )


AnyDecision = Annotated[
    DecideReferral
    | Acknowledge
    | DecideCriteria
    | CorrectFacts
    | MoveToFramework
    | Notify
    | ReturnSummary
    | HoldMeeting
    | Sign
    | SubmitRapidReview
    | RecordPanelAnswer
    | SupplyInformation
    | DecideLocalReview
    | CompleteStep
    | DelayPublication
    | SendAdvanceCopy
    | Publish
    | EndPublicYear
    | AgreeAction
    | CompleteAction
    | StandDown
    | Withdraw
    | Reopen
    | LinkDuplicate
    | LinkDeathReview
    | RecordOtherAreaAnswer
    | ConcludeNationalReview
    | ExtendDuty
    | SuspendDuty
    | ResumeDuty
    | ExplainLateness
    | ChangeAccess
    | BreakGlass
    | PlaceLegalHold
    | LiftLegalHold
    | ProposeDisposal
    | ApproveDisposal
    | DeclineDisposal
    | ChangeCalendar,
    Field(discriminator="decision"),
]

DECISION_NAMES: tuple[str, ...] = tuple(
    kind.model_fields["decision"].default for kind in get_args(get_args(AnyDecision)[0])
)
"""What each decision is called in the record."""
