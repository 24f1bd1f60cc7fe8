"""The state of a case after it took over a linked duplicate; when and what it takes is in `domain/merging.py`."""

from domain.case import Case, ReceivedReferral
from domain.event import AcknowledgementReported, DuplicateTakenOver


def taken_over(case: Case, event: DuplicateTakenOver) -> Case:
    """The state with what was taken over; an agency's summary that is here already stays."""
    brought = {summary.agency: summary for summary in event.summaries}
    return case.having(
        referrals=(*case.referrals, *event.referrals),
        summaries={**brought, **case.summaries},
        fingerprints=(*case.fingerprints, *event.fingerprints),
    )


def acknowledgement_reported(case: Case, event: AcknowledgementReported) -> Case:
    """The state with what became of the letter; an acknowledgement that a person recorded meanwhile stays."""

    def heard(received: ReceivedReferral) -> ReceivedReferral:
        if received.from_case != event.from_case:
            return received
        known = received.acknowledged or event.acknowledged
        return received.model_copy(update={"acknowledged": known, "letter_under_way": False})

    return case.having(referrals=tuple(map(heard, case.referrals)))
