"""Read a JSON file that somebody wrote: bounded, strictly, and with one plain message when it is none."""

import json
from pathlib import Path
from typing import Any

from starter.client.errors import BadInput
from starter.files.text_file import read_text


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """The value in the file.

    Raises:
        BadInput: it cannot be read, is larger than 1 MiB, or is not JSON in UTF-8.
    """
    text = read_text(path, "Put long material into attachments.")
    try:
        return json.loads(text, object_pairs_hook=_no_name_twice, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadInput(f"{path} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from None
    except _Twice:
        raise BadInput(f"{path} gives a field twice in one object. Write each once.") from None
    except (ValueError, RecursionError):
        raise BadInput(f"{path} is not JSON that can be used: numbers or nesting beyond all measure.") from None


class _Twice(ValueError):  # noqa: N818 - what it says
    pass


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)
