"""`cspr people`: who is known, by which keys or sign-ins, and which seats they hold."""

from datetime import date, timedelta
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from domain.london import london_date, say_day
from domain.rule_files import load_policy
from domain.text import Key
from settings import Settings
from starter.client import session
from starter.client.errors import BadInput
from starter.files.faults import in_plain_words
from starter.people.seats import ROLES, say_seat, seat_values
from starter.terminal.options import AsJson, as_day
from starter.terminal.printing import say, show_json, show_table
from vault.identities import Identities
from vault.people import Person, read_people
from vault.people_changes import add_person, end_seats, set_key

_ID = TypeAdapter(Key)


def as_person(text: str) -> str:
    """A person's id given on the command line."""
    try:
        return _ID.validate_python(text)
    except ValidationError:
        raise typer.BadParameter("must be small letters, digits and dashes, as in p-17; it is logged") from None


Who = Annotated[
    str, typer.Argument(parser=as_person, metavar="ID", help="Their id, as in p-17: the only thing of them in logs.")
]
Thumbprint = Annotated[
    str | None,
    typer.Option("--key", metavar="THUMBPRINT", help="Of a key that they made themselves: cspr people make-key."),
]


def listing(*, as_json: AsJson = False) -> None:
    """List everybody who is known, with their seats.

    Example: cspr people list
    """
    chosen = session.settings()
    people = read_people(chosen.people_file).people
    if as_json:
        show_json({each: person.model_dump(mode="json") for each, person in people.items()})
        return
    today = london_date(session.now())
    rows = []
    for each, person in people.items():
        held = any(seat.is_held_on(today) for seat in person.seats)
        ways = [*("key" for _ in person.keys), *("sign-in" for _ in person.subjects)]
        seats = "; ".join(say_seat(seat) for seat in person.seats) or "none"
        rows.append((each, person.name, person.kind, "yes" if held else "no", " and ".join(ways) or "none", seats))
    show_table(("id", "name", "kind", "holds a seat", "proves it by", "seats"), rows)


def add(  # noqa: PLR0913 - each is an option
    person: Who,
    *,
    name: Annotated[str, typer.Option("--name", help="Their name, as decisions and letters give it.")],
    seats: Annotated[list[str], typer.Option("--seat", metavar="ROLE@ORGANISATION", help=f"Again for each. {ROLES}.")],
    since: Annotated[
        date | None, typer.Option("--since", parser=as_day, metavar="DAY", help="The first day of the seats.")
    ] = None,
    until: Annotated[date | None, typer.Option("--until", parser=as_day, metavar="DAY", help="Their last day.")] = None,
    given_by: Annotated[str | None, typer.Option("--given-by", help="Who gave a delegate the authority.")] = None,
    dated: Annotated[
        date | None, typer.Option("--dated", parser=as_day, metavar="DAY", help="The date that it bears.")
    ] = None,
    kind: Annotated[str, typer.Option("--kind", help="person, or integrator for a system.")] = "person",
    key: Thumbprint = None,
    subject: Annotated[
        tuple[str, str] | None,
        typer.Option("--subject", metavar="ISSUER SUBJECT", help="By what the provider knows them."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make somebody known. Without --key and --subject a private key is made on this machine.

    Example: cspr people add p-17 --name "Example Coordinator" --seat coordinator@partnership
    """
    chosen = session.settings()
    if person in read_people(chosen.people_file).people:
        raise BadInput(f"{person} is known already. Another seat, another sign-in: write it into {chosen.people_file}.")
    policy = load_policy(chosen.policy_file)
    days = {"since": since, "until": until, "given_by": given_by, "dated": dated}
    values = {
        "name": name,
        "kind": kind,
        "keys": (key,) if key else (),
        "subjects": ({"issuer": subject[0], "subject": subject[1]},) if subject else (),
        "seats": [seat_values(text, policy, **days) for text in seats],
    }
    try:
        entry = Person.model_validate(values)
    except ValidationError as error:
        raise BadInput("Nobody was added:", [str(fault) for fault in in_plain_words(error)]) from None
    if not key and not subject:
        entry = entry.model_copy(update={"keys": (_thumbprint_here(chosen, person),)})
    add_person(chosen.people_file, person, entry)
    _show({"id": person, "keys": list(entry.keys)}, f"{person} is known.", as_json=as_json)


def key(person: Who, *, thumbprint: Thumbprint = None, as_json: AsJson = False) -> None:
    """Give somebody a new key; what they signed before stays signed, and their earlier keys count no longer.

    Example: cspr people key p-17
    """
    chosen = session.settings()
    if person not in read_people(chosen.people_file).people:
        raise BadInput(f"There is no {person} in {chosen.people_file}: cspr people add.")
    new = thumbprint or Identities(chosen.identities).renew(person).thumbprint()
    set_key(chosen.people_file, person, new)
    _show({"id": person, "keys": [new]}, f"{person} has the key {new}, and no other.", as_json=as_json)


def make_key(person: Who, *, as_json: AsJson = False) -> None:
    """Make a private key on this machine, and print its thumbprint for who keeps the list of people.

    Example: cspr people make-key p-17
    """
    made = Identities(session.settings().identities).make(person).thumbprint()
    _show({"id": person, "key": made}, made, as_json=as_json)


def end(
    person: Who,
    *,
    until: Annotated[
        date | None,
        typer.Option("--until", parser=as_day, metavar="DAY", help="The last day; without it yesterday: at once."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """End all seats of somebody. They stay in the file, because what they decided stays.

    Example: cspr people end p-17
    """
    chosen = session.settings()
    last = until or london_date(session.now()) - timedelta(days=1)
    end_seats(chosen.people_file, person, last)
    _show({"id": person, "until": last.isoformat()}, f"{person} holds no seat after {say_day(last)}.", as_json=as_json)


def _thumbprint_here(chosen: Settings, person: str) -> str:
    identities = Identities(chosen.identities)
    made = identities.get(person) if person in identities.ids() else identities.make(person)
    return str(made.thumbprint())


def _show(value: dict[str, object], sentence: str, *, as_json: bool) -> None:
    if as_json:
        show_json(value)
    else:
        say(sentence)
