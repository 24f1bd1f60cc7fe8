"""The templates against the list of kinds, and as what a reader sees: all of them, with everything and with little."""

import re
from html.parser import HTMLParser
from string import Formatter

import jinja2
import pytest
from jinja2 import meta, nodes

from activities.letters import writing
from activities.letters.kinds import KINDS
from activities.letters.writing import UnwritableLetter, Written, templates, write
from domain.letter import Letter

COMMON = {
    "reference": "CSPR-7K4M-2QXD",
    "recipient": "Invented Recipient",
    "partnership": "Exampleshire Safeguarding",
    "reply_to": "cspr@example.org",
}
NOT_CONFUSED = {"acknowledgement", "criteria_not_met", "withdrawn", "linked", "summary_request", "not_our_area"}
DUTY_LETTERS = {"reminder", "warning", "due", "overdue", "escalation"}
SPOKEN_OF_IN_SUBJECTS = {"duty", "due", "return_by", "publication_planned"}

every_kind = pytest.mark.parametrize("kind", KINDS)
with_everything_or_little = pytest.mark.parametrize("everything", [True, False])


def written(kind: str, *, everything: bool = True) -> Written:
    """The letter, each value as words that say which it is; with little, what may be empty is."""
    values = {
        name: "" if name in KINDS[kind].may_be_empty and not everything else f"INVENTED {name.replace('_', ' ')}"
        for name in KINDS[kind].values
    }
    letter = Letter.model_validate(
        {
            "key": "17-0",
            "kind": kind,
            "to": {"name": COMMON["recipient"], "email": "recipient@example.org"},
            "values": values,
            "requested_at": "2026-01-15T09:00:00Z",
        }
    )
    return write(letter, {**COMMON, "attachments": ["Invented review.pdf"] if everything else []})


def variables(environment: jinja2.Environment, name: str) -> set[str]:
    """What a template is filled with, by itself and by the templates that it uses."""
    assert environment.loader is not None
    syntax = environment.parse(environment.loader.get_source(environment, name)[0])
    macros = {macro for imported in syntax.find_all(nodes.FromImport) for macro in imported.names}
    found = meta.find_undeclared_variables(syntax) - macros
    for used in meta.find_referenced_templates(syntax):
        assert used is not None
        if not used.startswith("_parts"):  # macros name their own parameters
            found |= variables(environment, used)
    return found


@every_kind
@pytest.mark.parametrize("extension", ["txt", "html"])
def test_a_template_uses_exactly_the_values_that_its_kind_lists(kind: str, extension: str) -> None:
    used = variables(templates(), f"{kind}.{extension}.j2")

    assert used - set(COMMON) - {"subject", "attachments"} == set(KINDS[kind].values)


def test_no_value_hides_what_every_template_knows() -> None:
    assert not {name for kind in KINDS.values() for name in kind.values} & {*COMMON, "subject", "attachments"}


def test_there_is_no_template_without_a_kind() -> None:
    names = {name.split(".")[0] for name in templates().list_templates(extensions=["j2"])}

    assert {name for name in names if not name.startswith("_")} == set(KINDS)


@every_kind
def test_what_may_be_empty_is_a_value(kind: str) -> None:
    assert set(KINDS[kind].values) >= KINDS[kind].may_be_empty


@every_kind
def test_a_subject_names_only_dates_and_titles_of_duties_that_are_never_empty(kind: str) -> None:
    named = {name for _, name, _, _ in Formatter().parse(KINDS[kind].subject) if name}

    assert named <= SPOKEN_OF_IN_SUBJECTS & set(KINDS[kind].values) - KINDS[kind].may_be_empty


@every_kind
@with_everything_or_little
def test_text_and_html_say_the_same(kind: str, *, everything: bool) -> None:
    letter = written(kind, everything=everything)

    assert words(seen(letter.html).text) == words(letter.text)


