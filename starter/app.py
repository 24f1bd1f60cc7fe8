"""The `cspr` command with its verbs, by the panels of its help."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

import typer

from starter.decisions.verbs import VERBS

HELP = """Child Safeguarding Practice Reviews: refer an incident, record decisions, see what is due.

Exit status: 0 done, 1 refused by the procedure, 2 wrong input, 3 something is not reachable, 4 unknown case,
5 calendar check, replay, audit or archive check found a difference, ledger rebuild or export left a gap.
"""


@dataclass(frozen=True)
class Command:
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
    """Commands that share their first word, and what they are about."""

    name: str
    about: str
    verbs: tuple[Command, ...]

    def add_to(self, app: typer.Typer, panel: str) -> None:
        """Give the command these verbs."""
        group = typer.Typer(help=self.about)
        for verb in self.verbs:
            verb.add_to(group)
        app.add_typer(group, name=self.name, no_args_is_help=True, rich_help_panel=panel)


CASES = (
    Command("refer", "cases.refer_command", "refer"),
    Command("status", "cases.status_command", "status"),
    Command("list", "cases.list_command", "listing"),
    Command("due", "lists.due_command", "due"),
    Command("watch", "cases.watch_command", "watch"),
    Command("timeline", "cases.timeline_command", "timeline"),
    Command("diff", "cases.diff_command", "diff"),
    Command("reads", "cases.reads_command", "reads"),
    Command("replay", "proof.replay_command", "replay"),
    Command("export", "bundle.export_command", "export"),
    Command("audit", "proof.audit_command", "audit"),
    Command("mail", "cases.mail_command", "mail"),
    Command("deadlines", "dates.deadlines_command", "deadlines"),
    Command("explain", "dates.explain_command", "explain"),
    Command("notification-form", "cases.notification_form_command", "show_notification_form"),
    Command("report", "report.report_command", "report"),
    Group(
        "record",
        "Lists over all cases, from the record: of cases, actions, decisions, letters.",
        (
            Command("cases", "lists.record_cases_command", "cases"),
            Command("actions", "lists.record_actions_command", "actions"),
            Command("decisions", "lists.record_decisions_command", "decisions"),
            Command("letters", "lists.record_decisions_command", "letters"),
        ),
    ),
    Group(
        "calendar",
        "Bank holidays: proclaim one, list them, check that all cases agree; due dates for Outlook.",
        (
            Command("add", "dates.calendar_command", "add"),
            Command("remove", "dates.calendar_command", "remove"),
            Command("show", "dates.calendar_show", "show"),
            Command("feed", "lists.feed_command", "feed"),
            Command("check", "dates.calendar_show", "check"),
        ),
    ),
    Group(
        "retention",
        "How long records are kept: which are due, and their destruction.",
        (
            Command("due", "retention.retention_command", "due"),
            Command("show", "retention.retention_command", "show"),
            Command("dispose", "retention.dispose_command", "dispose"),
            Command("dispose-looks", "retention.dispose_looks_command", "dispose_looks"),
        ),
    ),
)
PEOPLE = (
    Command("open", "cases.open_command", "open_web_ui"),
    Command("sign-in", "people.sign_in_command", "sign_in"),
    Command("sign-out", "people.sign_in_command", "sign_out"),
    Command("whoami", "people.sign_in_command", "whoami"),
    Group(
        "people",
        "Who is known here, by which keys or sign-ins, and which seats they hold.",
        (
            Command("list", "people.people_command", "listing"),
            Command("add", "people.people_command", "add"),
            Command("key", "people.people_command", "key"),
            Command("make-key", "people.people_command", "make_key"),
            Command("end", "people.people_command", "end"),
        ),
    ),
)
SERVICE = (
    Command("up", "service.service_commands", "up"),
    Command("demo", "service.service_commands", "demo"),
    Command("simulate", "service.simulate_command", "simulate"),
    Command("recover", "service.recover_command", "recover"),
    Command("worker", "service.service_commands", "worker"),
    Group(
        "archive",
        "The histories of ended workflows, which Temporal deletes in time.",
        (Command("sweep", "proof.archive_command", "sweep"), Command("check", "proof.archive_command", "check")),
    ),
    Group(
        "ledger",
        "The record itself: prove it, anchor what it is now, and keep the lists made from it.",
        (
            Command("verify", "proof.ledger_command", "verify"),
            Command("anchor", "proof.ledger_command", "anchor"),
            Command("project", "lists.project_command", "project"),
            Command("rebuild", "proof.rebuild_command", "rebuild"),
        ),
    ),
    Group(
        "keys",
        "The master keys, which wrap the keys of the cases; and their intake keys.",
        (
            Command("rotate", "service.keys_command", "rotate"),
            Command("rewrap", "service.keys_command", "rewrap"),
            Command("forget", "service.keys_command", "forget"),
            Command("intake", "service.keys_command", "intake"),
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
        from starter.decisions.decide_commands import add_verbs  # noqa: PLC0415 - as for the other verbs

        add_verbs(app)
    _add(app, PEOPLE, "People", only)
    _add(app, SERVICE, "The service", only)
    return app


def _nothing_before_a_verb() -> None:
    pass


def _add(app: typer.Typer, verbs: Iterable[Command | Group], panel: str, only: str | None) -> None:
    for each in verbs:
        if only in (None, each.name):
            each.add_to(app, panel)
