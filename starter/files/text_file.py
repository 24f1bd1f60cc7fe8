"""Read a file that somebody wrote: bounded, and with one plain message when it is no text."""

from pathlib import Path

from starter.client.errors import BadInput

LIMIT = 1024 * 1024


def read_text(path: Path, when_larger: str) -> str:
    r"""The text in the file, its lines ended by \n.

    `when_larger` is the sentence that tells whoever wrote more than 1 MiB what to do.

    Raises:
        BadInput: it cannot be read, is larger than 1 MiB, or is not text in UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LIMIT + 1)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > LIMIT:
        raise BadInput(f"{path} is larger than 1 MiB. {when_larger}")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not a text in UTF-8. Save it as UTF-8.") from None
