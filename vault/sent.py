"""Whether what is on record was signed by who sent it: by the key that a proof brings, for this command to this case.

Whose key that was is not asked: the people file may have changed since, and the record says whom it was then.
"""

from collections.abc import Sequence

from domain.actor import THE_SERVICE
from domain.decisions.dates import ChangeCalendar
from domain.decisions.local_review import EndPublicYear
from domain.digest import digest, signed_text
from domain.event import CaseOpened, DecisionRefused, DecisionTaken, RecordedEvent, RulesResolved
from domain.model import Model
from domain.opening import Opening
from vault.proofs import BadProof, signed_command

BY_RULE = (EndPublicYear, ChangeCalendar)
"""What the service also decides by itself: `workflows.follow_up`, `domain.proclamation`. Nobody signs it then."""


def unproven(events: Sequence[RecordedEvent]) -> tuple[int, str] | None:
    """The position of the first event of a stream that its sender did not sign, and why that is said."""
    for event in events:
        why = _fault(event, events)
        if why:
            return event.position, why
    return None


def count_proofs(events: Sequence[RecordedEvent]) -> int:
    """How many of the events bring a proof."""
    return sum(isinstance(each.body, CaseOpened | DecisionTaken) and each.body.proof is not None for each in events)


def signed_text_of(event: RecordedEvent, events: Sequence[RecordedEvent]) -> str | None:
    """The text whose SHA-256 the proof of an event signed.

    None where it brings no proof, or one of something else; and where the record does not have all that was signed.
    What was decided before the service had the case was signed with the referral.
    """
    body = event.body
    if not isinstance(body, CaseOpened | DecisionTaken) or body.proof is None:
        return None
    try:
        signed = signed_command(body.proof)
    except BadProof:
        return None
    _, commands = _sent_as(event, events)
    return next((signed_text(each) for each in commands if digest(each) == signed.digest), None)


def _fault(event: RecordedEvent, events: Sequence[RecordedEvent]) -> str | None:
    body = event.body
    if not isinstance(body, CaseOpened | DecisionTaken):
        return None
    if body.sender.id != event.actor:
        return "actor: is not who sent it"
    if body.proof is None:
        by_rule = isinstance(body, DecisionTaken) and isinstance(body.decision, BY_RULE) and body.sender == THE_SERVICE
        return None if by_rule else "proof: there is none, and it is nothing that the service decides by itself"
    try:
        signed = signed_command(body.proof)
    except BadProof as error:
        return f"proof: {error}"
    identity, commands = _sent_as(event, events)
    digests = {digest(each) for each in commands}
    known = (signed.case, signed.id) == (event.stream, identity) and (not digests or signed.digest in digests)
    if not known:
        return "proof: it was signed for something else"
    opened = events[0].body
    with_the_referral = not event.taken_over or (isinstance(opened, CaseOpened) and body.proof == opened.proof)
    return None if with_the_referral else "proof: it was not signed with the referral"


def _sent_as(event: RecordedEvent, events: Sequence[RecordedEvent]) -> tuple[str, Sequence[Model]]:
    """The id of the command that brought the event, and what it can have been, where that is on record whole."""
    if isinstance(event.body, DecisionTaken) and not event.taken_over:
        return event.body.decision.id, [event.body.decision]
    return event.stream, _openings(events)  # it was sent with the referral


def _openings(events: Sequence[RecordedEvent]) -> list[Opening]:
    """What the referral can have been signed as; nothing where a decision that it brought was refused.

    The record has a refusal, and not all that was refused. Nor does it say whether the framework was asked for.
    """
    opened = events[0].body
    if not isinstance(opened, CaseOpened):
        return []
    at_once = [each for each in events if each.recorded_at == events[0].recorded_at]
    if any(isinstance(each.body, DecisionRefused) for each in at_once):
        return []
    resolved = [each.body.rules.framework.name for each in at_once if isinstance(each.body, RulesResolved)]
    history = tuple(each.body.decision for each in events if isinstance(each.body, DecisionTaken) and each.taken_over)
    return [
        Opening(
            reference=events[0].stream,
            referral=opened.referral,
            fingerprints=opened.fingerprints,
            framework=framework,
            history=history,
        )
        for framework in (None, *resolved)
    ]
