"""A letter that an event calls for: who gets which template, filled with what."""

from pydantic import AwareDatetime, Field

from domain.document import Document
from domain.model import Model


class Correspondent(Model):
    """Somebody who gets a letter."""

    name: str = Field(min_length=1, max_length=200)
    email: str = Field(min_length=3, max_length=254)


class Letter(Model):
    """One e-mail to one correspondent, not yet sent.

    `key` is unique in the case and made from the position of the event that caused it, so that a retry is the
    same message. `kind` names the template. `values` fill it. `about` is what it settles, such as `referral:1`, or the
    key of the duty that it asks for, with the rung where a ladder does; empty where it only tells something.
    `requested_at` is a UTC instant, the message's date.
    """

    key: str = Field(pattern=r"^\d+-\d+$")
    kind: str
    to: Correspondent
    values: dict[str, str]
    attachments: tuple[Document, ...] = ()
    about: str = ""
    requested_at: AwareDatetime
