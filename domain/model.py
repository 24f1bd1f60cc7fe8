"""The base of every value in the procedure."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An immutable value; a field that it does not know is an error, not a silent loss."""

    model_config = ConfigDict(frozen=True, extra="forbid")
