"""Write what somebody asked for into a file that is theirs alone: what it says, they decide to give on."""

import os
from pathlib import Path

from starter.client.errors import BadInput


def write_file(path: Path, content: str, encoding: str = "utf-8") -> None:
    """Write a file anew, for its owner alone. Raises BadInput where that is not possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(number, "w", encoding=encoding, newline="") as file:
            file.write(content)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror or error}.") from None
