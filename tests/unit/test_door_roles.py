"""Who the front door knows, and who of them may read a case."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from domain.actor import Actor, Seat
from domain.case import Case
from domain.decisions.access import Access, ChangeAccess
from domain.grants import Authority
from domain.people import Delegation, Role
from domain.rule_files import RulesFileError, load_authority
from door.known import KnownPeople
from door.ports import PeopleUnavailable
from door.roles import AccessUnknown, Roles
from tests.unit import builders as a
from vault.people import PeopleFile, Person, Subject
from vault.people_changes import add_person, create_people_file, end_seats, set_key

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
YESTERDAY = TODAY - timedelta(days=1)
KEY, OTHER_KEY = "k" * 43, "o" * 43
SUBJECT = Subject(issuer="https://login.example", subject="invented-17")
CASE = Case(reference=a.REFERENCE, rules=a.the_rules())
PERSON = Person(
    name="Invented Reader",
    keys=(KEY,),
    subjects=(SUBJECT,),
    seats=(Seat(role=Role.COORDINATOR, organisation="partnership"),),
)


class OneCase:
    def __init__(self, case: Case = CASE) -> None:
        self._case = case

    async def case(self, reference: str) -> Case:
        if reference != a.REFERENCE:
            raise AccessUnknown("no worker answers for it")
        return self._case


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.toml"
    create_people_file(path)
    add_person(path, "example-reader", PERSON)
    return path


def known(file: Path) -> KnownPeople:
    return KnownPeople(PeopleFile(file), lambda: NOW)


def holding(role: Role, organisation: str = "partnership", **days: date) -> Actor:
    delegation = Delegation(given_by="Invented Chief", dated=YESTERDAY) if role is Role.DELEGATE else None
    seat = Seat(role=role, organisation=organisation, delegation=delegation, **days)
    return Actor(id="example-reader", name="Invented Reader", seats=(seat,))


def decided(person: str, access: str) -> ChangeAccess:
    return ChangeAccess(**a.common(a.by_coordinator(), YESTERDAY), person=person, access=Access(access))


async def why_not(reader: Actor, scope: str = a.REFERENCE) -> str | None:
    return await Roles(OneCase(), load_authority, lambda: NOW).why_not(reader, scope)


def test_a_person_is_known_by_their_key_and_by_their_sign_in(file: Path) -> None:
    people = known(file)
    by_key = people.who(KEY)
    assert by_key is not None
    assert by_key.id == "example-reader"
    assert people.who(SUBJECT) == by_key
    assert people.who(OTHER_KEY) is None
    assert people.who(Subject(issuer="https://other.example", subject=SUBJECT.subject)) is None


def test_the_file_is_read_again_when_it_has_changed(file: Path) -> None:
    people = known(file)
    assert people.who(KEY)
    set_key(file, "example-reader", OTHER_KEY)
    assert people.who(KEY) is None
    assert people.who(OTHER_KEY)
    end_seats(file, "example-reader", YESTERDAY)
    assert people.who(OTHER_KEY) is None


def test_a_seat_is_held_to_the_end_of_its_last_day_and_not_before_its_first(file: Path) -> None:
    end_seats(file, "example-reader", TODAY)
    assert known(file).who(KEY)
    tomorrow = Seat(role=Role.PARTNER, organisation="police", since=TODAY + timedelta(days=1))
    add_person(file, "example-early", Person(name="Invented Early", keys=(OTHER_KEY,), seats=(tomorrow,)))
    assert known(file).who(OTHER_KEY) is None


@pytest.mark.parametrize(
    "broken", ["people = 7", "[people.x", None, '[people.x]\nname = "X"\nseats = [{role = "king"}]']
)
def test_a_broken_file_denies_everybody_and_the_log_says_why(file: Path, broken: str | None) -> None:
    people = known(file)
    assert people.who(KEY)
    if broken is None:
        file.unlink()
    else:
        file.write_text(broken)
    with capture_logs() as logs, pytest.raises(PeopleUnavailable, match="the list of people cannot be read"):
        people.who(KEY)
    [line] = logs
    assert (line["event"], line["log_level"]) == ("nobody is let in", "error")
    assert str(file) in line["why"]


@pytest.mark.parametrize(
    ("role", "organisation"),
    [
        (Role.COORDINATOR, "partnership"),
        (Role.BUSINESS_MANAGER, "partnership"),
        (Role.LOCAL_AUTHORITY_DECISION_MAKER, "local_authority"),
        (Role.PARTNER, "icb"),
        (Role.DELEGATE, "police"),
    ],
)
async def test_who_holds_a_role_on_the_case_today_reads_it(role: Role, organisation: str) -> None:
    assert await why_not(holding(role, organisation)) is None
    assert await why_not(holding(role, organisation, since=TODAY, until=TODAY)) is None


@pytest.mark.parametrize(
    "reader",
    [
        holding(Role.AGENCY_CONTACT, "education"),
        holding(Role.REVIEWER, "partnership"),
        holding(Role.COORDINATOR, until=YESTERDAY),
        holding(Role.COORDINATOR, since=TODAY + timedelta(days=1)),
        Actor(id="example-nobody", name="Invented Nobody"),
    ],
    ids=("agency", "reviewer", "until yesterday", "from tomorrow", "no seat"),
)
async def test_who_holds_none_is_told_so(reader: Actor) -> None:
    assert await why_not(reader) == f"you have no role on the case {a.REFERENCE}"


async def test_what_is_the_services_own_is_for_the_team() -> None:
    assert await why_not(holding(Role.BUSINESS_MANAGER), "service") is None
    assert await why_not(holding(Role.PARTNER, "police"), "service") == "you have no role on what is the service's own"


async def test_where_the_case_does_not_answer_nobody_reads_it() -> None:
    told = await why_not(holding(Role.COORDINATOR), "CSPR-0000-0001")

    assert told == (
        "whether you have a role on the case CSPR-0000-0001 cannot be found out now, because no worker answers for it"
    )


async def test_who_is_excluded_from_a_case_does_not_read_it_and_who_is_admitted_does() -> None:
    case = CASE.having(
        access={
            each: decided(each, what) for each, what in (("example-reader", "excluded"), ("example-guest", "admitted"))
        }
    )
    roles = Roles(OneCase(case), load_authority, lambda: NOW)
    guest = holding(Role.REVIEWER).model_copy(update={"id": "example-guest"})

    assert await roles.why_not(holding(Role.COORDINATOR), a.REFERENCE) == f"you have no role on the case {a.REFERENCE}"
    assert await roles.why_not(guest, a.REFERENCE) is None


async def test_while_the_authority_file_is_wrong_nobody_reads_and_the_log_says_why() -> None:
    def wrong() -> Authority:
        raise RulesFileError(["authority.toml: readers: is missing"])

    with capture_logs() as logs:
        told = await Roles(OneCase(), wrong, lambda: NOW).why_not(holding(Role.COORDINATOR), a.REFERENCE)

    assert str(told).endswith("because the authority file is wrong; the front door's log says where")
    assert logs == [{"event": "nobody reads", "why": "authority.toml: readers: is missing", "log_level": "error"}]
