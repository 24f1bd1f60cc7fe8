"""A letter's subject and its text and HTML bodies, written from the templates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import jinja2
from markupsafe import Markup, escape

from activities.letters.kinds import KINDS, LetterKind
from activities.letters.words import one_line, plain
from domain.hindrance import Hindrance
from domain.letter import Letter


class UnwritableLetter(Hindrance):
    """A letter does not fit its kind, or something that it needs is not there; the message says what.

    It names values and never shows them. This is a fault of the service, so a retry after its repair sends the letter.
    """


@dataclass(frozen=True)
class Written:
    """The words of a letter: `subject` is one line, without the reference."""

    subject: str
    text: str
    html: str


def line_breaks(text: str) -> Markup:
    """The text as HTML that keeps its line breaks."""
    return Markup("<br>\n").join(escape(line) for line in text.split("\n"))


def templates() -> jinja2.Environment:
    """The templates of this package; those named `.html.j2` escape what they are filled with."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("activities", "letters"),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(enabled_extensions=("html.j2",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["line_breaks"] = line_breaks
    return environment


_TEMPLATES = templates()


def write(letter: Letter, common: Mapping[str, object]) -> Written:
    """Write a letter.

    Args:
        letter: the letter; its values are words, its dates are already put in words.
        common: what every template knows: reference, recipient, partnership, reply_to, attachments (the file of each,
            and its name).

    Raises:
        UnwritableLetter: no such kind, or a value is missing, unknown, or empty where it may not be; or a template of
            the kind fails.
    """
    kind = _kind(letter)
    values = {name: plain(value) for name, value in letter.values.items()}
    subject = one_line(kind.subject.format_map({name: one_line(value) for name, value in values.items()}))
    filling = {**values, **common, "subject": subject}
    try:
        text = _TEMPLATES.get_template(f"{letter.kind}.txt.j2").render(filling)
        html = _TEMPLATES.get_template(f"{letter.kind}.html.j2").render(filling)
    except jinja2.TemplateError as error:
        raise UnwritableLetter(f"letter {letter.key} ({letter.kind}): its template fails: {error.message}") from None
    return Written(subject=subject, text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", html=html.strip() + "\n")


def _kind(letter: Letter) -> LetterKind:
    if letter.kind not in KINDS:
        raise UnwritableLetter(
            f"letter {letter.key}: no kind is named {letter.kind!r}; activities/letters/kinds.py lists them"
        )
    kind = KINDS[letter.kind]
    given = set(letter.values)
    problems = {
        "needs": set(kind.values) - given,
        "does not know": given - set(kind.values),
        "needs words in": {
            name for name, value in letter.values.items() if not plain(value).strip() and name not in kind.may_be_empty
        }
        & set(kind.values),
    }
    said = [f"{problem} {', '.join(sorted(names))}" for problem, names in problems.items() if names]
    if said:
        raise UnwritableLetter(f"letter {letter.key} ({letter.kind}) {'; '.join(said)}")
    return kind
