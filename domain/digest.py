"""The digest of a command: what its proof signs, so that the proof fits no other command."""

import hashlib
import json

from domain.model import Model


def signed_text(command: Model) -> str:
    """What the command says, in one way of writing (ASCII), whose SHA-256 is signed.

    Fields at their default say nothing and are left out: so a later release, which knows more fields, gives the same.
    """
    said = {"command": type(command).__name__, **command.model_dump(mode="json", exclude_defaults=True)}
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def digest(command: Model) -> str:
    """64 hex digits (SHA-256) of what the command says."""
    return hashlib.sha256(signed_text(command).encode()).hexdigest()
