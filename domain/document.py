"""What is attached, returned, drafted or sent, as events refer to it."""

from pydantic import Field

from domain.model import Model
from domain.reference import REFERENCE


class Document(Model):
    """A stored document: its address is the keyed hash of its content, so it can be checked but not guessed.

    `case` is the reference of the case under whose key it is kept: a linked case's documents stay under its own.
    """

    case: str = Field(pattern=REFERENCE)
    address: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: str = Field(min_length=1, max_length=200)
    media_type: str = Field(max_length=100)
    size: int = Field(ge=0)
