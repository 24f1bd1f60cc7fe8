"""The documentation is held to what the product is: settings, verbs, their options, links, the files that it names."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup

from domain.rule_files import load_frameworks, load_policy
from door.limits import READS
from settings import Settings
from starter.app import command
from starter.cases.case_lists import case_list, page_of_list
from vault.people import parse_people

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
DOOR = "http://127.0.0.1:8233"
WAITED_FOR = ("panel", "signature", "health_trust")
COMMANDS = typer.main.get_group(command())
VERBS = set(COMMANDS.commands)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "settings.md").read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text())
    ours = [link for link in links if not link.startswith(("https://", DOOR))]
    assert [link for link in ours if not (page.parent / link).exists()] == []


def test_the_links_of_the_readme_open_the_lists_that_open_does() -> None:
    links = re.findall(rf"\]\(({DOOR}[^)]+)", (ROOT / "README.md").read_text())
    lists = [case_list(overdue=each == "now", due_soon=each == "soon", waiting_for=()) for each in ("", "now", "soon")]
    lists += [case_list(overdue=False, due_soon=False, waiting_for=[whom]) for whom in WAITED_FOR]
    assert links == [f"{DOOR}{page_of_list('cspr', *each)}" for each in lists]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_is_shown_exists(page: Path) -> None:
    shown = set(re.findall(r"^ {4}(?:\.venv/bin/)?cspr ([a-z][a-z-]+)", page.read_text(), re.MULTILINE))
    assert shown <= VERBS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_option_that_is_shown_is_one_of_its_command(page: Path) -> None:
    verbs = dict(_verbs(COMMANDS))
    for shown in re.findall(r"(?:^ {4}(?:\S*/)?|`)cspr ([a-z][^`\n]*)", page.read_text(), re.MULTILINE):
        words = shown.split()
        verb = verbs.get(" ".join(words[:2])) or verbs.get(words[0])
        if verb:
            known = {"--help", *(option for each in verb.params for option in (*each.opts, *each.secondary_opts))}
            assert set(re.findall(r"(?<![\w-])--[a-z-]+", re.sub(r'"[^"]*"', "", shown))) <= known, shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_decision_record_is_called_by_its_number(page: Path) -> None:
    links = re.findall(r"\[(?:[Dd]ecision )?(\d+)\]\((?:\S*/)?(\d{4})-[^)]+\)", page.read_text())
    assert [link for link in links if link[0].zfill(4) != link[1]] == []
    if page.parent.name == "decisions":
        assert page.read_text().startswith(f"# {int(page.name[:4])}. ")


ROOMS = ("domain", "workflows", "activities", "ledger", "vault", "archive", "door", "starter", "stack")
FILE = re.compile(rf"(?<![\w./-])((?:{'|'.join((*ROOMS, 'tests', 'docs', 'bench', 'examples'))})/[\w./-]*\w)")
MODULE = re.compile(rf"(?:`|python -m )((?:{'|'.join(ROOMS)})(?:\.[a-z_]+)+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_is_named_exists(page: Path) -> None:
    named = [name for name in FILE.findall(page.read_text()) if not re.search(r"/\d+\.\d+\.\d+", name)]
    assert [name for name in named if not (ROOT / name).exists() and not (page.parent / name).exists()] == []


def test_every_module_and_page_that_the_code_names_exists() -> None:
    faults = set()
    for source in (file for room in ROOMS for file in (ROOT / room).rglob("*.py")):
        text = source.read_text()
        pages = (ROOT / page for page in re.findall(r"\bdocs/[\w/-]+\.md", text))
        faults |= {(source, page) for page in pages if not page.exists()}
        for module in MODULE.findall(text):
            path = ROOT / module.replace(".", "/")
            if not any(each.with_suffix(".py").exists() for each in (path, path.parent)):
                faults.add((source, module))
    assert faults == set()


def test_every_verb_of_a_decision_is_in_the_procedure() -> None:
    named = set(re.findall(r"`([a-z][a-z-]+)`", (ROOT / "docs" / "procedure.md").read_text()))
    other = {
        "status",
        "list",
        "diff",
        "timeline",
        "watch",
        "due",
        "report",
        "mail",
        "deadlines",
        "explain",
        "up",
        "demo",
        "simulate",
        "recover",
        "worker",
        "open",
        "people",
        "sign-in",
        "sign-out",
        "whoami",
        "keys",
        "ledger",
        "record",
        "replay",
        "export",
        "reads",
        "audit",
        "archive",
    }
    assert VERBS - other <= named


def _verbs(group: TyperGroup, *before: str) -> Iterator[tuple[str, TyperCommand]]:
    for name, each in group.commands.items():
        if isinstance(each, TyperGroup):
            yield from _verbs(each, *before, name)
        elif isinstance(each, TyperCommand):
            yield " ".join((*before, name)), each


def test_every_verb_that_answers_answers_programs_too() -> None:
    without = {name for name, verb in _verbs(COMMANDS) if not any("--json" in option.opts for option in verb.params)}
    assert without == {"up", "demo", "worker", "keys intake"}, "they stay up, or print JSON anyway"


def test_the_limits_that_are_documented_are_the_ones_that_count() -> None:
    text = (ROOT / "docs" / "procedure.md").read_text()
    assert f"{READS.partition('/')[0]} values a minute" in (ROOT / "docs" / "people.md").read_text()
    policy, framework = load_policy(), load_frameworks()["working-together-2023-panel-2025"]
    for duty, words in (("acknowledgement", "2 working days"), ("criteria_decision", "3 working days")):
        assert f"{policy.rule(duty).amount} working days" == words
        assert words in text
    for duty, words in (("notification", "5 working days"), ("rapid_review", "15 working days")):
        assert f"{framework.rule(duty).amount} working days" == words
        assert words in text


@pytest.mark.parametrize("page", ["people.md", "authority.md"])
def test_a_people_file_that_is_shown_is_one(page: str) -> None:
    for block in re.findall(r"^```toml\n(.*?)^```", (ROOT / "docs" / page).read_text(), re.MULTILINE | re.DOTALL):
        assert parse_people(block.encode(), page).people


def test_each_page_of_the_first_hour_is_short() -> None:
    assert len((ROOT / "README.md").read_text().split()) < 1200
    assert len((ROOT / "CONTRIBUTING.md").read_text().split()) < 800