@every_kind
@with_everything_or_little
def test_a_letter_shows_its_values_reference_and_how_to_answer(kind: str, *, everything: bool) -> None:
    letter = written(kind, everything=everything)

    shown = set(KINDS[kind].values) - (set() if everything else KINDS[kind].may_be_empty)
    assert [name for name in shown if f"INVENTED {name.replace('_', ' ')}" not in letter.text] == []
    assert COMMON["reference"] in letter.text
    assert "How to answer" in letter.text
    assert "What to do" in letter.text or "What we ask of you" in letter.text or "If you disagree" in letter.text
    assert "{" not in letter.text + letter.html
    assert "\n\n\n" not in letter.text


@every_kind
def test_a_letter_that_could_be_confused_says_that_it_is_no_child_protection_referral(kind: str) -> None:
    assert ("This is not a child protection referral." in written(kind).text) == (kind in NOT_CONFUSED)


@pytest.mark.parametrize("kind", sorted(DUTY_LETTERS))
@with_everything_or_little
def test_a_late_message_of_a_duty_is_marked_so(kind: str, *, everything: bool) -> None:
    letter = written(kind, everything=everything)

    assert ("Marked late: this message was planned for INVENTED late" in letter.text) is everything


@every_kind
@with_everything_or_little
def test_the_html_is_readable_by_everybody_and_asks_nothing_of_the_network(kind: str, *, everything: bool) -> None:
    page = seen(written(kind, everything=everything).html)

    assert page.language == "en-GB"
    assert page.title.startswith(COMMON["reference"])
    assert page.headings[0] == "h1"
    assert set(page.headings[1:]) == {"h2"}
    assert page.unclosed == []
    assert page.lowest_contrast >= 4.5  # WCAG 2.2, 1.4.3
    assert not page.tags & {"img", "script", "style", "link", "iframe", "form", "svg"}  # no picture, so no alt text
    assert all(address.startswith("mailto:") for address in page.addresses)
    assert page.tables_without_meaning == page.tables - page.tables_with_headers


class Page(HTMLParser):
    """What a reader of an HTML letter meets."""

    def __init__(self) -> None:
        super().__init__()
        self.text = self.title = self.language = ""
        self.tags: set[str] = set()
        self.headings: list[str] = []
        self.addresses: list[str] = []
        self.tables = self.tables_without_meaning = self.tables_with_headers = 0
        self.lowest_contrast = 21.0
        self._open: list[tuple[str, str, str]] = [("", "#000000", "#ffffff")]
        self._in_table_headers: list[bool] = []

    @property
    def unclosed(self) -> list[str]:
        return [tag for tag, _, _ in self._open[1:]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        style = dict(re.findall(r"([a-z-]+)\s*:\s*([^;]+)", known.get("style", "")))
        self.tags.add(tag)
        if tag == "html":
            self.language = known.get("lang", "")
        if tag == "a":
            self.addresses.append(known["href"])
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(tag)
        if tag == "table":
            self.tables += 1
            self.tables_without_meaning += known.get("role") == "presentation"
            self._in_table_headers.append(False)
        if tag == "th":
            assert known["scope"] == "row"
            self._in_table_headers[-1] = True
        if tag not in {"br", "meta"}:
            _, colour, background = self._open[-1]
            colours = style.get("color", colour), style.get("background-color", background)
            self._open.append((tag, *colours))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1][0] == tag, f"</{tag}> closes <{self._open[-1][0]}>"
        self._open.pop()
        if tag == "table":
            self.tables_with_headers += self._in_table_headers.pop()

    def handle_data(self, data: str) -> None:
        tag, colour, background = self._open[-1]
        if tag == "title":
            self.title += data
        elif data.strip():
            self.text += f" {data}"
            self.lowest_contrast = min(self.lowest_contrast, contrast(colour, background))


def seen(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold().replace("_", " "))


def contrast(first: str, second: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_template_that_fails_is_named_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = jinja2.Environment(
        loader=jinja2.DictLoader({"linked.txt.j2": "{{ survivors }}"}),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
    )
    monkeypatch.setattr(writing, "_TEMPLATES", broken)
    with pytest.raises(UnwritableLetter, match=r"^letter 17-0 \(linked\): its template fails: 'survivors' is"):
        written("linked")
