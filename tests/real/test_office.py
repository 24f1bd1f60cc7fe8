"""The pages for staff, played from the first to the last: each command does what its page says, on the real service."""

import asyncio
import json
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest

from domain.case import Case
from domain.england import england_calendar
from stack.demo.people import PARTNERS, enrol
from tests.real.live import Live, LiveCase
from tests.real.office import CASE, Shown, pages, shown
from tests.real.this_day import today
from tests.unit.cli import Answer, Cli, example
from tests.unit.terminal import Terminal

LONGEST_PAGE = 60
TRIES = 20
LOOKING = {"due", "list", "record"}
"""Verbs that look at lists, which follow a moment after the case."""
ASKED = re.compile(r"([a-z ]+|Record this\? \[y/N\]): ?(.*)")
"""A question of the command, and what was typed."""
DAYS_LATE = 8
WHO = {"criteria": "example-director", "notify": "example-director", "notification-form": "example-director"}
"""Who sits at the keyboard, where it is not the business manager."""


def who_types(words: list[str]) -> str:
    if words[0] == "sign":
        return PARTNERS[words[words.index("--partner") + 1]]
    if words[0] == "local-review":
        return PARTNERS["local_authority"]
    return WHO.get(words[0], "example-manager")


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_a_page_is_short(page: Path) -> None:
    assert len(page.read_text(encoding="utf-8").splitlines()) <= LONGEST_PAGE


class Office:
    """Does what the pages say, at one keyboard after the other: one case from its referral on, and one that is late."""

    def __init__(self, live: Live, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        self._live, self._cli, self._monkeypatch = live, cli, monkeypatch
        self._case: LiveCase | None = None

    async def opens_a_late_case(self) -> None:
        self._late = await self._opened(await asyncio.to_thread(self._cli, "refer", "late.json"))

    async def does(self, step: Shown) -> None:
        case = self._late if step.asks or step.page == "red" else self._case
        words = step.words(case.reference if case else CASE, today())
        self._monkeypatch.setenv("CSPR_ACTOR", who_types(words))
        if step.asks:
            await asyncio.to_thread(answer_at_a_terminal, step, words)
            return
        if case:
            await (case.settled() if words[0] == "timeline" else case.until(lambda state: not state.outbox))

        answer = await asyncio.to_thread(self._cli, *words)
        for _ in range(TRIES):
            if words[0] in LOOKING and step.missing(answer.out):
                answer = await asyncio.to_thread(self._cli, *words)
        assert answer.status == 0, f"{step}: {answer.out}{answer.err}"
        assert step.missing(answer.out) == [], f"{step}: {answer.out}"
        if words == ["refer", "referral.json"]:
            self._case = await self._opened(answer)

    async def _opened(self, answer: Answer) -> LiveCase:
        assert answer.status == 0, answer.err
        reference = answer.out.partition(":")[0]
        case = LiveCase(reference, self._live.client.get_workflow_handle(reference, result_type=Case), self._live)
        await case.until(lambda state: state.rules)
        return case


def answer_at_a_terminal(step: Shown, words: list[str]) -> None:
    """Have the conversation that the page shows."""
    with Terminal(*words, environment={name: os.environ[name] for name in ("CSPR_SETTINGS", "CSPR_ACTOR")}) as terminal:
        for line in step.screen:
            if asked := ASKED.fullmatch(line):
                terminal.answer(asked[1], asked[2])
            else:
                terminal.expect(line)
        assert terminal.end() == 0, terminal.seen


def write_files(folder: Path) -> None:
    """The files that the pages name, and a referral of an incident that everybody has known of for too long."""
    days = england_calendar(today().year - 1, today().year + 1)
    for name, aware in (("referral", today()), ("late", days.subtract_working_days(today(), DAYS_LATE))):
        content = example()
        content["referrer"]["own_reference"] = f"OFFICE-{name}"
        content["incident"] |= {"at": (aware - timedelta(days=1)).isoformat(), "summary": f"Invented: {name}."}
        content["children"][0]["name"] = f"Invented {name}"
        content["safeguarding_lead"]["at"] = content["agency_aware"] = aware.isoformat()
        content["la_aware"] = content["received"] = aware.isoformat()
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    for name in ("form", "summary", "letter", "answer", "report"):
        (folder / f"{name}.pdf").write_text("Invented.", encoding="utf-8")


@pytest.mark.timeout(180)  # a whole case, from its referral to its publication
async def test_the_pages_for_staff_say_what_happens(
    live: Live, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol(live.settings)
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CSPR_SETTINGS", str(live.service.settings_file))
    monkeypatch.setenv("CSPR_ACTOR", "example-coordinator")
    office = Office(live, Cli(capsys), monkeypatch)
    await office.opens_a_late_case()
    for step in shown():
        await office.does(step)
