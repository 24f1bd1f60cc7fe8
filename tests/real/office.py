"""What the pages for staff show: the commands that they have people type, and the screens that come of them."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.england import england_calendar

INDEX = Path(__file__).parents[2] / "docs" / "office.md"
CASE = "CSPR-7K4M-2QXD"
"""The case of the pages."""
TODAY = date(2026, 1, 15)
"""The day of the pages."""

_PART = re.compile(r"^ {4}(cspr [^\n]*)$|^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DAY = re.compile(r"\b2026-\d\d-\d\d\b")
_CHANGES = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"CSPR-[0-9A-Z]{4}-[0-9A-Z]{4}"), "REF"),
    (re.compile(r"\(cspr:[-0-9a-f]+\)"), "(ID)"),
    (re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ [A-Z][a-z]{2}( \d{4})?( \d\d:\d\d)?"), "DAY"),
    (re.compile(r", (today|tomorrow|in \d+ working days?|in (about )?\d+ \w+)(?= |,|$)"), ""),
    (re.compile(r"\d+ working days? (early|late)"), "N early or late"),
    (re.compile(r"on its last day"), "N early or late"),
)
"""What differs from one case and day to another."""


@dataclass(frozen=True)
class Shown:
    """A command of a page, and the lines of the screen that the page shows under it."""

    page: str
    command: str
    screen: tuple[str, ...]
    asks: bool = False

    def words(self, reference: str, today: date) -> list[str]:
        """What to type today for this case. A day is as many working days off as it is in the page."""
        there, here = (england_calendar(day.year - 1, day.year + 2) for day in (TODAY, today))

        def moved(found: re.Match[str]) -> str:
            day = date.fromisoformat(found[0])
            if day < TODAY:
                return here.subtract_working_days(today, there.working_days_between(day, TODAY)).isoformat()
            return here.add_working_days(today, there.working_days_between(TODAY, day)).isoformat()

        return shlex.split(_DAY.sub(moved, self.command.replace(CASE, reference)), comments=True)[1:]

    def missing(self, printed: str) -> list[str]:
        """The lines of the screen that were not printed. An ellipsis stands for anything."""
        lines = [_plain(line) for line in printed.splitlines()]
        return [line for line in self.screen if not any(_pattern(line).fullmatch(each) for each in lines)]


def pages() -> list[Path]:
    """The pages, in the order of the index."""
    links = re.findall(r"\((office/[a-z-]+\.md)\)", INDEX.read_text(encoding="utf-8"))
    return [INDEX.parent / link for link in dict.fromkeys(links)]


def shown() -> Iterator[Shown]:
    """Every command of the pages, in their order. One that asks has the lines of its conversation as its screen."""
    for page in pages():
        parts = list(_PART.finditer(page.read_text(encoding="utf-8")))
        for part, after in zip(parts, [*parts[1:], None], strict=True):
            command, kind, text = part.groups()
            if command:
                screen = after[3] if after and after[2] == "" else ""
                yield Shown(page.stem, command, tuple(line for line in screen.splitlines() if line.strip(" …")))
            elif kind == "prompt":
                first, *lines = text.splitlines()
                yield Shown(page.stem, first.removeprefix("$ "), tuple(lines), asks=True)


def _plain(text: str) -> str:
    for pattern, instead in _CHANGES:
        text = pattern.sub(instead, text)
    return text.strip()


def _pattern(line: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part.strip()) for part in _plain(line).split("…")))
