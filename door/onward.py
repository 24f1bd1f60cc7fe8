"""Where somebody goes on to who has signed in: a page of the front door's own, and nowhere else."""

import re

HOME = "/"

# Two slashes, or a backslash that browsers read as one, would begin another site's address.
PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*", re.ASCII)


def safe_path(wanted: str) -> str:
    """The path, with its query, that somebody wants to go on to; the list of cases where it is none of ours."""
    return wanted if PATH.fullmatch(wanted) else HOME
