"""The `cspr` command with all its verbs, by the panels of its help."""

import typer

from starter import (
    archive_command,
    audit_command,
    calendar_command,
    calendar_show,
    deadlines_command,
    diff_command,
    dispose_command,
    due_command,
    explain_command,
    export_command,
    feed_command,
    keys_command,
    ledger_command,
    list_command,
    mail_command,
    notification_form_command,
    open_command,
    people_command,
    project_command,
    reads_command,
    rebuild_command,
    record_actions_command,
    record_cases_command,
    record_decisions_command,
    recover_command,
    refer_command,
    replay_command,
    report_command,
    retention_command,
    service_commands,
    sign_in_command,
    simulate_command,
    status_command,
    timeline_command,
    watch_command,
)
from starter.decide_commands import add_verbs

HELP = """Child Safeguarding Practice Reviews: refer an incident, record decisions, see what is due.

Exit status: 0 done, 1 refused by the procedure, 2 wrong input, 3 something is not reachable, 4 unknown case,
5 calendar check, replay, audit or archive check found a difference, ledger rebuild or export left a gap.
"""


CASES, PEOPLE, SERVICE = "Cases", "People", "The service"


def command() -> typer.Typer:
    """The command with all its verbs."""
    app = typer.Typer(
        name="cspr", help=HELP, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="rich"
    )
    _add_cases(app)
    add_verbs(app)
    _add_people(app)
    _add_service(app)
    return app


def _add_cases(app: typer.Typer) -> None:
    form = notification_form_command
    app.command("refer", help=refer_command.HELP, rich_help_panel=CASES)(refer_command.refer)
    app.command("status", help=status_command.HELP, rich_help_panel=CASES)(status_command.status)
    app.command("list", rich_help_panel=CASES)(list_command.listing)
    app.command("due", help=due_command.HELP, rich_help_panel=CASES)(due_command.due)
    app.command("watch", help=watch_command.HELP, rich_help_panel=CASES)(watch_command.watch)
    app.command("timeline", rich_help_panel=CASES)(timeline_command.timeline)
    app.command("diff", help=diff_command.HELP, rich_help_panel=CASES)(diff_command.diff)
    app.command("reads", help=reads_command.HELP, rich_help_panel=CASES)(reads_command.reads)
    app.command("replay", rich_help_panel=CASES)(replay_command.replay)
    app.command("export", help=export_command.HELP, rich_help_panel=CASES)(export_command.export)
    app.command("audit", rich_help_panel=CASES)(audit_command.audit)
    app.command("mail", rich_help_panel=CASES)(mail_command.mail)
    app.command("deadlines", help=deadlines_command.HELP, rich_help_panel=CASES)(deadlines_command.deadlines)
    app.command("explain", help=explain_command.HELP, rich_help_panel=CASES)(explain_command.explain)
    app.command("notification-form", help=form.HELP, rich_help_panel=CASES)(form.show_notification_form)
    app.command("report", help=report_command.HELP, rich_help_panel=CASES)(report_command.report)
    record = _group(
        app, "record", "Lists over all cases, from the record: of cases, actions, decisions, letters.", CASES
    )
    record.command("cases")(record_cases_command.cases)
    record.command("actions")(record_actions_command.actions)
    record.command("decisions")(record_decisions_command.decisions)
    record.command("letters")(record_decisions_command.letters)
    calendar = _group(
        app,
        "calendar",
        "Bank holidays: proclaim one, list them, check that all cases agree; due dates for Outlook.",
        CASES,
    )
    calendar.command("add")(calendar_command.add)
    calendar.command("remove")(calendar_command.remove)
    calendar.command("show")(calendar_show.show)
    calendar.command("feed", help=feed_command.HELP)(feed_command.feed)
    calendar.command("check")(calendar_show.check)
    retention = _group(app, "retention", "How long records are kept: which are due, and their destruction.", CASES)
    retention.command("due")(retention_command.due)
    retention.command("show")(retention_command.show)
    retention.command("dispose")(dispose_command.dispose)


def _add_people(app: typer.Typer) -> None:
    app.command("open", rich_help_panel=PEOPLE)(open_command.open_web_ui)
    app.command("sign-in", rich_help_panel=PEOPLE)(sign_in_command.sign_in)
    app.command("sign-out", rich_help_panel=PEOPLE)(sign_in_command.sign_out)
    app.command("whoami", rich_help_panel=PEOPLE)(sign_in_command.whoami)
    people = _group(app, "people", "Who is known here, by which keys or sign-ins, and which seats they hold.", PEOPLE)
    people.command("list")(people_command.listing)
    people.command("add")(people_command.add)
    people.command("key")(people_command.key)
    people.command("make-key")(people_command.make_key)
    people.command("end")(people_command.end)


def _add_service(app: typer.Typer) -> None:
    app.command("up", rich_help_panel=SERVICE)(service_commands.up)
    app.command("demo", rich_help_panel=SERVICE)(service_commands.demo)
    app.command("simulate", help=simulate_command.HELP, rich_help_panel=SERVICE)(simulate_command.simulate)
    app.command("recover", rich_help_panel=SERVICE)(recover_command.recover)
    app.command("worker", rich_help_panel=SERVICE)(service_commands.worker)
    archive = _group(app, "archive", "The histories of ended workflows, which Temporal deletes in time.", SERVICE)
    archive.command("sweep")(archive_command.sweep)
    archive.command("check")(archive_command.check)
    ledger = _group(
        app, "ledger", "The record itself: prove it, anchor what it is now, and keep the lists made from it.", SERVICE
    )
    ledger.command("verify")(ledger_command.verify)
    ledger.command("anchor")(ledger_command.anchor)
    ledger.command("project")(project_command.project)
    ledger.command("rebuild")(rebuild_command.rebuild)
    keys = _group(app, "keys", "The master keys, which wrap the keys of the cases; and their intake keys.", SERVICE)
    keys.command("rotate")(keys_command.rotate)
    keys.command("rewrap")(keys_command.rewrap)
    keys.command("forget")(keys_command.forget)
    keys.command("intake")(keys_command.intake)


def _group(app: typer.Typer, name: str, text: str, panel: str) -> typer.Typer:
    group = typer.Typer(help=text)
    app.add_typer(group, name=name, no_args_is_help=True, rich_help_panel=panel)
    return group
