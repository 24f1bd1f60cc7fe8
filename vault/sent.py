"""Whether what is on record was signed by who sent it: by the key that a proof brings, for this command to this case.

Whose key that was is not asked: the people file may have changed since, and the record says whom it was then.
"""

from collections.abc import Sequence

from domain.digest import digest
from domain.event import CaseOpened, DecisionRefused, DecisionTaken, RecordedEvent, RulesResolved
from domain.opening import Opening
from vault.proofs import BadProof, signed_command


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


def _fault(event: RecordedEvent, events: Sequence[RecordedEvent]) -> str | None:
    body = event.body
    if not isinstance(body, CaseOpened | DecisionTaken):
        return None
    if body.sender.id != event.actor:
        return "actor: is not who sent it"
    if body.proof is None:
        return (
            None if body.sender.kind == "service" else "proof: there is none, and it was not the service that sent it"
        )
    try:
        signed = signed_command(body.proof)
    except BadProof as error:
        return f"proof: {error}"
    if isinstance(body, DecisionTaken) and not event.taken_over:
        identity, digests = body.decision.id, {digest(body.decision)}
    else:  # it was sent with the referral
        identity, digests = event.stream, _digests_of_opening(events)
    known = (signed.case, signed.id) == (event.stream, identity) and (not digests or signed.digest in digests)
    return None if known else "proof: it was signed for something else"


def _digests_of_opening(events: Sequence[RecordedEvent]) -> set[str]:
    """What the referral can have been signed as; nothing where a decision that it brought was refused.

    The record has a refusal, and not all that was refused. Nor does it say whether the framework was asked for.
    """
    opened = events[0].body
    if not isinstance(opened, CaseOpened):
        return set()
    at_once = [each for each in events if each.recorded_at == events[0].recorded_at]
    if any(isinstance(each.body, DecisionRefused) for each in at_once):
        return set()
    resolved = [each.body.rules.framework.name for each in at_once if isinstance(each.body, RulesResolved)]
    history = tuple(each.body.decision for each in events if isinstance(each.body, DecisionTaken) and each.taken_over)
    return {
        digest(
            Opening(
                reference=events[0].stream,
                referral=opened.referral,
                fingerprints=opened.fingerprints,
                framework=framework,
                history=history,
            )
        )
        for framework in (None, *resolved)
    }
