"""One event of every type and version that ever landed is kept, and can be read for ever."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import Phase, given, settings
from pydantic import ValidationError

from domain import event as recorded
from domain.actor import THE_SERVICE
from domain.decisions.any_decision import AnyDecision
from domain.event import VERSIONS, Body, DecisionTaken, RecordedEvent, type_of
from domain.retention_policy import RecordType
from domain.skeleton import in_clear
from ledger.upcast import UPCASTS, Upcasts, form_of, upcast
from ledger.written import Written
from tests.property.generated import decisions
from tests.property.playing import Play, plays

FOLDER = Path(__file__).parents[1] / "samples"
SAMPLES = sorted(FOLDER.glob("*.json"))
SKELETONS = FOLDER.parent / "skeletons.json"
"""What of each sample stays in clear, as it was written first."""


def names(union: Any) -> set[str]:  # noqa: ANN401 - a union of classes
    """The names that the classes of an annotated union are told apart by."""
    members, discriminator = get_args(union)
    return {each.model_fields[discriminator.discriminator].default for each in get_args(members)}


RARE: tuple[Body, ...] = (
    recorded.AcknowledgementReported(from_case="CSPR-0000-0001", acknowledged=None),
    recorded.DuplicateSuspected(others=("CSPR-0000-0001",)),
    recorded.MalformedReceived(name="invented", message="Invented.", count=1),
    recorded.RecordDisposed(record=RecordType.REVIEW, approved_by="Invented Approver", reason="Invented."),
)
"""What no generated case comes to."""

KINDS = sorted((names(Body) - {"decision_taken"}) | names(AnyDecision))


def sample_of(kind: str, version: int) -> Path:
    return FOLDER / f"{kind}.{version}.json"


def kept_skeletons() -> dict[str, str]:
    kept: dict[str, str] = json.loads(SKELETONS.read_text()) if SKELETONS.exists() else {}
    return kept


def in_todays_form(sample: Path) -> RecordedEvent:
    return RecordedEvent.model_validate_json(json.dumps(upcast(json.loads(sample.read_text()))))


@pytest.fixture(scope="session", autouse=True)
def regenerated(request: pytest.FixtureRequest) -> None:
    """Write the samples that are missing, where that is asked for."""
    if not request.config.getoption("--regenerate-golden"):
        return

    @settings(max_examples=600, derandomize=True, database=None, phases=[Phase.generate])
    @given(plays(), decisions())
    def keep(play: Play, decision: Callable[[datetime], AnyDecision]) -> None:
        first = play.events[0]
        taken = DecisionTaken(decision=decision(play.now), sender=THE_SERVICE, proof=None)  # whatever the rules say
        rare = [
            first.model_copy(update={"body": body, "version": VERSIONS.get(type_of(body), 1)})
            for body in (taken, *RARE)
        ]
        for event in [*play.events, *rare]:
            sample = sample_of(event.type, event.version)
            if not sample.exists():
                sample.write_text(json.dumps(event.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n")

    keep()
    known = kept_skeletons()
    missing = {each.stem: in_clear(in_todays_form(each)) for each in FOLDER.glob("*.json") if each.stem not in known}
    SKELETONS.write_text(json.dumps({**known, **missing}, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_a_sample_of_every_version(kind: str) -> None:
    for version in range(1, VERSIONS.get(kind, 1) + 1):
        assert sample_of(kind, version).exists(), "tests/samples needs one: CONTRIBUTING.md says how"


def test_no_sample_is_of_what_never_landed() -> None:
    assert {sample.name.split(".")[0] for sample in SAMPLES} <= set(KINDS)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_a_sample_is_read_in_todays_form(sample: Path) -> None:
    kept = json.loads(sample.read_text())
    assert sample == sample_of(*form_of(kept))
    event = in_todays_form(sample)
    assert event.version == VERSIONS.get(event.type, 1)
    if kept["version"] == event.version:
        assert event.model_dump(mode="json") == kept, "its form has changed: it needs a new version (CONTRIBUTING.md)"


WAITS = """
{sample}: an event that waits for the ledger while a release comes is in its old form, in what one run of a case hands
to the next. There today's class reads it as it is, before anything brings it to today's form; then the ledger gets it.
So a new field needs a default, which is what ledger/upcast.py sets; no field is renamed or removed; and what
ledger/upcast.py does leaves alone what is there already. docs/releases/event-version.md says how.

{error}"""


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_one_that_waits_for_the_ledger_while_a_release_comes_is_read_as_it_is(sample: Path) -> None:
    try:
        waiting = RecordedEvent.model_validate_json(sample.read_text())
    except ValidationError as error:
        pytest.fail(WAITS.format(sample=sample.stem, error=error), pytrace=False)
    read = Written.read(waiting.model_dump_json()).event
    assert read == in_todays_form(sample), WAITS.format(sample=sample.stem, error="It comes out otherwise.")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_what_of_a_sample_stays_in_clear_never_changes(sample: Path) -> None:
    """`cspr ledger verify` makes the skeleton again of every event of a version that is still written."""
    event, kept = in_todays_form(sample), kept_skeletons()
    if sample == sample_of(event.type, event.version):
        assert in_clear(event) == kept[sample.stem], (
            "its skeleton has changed: it needs a new version (CONTRIBUTING.md)"
        )


def test_every_version_but_todays_is_brought_to_the_next() -> None:
    assert set(UPCASTS) == {(kind, version) for kind, last in VERSIONS.items() for version in range(1, last)}


def earlier(event: dict[str, Any]) -> dict[str, Any]:
    """The event as two invented earlier versions had it: without a count, and its name under another name."""
    body = {"type": "malformed_received", "called": event["body"]["name"], "message": event["body"]["message"]}
    return {**event, "body": body, "version": 1}


INVENTED: Upcasts = {
    ("malformed_received", 1): lambda event: {**event, "body": {**event["body"], "count": 1}},
    ("malformed_received", 2): lambda event: {
        **event,
        "body": {
            **{name: value for name, value in event["body"].items() if name != "called"},
            "name": event["body"]["called"],
        },
    },
}


def test_an_earlier_version_goes_through_every_later_one() -> None:
    of_today = RecordedEvent.model_validate_json(sample_of("malformed_received", 1).read_text())
    wanted = of_today.model_copy(update={"version": 3})
    kept = earlier(wanted.model_dump(mode="json"))
    assert RecordedEvent.model_validate_json(json.dumps(upcast(kept, INVENTED))) == wanted
    assert upcast(kept, {}) == kept
