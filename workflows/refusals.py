"""A refusal as it travels at Temporal: a failure whose type says that it is one, and which."""

from temporalio.exceptions import ApplicationError

from domain.refusal import Refusal, RefusalCode

COUNTED = (RefusalCode.MALFORMED, RefusalCode.UNPROVEN)
"""What anybody can send as often as they like: recorded one by one at first, then only counted."""

_REFUSED = "Refused:"


def failure(refusal: Refusal) -> ApplicationError:
    """A refusal as its caller gets it."""
    return ApplicationError(refusal.message, type=f"{_REFUSED}{refusal.code.value}", non_retryable=True)


def refusal_in(error: BaseException | None) -> tuple[str, str] | None:
    """The code and the sentence of a refusal, where a caller got one; None for every other failure."""
    if not isinstance(error, ApplicationError) or not (error.type or "").startswith(_REFUSED):
        return None
    return (error.type or "").removeprefix(_REFUSED), error.message
