"""The `cspr` command with its verbs, by the panels of its help."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

import typer

from starter.verbs import VERBS

HELP = """Child Safeguarding Practice Reviews: refer an incident, record decisions, see what is due.

Exit status: 0 done, 1 refused by the procedure, 2 wrong input, 3 something is not reachable, 4 unknown case,
5 calendar check, replay, audit or archive check found a difference, ledger rebuild or export left a gap.
"""


@dataclass(frozen=True)
class Verb:
    """A verb by its name, and its function by module and name: to import every verb's takes a third of the time."""

    name: str
    module: str
    function: str

    def add_to(self, app: typer.Typer, panel: str | None = None) -> None:
        """Give the command this verb. Its help is the module's `HELP`, else what the function says of itself."""
        module = import_module(f"starter.{self.module}")
        text = getattr(module, "HELP", None)
        app.command(self.name, help=text, rich_help_panel=panel)(getattr(module, self.function))


@dataclass(frozen=True)
class Group:
    """Verbs that share their first word, and what they are about."""

    name: str
    about: str
    verbs: tuple[Verb, ...]

    def add_to(self, app: typer.Typer, panel: str) -> None:
        """Give the command these verbs."""
        group = typer.Typer(help=self.about)
        for verb in self.verbs:
            verb.add_to(group)
        app.add_typer(group, name=self.name, no_args_is_help=True, rich_help_panel=panel)


CASES = (
    Verb("refer", "refer_command", "refer"),
    Verb("status", "status_command", "status"),
    Verb("list", "list_command", "listing"),
    Verb("due", "due_command", "due"),
    Verb("watch", "watch_command", "watch"),
    Verb("timeline", "timeline_command", "timeline"),
    Verb("diff", "diff_command", "diff"),
    Verb("reads", "reads_command", "reads"),
    Verb("replay", "replay_command", "replay"),
    Verb("export", "export_command", "export"),
    Verb("audit", "audit_command", "audit"),
    Verb("mail", "mail_command", "mail"),
    Verb("deadlines", "deadlines_command", "deadlines"),
    Verb("explain", "explain_command", "explain"),
    Verb("notification-form", "notification_form_command", "show_notification_form"),
    Verb("report", "report_command", "report"),
    Group(
        "record",
        "Lists over all cases, from the record: of cases, actions, decisions, letters.",
        (
            Verb("cases", "record_cases_command", "cases"),
            Verb("actions", "record_actions_command", "actions"),
            Verb("decisions", "record_decisions_command", "decisions"),
            Verb("letters", "record_decisions_command", "letters"),
        ),
    ),
    Group(
        "calendar",
        "Bank holidays: proclaim one, list them, check that all cases agree; due dates for Outlook.",
        (
            Verb("add", "calendar_command", "add"),
            Verb("remove", "calendar_command", "remove"),
            Verb("show", "calendar_show", "show"),
            Verb("feed", "feed_command", "feed"),
            Verb("check", "calendar_show", "check"),
        ),
    ),
    Group(
        "retention",
        "How long records are kept: which are due, and their destruction.",
        (
            Verb("due", "retention_command", "due"),
            Verb("show", "retention_command", "show"),
            Verb("dispose", "dispose_command", "dispose"),
        ),
    ),
)
PEOPLE = (
    Verb("open", "open_command", "open_web_ui"),
    Verb("sign-in", "sign_in_command", "sign_in"),
    Verb("sign-out", "sign_in_command", "sign_out"),
    Verb("whoami", "sign_in_command", "whoami"),
    Group(
        "people",
        "Who is known here, by which keys or sign-ins, and which seats they hold.",
        (
            Verb("list", "people_command", "listing"),
            Verb("add", "people_command", "add"),
            Verb("key", "people_command", "key"),
            Verb("make-key", "people_command", "make_key"),
            Verb("end", "people_command", "end"),
        ),
    ),
)
SERVICE = (
    Verb("up", "service_commands", "up"),
    Verb("demo", "service_commands", "demo"),
    Verb("simulate", "simulate_command", "simulate"),
    Verb("recover", "recover_command", "recover"),
    Verb("worker", "service_commands", "worker"),
    Group(
        "archive",
        "The histories of ended workflows, which Temporal deletes in time.",
        (Verb("sweep", "archive_command", "sweep"), Verb("check", "archive_command", "check")),
    ),
    Group(
        "ledger",
        "The record itself: prove it, anchor what it is now, and keep the lists made from it.",
        (
            Verb("verify", "ledger_command", "verify"),
            Verb("anchor", "ledger_command", "anchor"),
            Verb("project", "project_command", "project"),
            Verb("rebuild", "rebuild_command", "rebuild"),
        ),
    ),
    Group(
        "keys",
        "The master keys, which wrap the keys of the cases; and their intake keys.",
        (
            Verb("rotate", "keys_command", "rotate"),
            Verb("rewrap", "keys_command", "rewrap"),
            Verb("forget", "keys_command", "forget"),
            Verb("intake", "keys_command", "intake"),
        ),
    ),
)
DECISIONS = frozenset(verb.kind.verb for verb in VERBS)


def command(first: str | None = None) -> typer.Typer:
    """The command with all its verbs; where the first word of a command line is one of them, with no more than that."""
    app = typer.Typer(
        name="cspr", help=HELP, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="rich"
    )
    app.callback()(_nothing_before_a_verb)  # or Typer takes the only verb for the command itself
    named = {each.name for each in (*CASES, *PEOPLE, *SERVICE)} | DECISIONS
    only = first if first in named else None
    _add(app, CASES, "Cases", only)
    if only is None or only in DECISIONS:
        from starter.decide_commands import add_verbs  # noqa: PLC0415 - as for the other verbs

        add_verbs(app)
    _add(app, PEOPLE, "People", only)
    _add(app, SERVICE, "The service", only)
    return app


def _nothing_before_a_verb() -> None:
    pass


def _add(app: typer.Typer, verbs: Iterable[Verb | Group], panel: str, only: str | None) -> None:
    for each in verbs:
        if only in (None, each.name):
            each.add_to(app, panel)
