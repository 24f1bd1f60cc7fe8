"""A typed refusal: the procedure says no, and says why."""

from enum import StrEnum


class RefusalCode(StrEnum):
    """Why a decision was not taken."""

    MALFORMED = "malformed"
    UNPROVEN = "unproven"
    NOT_AUTHORISED = "not_authorised"
    WRONG_STAGE = "wrong_stage"
    ALREADY_DECIDED = "already_decided"
    WRONG_TIME = "wrong_time"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN = "unknown"
    INCOMPLETE = "incomplete"
    CLOSED = "closed"
    DESTROYED = "destroyed"


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The decision is not taken and nothing changes.

    Args:
        code: the kind of refusal, for programs.
        message: one sentence that says what is wrong and what would be right; free of personal data.
    """

    def __init__(self, code: RefusalCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
