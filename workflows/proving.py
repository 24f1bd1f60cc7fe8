"""Who sends a command: an activity finds out, because keys and people are data from outside; its answer is recorded."""

from temporalio import workflow

from domain.digest import digest
from domain.grants import Mandate
from domain.model import Model
from domain.refusal import Refusal, RefusalCode
from workflows.case_file import now
from workflows.errands import VERIFY_PROOF, ProofToVerify, Verified
from workflows.retries import LEDGER_RETRY, ONE_ATTEMPT
from workflows.telling import shortened


async def check_the_service_sends(command: Model, identity: str, proof: str) -> None:
    """Raises Refusal where it is not the service itself that sends this, whose id is `identity`."""
    mandate = await mandate_for(command, identity, proof, (), "The service itself")
    if mandate.actor.kind != "service":
        raise Refusal(RefusalCode.UNPROVEN, "only the service itself sends this from one of its workflows to another")


async def mandate_for(command: Model, identity: str, proof: str, decisions: tuple[str, ...], said: str) -> Mandate:
    """The mandate of who sends a command to this workflow.

    Args:
        command: what is sent.
        identity: the command's own id.
        proof: what came with it.
        decisions: the decisions that it takes, by their names in the record.
        said: what is sent and as whom, in plain words for the timeline; not verified yet.

    Raises:
        Refusal: the proof proves nothing here.
    """
    verified: Verified = await workflow.execute_activity(
        VERIFY_PROOF,
        ProofToVerify(
            case=workflow.info().workflow_id,
            id=identity,
            digest=digest(command),
            proof=proof,
            decisions=decisions,
            at=now(),
        ),
        result_type=Verified,
        start_to_close_timeout=ONE_ATTEMPT,
        retry_policy=LEDGER_RETRY,
        summary=shortened(said),
    )
    if verified.mandate is None:
        raise Refusal(RefusalCode.UNPROVEN, verified.why)
    return verified.mandate.model_copy(update={"proof": proof})
