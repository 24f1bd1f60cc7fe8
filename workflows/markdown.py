"""The markdown that Temporal's Web UI can show: headings, flat lists, quotes, emphasis."""

from collections.abc import Iterator, Sequence

LONGEST_DETAILS = 3800
"""Bytes. The Web UI puts what it renders into the address of a request, and proxies take no long addresses."""

_MARKS = frozenset(r"\`*_{}[]<>()#+!|~$&/.=@")


def outside(text: str) -> str:
    """Text from outside, free of what this page would read as a mark, a link or a line of its own."""
    one_line = " ".join(text.split())
    return "".join(f"\\{character}" if character in _MARKS else character for character in one_line)


def within(limit: int, lines: Sequence[str], elsewhere: str) -> str:
    """The lines as far as they fit into so many bytes, whole ones, and how many more there are.

    `elsewhere` is markdown that says where everything is.
    """
    whole = "\n".join(lines)
    if len(whole.encode()) <= limit:
        return whole
    kept: list[str] = []
    while True:
        left_out = sum(bool(line) for line in lines[len(kept) :])
        told = f"\n\n*{left_out} more lines do not fit here: {elsewhere}*"
        following = lines[len(kept)]
        if len("\n".join([*kept, following]).encode()) + len(told.encode()) > limit:
            return "\n".join(kept) + told
        kept.append(following)


def paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Each line as a paragraph of its own."""
    for line in lines:
        yield from (line, "")
