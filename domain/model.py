"""The base of every value in the procedure."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An immutable value; a field that it does not know is an error, not a silent loss.

    Errors do not show the values that they are about: they come into logs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
