"""One verb a decision, with the decision's own fields as options."""

from datetime import UTC, date, datetime
from inspect import Parameter
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OKPKey

from domain.actor import Actor, Seat
from domain.decisions.criteria import Notify
from domain.decisions.decision import Decision
from domain.decisions.local_review import Publish
from domain.decisions.panel import DecideLocalReview, Ground
from domain.decisions.rapid_review import Sign
from domain.decisions.referral import LinkDuplicate
from domain.moment import Moment
from domain.people import Role
from domain.rule_files import load_authority
from settings import Settings
from starter.client.acting import Acting
from starter.client.errors import BadInput
from starter.decisions.decide_commands import decision_from, with_files
from starter.decisions.decision_options import parameters
from starter.decisions.verbs import VERBS, Verb
from tests.unit.cli import Cli
from vault.case_keys import CaseKeys
from vault.documents import DocumentStore
from vault.proofs import Signer
from workflows.messages import DECISIONS

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)


CASE = "CSPR-0000-0001"
SEAT = Seat(role=Role.PARTNER, organisation="police")
NOWHERE = Path("none")
WHO = Acting(
    Actor(id="somebody", name="Somebody", seats=(SEAT,)),
    Signer(OKPKey.generate_key("Ed25519")),
    load_authority(),
    Settings(
        ledger_dsn="postgresql://nowhere/none",
        key_file=NOWHERE,
        key_store=NOWHERE,
        documents=NOWHERE,
        people_file=NOWHERE,
    ),
)


@pytest.fixture
def chosen(tmp_path: Path, key_file: Path, key_store: Path) -> Settings:
    return Settings(
        ledger_dsn="postgresql://nowhere/none",
        key_file=key_file,
        key_store=key_store,
        documents=tmp_path,
        people_file=tmp_path / "people.toml",
    )


@pytest.fixture
async def store(tmp_path: Path, keys: CaseKeys) -> DocumentStore:
    return DocumentStore(tmp_path, await keys.create(CASE))


def given(kind: type[Decision], **options: Any) -> dict[str, Any]:  # noqa: ANN401 - any option
    """The options of a verb as typer hands them over: everything that was not given has its default."""
    name = str(kind.model_fields["decision"].default)
    made = {each.name: each.default for each in parameters(kind, name)}
    made |= {"by": "Somebody", "role": Role.PARTNER, "organisation": "police", "reason": "Because."}
    made |= options
    missing = [key for key, value in made.items() if value is Parameter.empty and key != "reference"]
    assert not missing
    return made


def verb_of(kind: type[Decision]) -> Verb:
    return next(verb for verb in VERBS if verb.kind is kind)


def test_every_decision_has_one_verb() -> None:
    assert [verb.kind for verb in VERBS] == list(DECISIONS)
    assert len({verb.kind.verb for verb in VERBS}) == len(VERBS)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.kind.verb)
def test_every_verb_says_what_it_does_and_how(capsys: pytest.CaptureFixture[str], verb: Verb) -> None:
    answer = Cli(capsys)(verb.kind.verb, "--help")
    assert answer.status == 0
    words = " ".join(answer.out.split())
    assert f"cspr {verb.kind.verb} CSPR-7K4M-2QXD" in words
    for option in ("--by", "--role", "--organisation", "--reason", "--at", "--late-entry", "--id", "--json"):
        assert option in words


def test_a_decision_is_made_of_the_options() -> None:
    options = given(
        Sign,
        paper="rapid_review",
        partner="police",
        role=Role.DELEGATE,
        delegated_by="Chief",
        delegated_on=date(2026, 1, 5),
        at=Moment.on(date(2026, 1, 9)),
        late_entry="Post was slow.",
        id="signature-1",
    )
    decision = decision_from(verb_of(Sign), options, WHO, NOW)
    assert isinstance(decision, Sign)
    assert decision.by.delegation is not None
    assert (decision.by.delegation.given_by, decision.by.delegation.dated) == ("Chief", date(2026, 1, 5))
    assert (decision.id, str(decision.at)) == ("signature-1", "2026-01-09")
    assert decision.entered_late_because == "Post was slow."


def test_without_a_moment_and_an_id_it_is_now_and_a_new_one() -> None:
    options = given(Publish, where="Somewhere")
    one, other = (decision_from(verb_of(Publish), options, WHO, NOW) for _ in range(2))
    assert one.at == Moment.at(NOW)
    assert one.id != other.id


def test_repeated_options_become_a_list() -> None:
    grounds = [Ground.IMPROVEMENTS, Ground.OTHER]
    options = given(DecideLocalReview, initiate=True, grounds=grounds)
    decision = decision_from(verb_of(DecideLocalReview), options, WHO, NOW)
    assert isinstance(decision, DecideLocalReview)
    assert decision.grounds == tuple(grounds)


def test_a_survivor_is_named_as_a_person_would(capsys: pytest.CaptureFixture[str]) -> None:
    (survivor,) = [each for each in parameters(LinkDuplicate, "link_duplicate") if each.name == "survivor"]
    option = survivor.annotation.__metadata__[0]
    assert option.parser("7k4m 2qxd") == "CSPR-7K4M-2QXD"
    assert Cli(capsys)("link", CASE, "--survivor", "Invented Name").status == 2
    with pytest.raises(BadInput) as raised:
        decision_from(verb_of(LinkDuplicate), given(LinkDuplicate, survivor="Invented"), WHO, NOW)
    assert "--survivor: must be a case's reference, as in CSPR-7K4M-2QXD" in raised.value.lines


def test_a_file_is_kept_as_a_document(chosen: Settings, store: DocumentStore, tmp_path: Path) -> None:
    form = tmp_path / "form.pdf"
    form.write_bytes(b"invented")
    options = given(Notify, panel_reference="A-1", copy_of_form=form)
    verb = verb_of(Notify)
    decision = with_files(verb, options | {"reference": CASE}, decision_from(verb, options, WHO, NOW), chosen)
    assert isinstance(decision, Notify)
    assert decision.copy_of_form is not None
    assert decision.copy_of_form.media_type == "application/pdf"
    assert store.get(decision.copy_of_form) == b"invented"


def test_every_fault_is_told_by_its_option() -> None:
    options = given(Notify, panel_reference="", by="x" * 201, organisation="The Police", id="no", delegated_by="A")
    with pytest.raises(BadInput) as raised:
        decision_from(verb_of(Notify), options, WHO, NOW)
    assert {line.partition(":")[0] for line in raised.value.lines} == {
        "--by",
        "--organisation",
        "--id",
        "--panel-reference",
        "--delegated-on",
    }
    assert "The Police" not in str(raised.value)
