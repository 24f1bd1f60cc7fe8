"""Everything that can be wrong with a referral file is told at once, by field, and never with what was given."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from domain.referral import Referral
from domain.rule_files import load_policy
from starter.client.errors import BadInput
from starter.files.referral_file import read_referral, schema, template
from starter.files.text_file import LIMIT
from tests.unit.cli import EXAMPLES, example

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PRIVATE = "Zebedee Quux"


def read(path: Path) -> Referral:
    return read_referral(path, load_policy(), NOW, [])


def faults(path: Path) -> tuple[str, ...]:
    with pytest.raises(BadInput) as raised:
        read(path)
    assert PRIVATE not in str(raised.value)
    return raised.value.lines or (raised.value.message,)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "referral.json"


def write(file: Path, value: Any) -> Path:  # noqa: ANN401 - right or wrong
    file.write_text(json.dumps(value), encoding="utf-8")
    return file


EXAMPLE_FILES = sorted(path for path in EXAMPLES.glob("*.json") if "history" not in path.name)


@pytest.mark.parametrize("path", EXAMPLE_FILES, ids=lambda path: path.stem)
def test_every_example_can_be_referred_and_fits_the_schema(path: Path) -> None:
    assert read(path).children
    jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), schema())


def test_the_published_schema_is_the_one_of_the_model() -> None:
    published = Path(__file__).parents[2] / "docs" / "referral.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == schema(), (
        "cspr refer --schema > docs/referral.schema.json"
    )


def test_the_template_has_every_field_of_the_schema() -> None:
    made, properties = template(), schema()["properties"]
    assert set(made) == set(properties)
    for name in ("Referrer", "LeadDecision", "Child", "Incident"):
        field = {"Referrer": "referrer", "LeadDecision": "safeguarding_lead", "Incident": "incident"}.get(name)
        part = made[field] if field else made["children"][0]
        assert set(part) == set(schema()["$defs"][name]["properties"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Dear partnership, ...", "is not JSON: line 1, column 1"),
        (b"", "is not JSON"),
        (b"\xff\xfe\x00", "is not a text in UTF-8"),
        (b'{"received": "2026-11-20", "received": "2026-11-21"}', "gives a field twice"),
        (b'{"received": NaN}', "beyond all measure"),
        (b"[" * 100_000, "beyond all measure"),
        (b"9" * 10_000, "beyond all measure"),
        (b"[]", "an object in braces was expected"),
        (b'"' + b"x" * (10 * LIMIT) + b'"', "is larger than 1 MiB"),
    ],
    ids=["letter", "empty", "utf-16", "twice", "nan", "deep", "number", "list", "10 MB"],
)
def test_a_file_that_is_no_object_gets_one_message(file: Path, content: bytes, message: str) -> None:
    file.write_bytes(content)
    (told,) = faults(file)
    assert message in told


def test_a_file_that_is_not_there_is_named(file: Path) -> None:
    assert "No such file" in faults(file)[0]


def test_an_empty_object_misses_everything_that_is_needed_at_once(file: Path) -> None:
    assert faults(write(file, {})) == ("referrer: is missing", "children: is missing", "incident: is missing")


def test_the_empty_template_cannot_be_sent(file: Path) -> None:
    told = "\n".join(faults(write(file, template())))
    for field in ("referrer.name", "referrer.email", "children.0.name", "incident.summary", "received"):
        assert f"{field}: " in told


def test_everything_that_is_wrong_is_told_at_once(file: Path) -> None:
    value = example()
    value["referrer"] |= {"name": f"{PRIVATE}\x07", "email": PRIVATE, "organisation": "nowhere"}
    value["children"][0] |= {"date_of_birth": "2026-11-20", "hair": PRIVATE}
    value["children"].append({"lives_in": "warwickshire"})
    value["incident"] |= {"at": "2026-11-21", "abuse_or_neglect": "perhaps"}
    value |= {"agencies": ["health_trust", "no_such_agency"], "received": "2027-01-01"}
    value["attachments"] = ["missing.pdf"]
    value[PRIVATE] = 1

    told = faults(write(file, value))

    expected = [
        "referrer.name: holds the control character U+0007",
        "referrer.email: is not an e-mail address",
        "children.0.hair: is no field that is known here",
        "children.1.name: is missing",
        "children.1: needs a date_of_birth",
        "incident.abuse_or_neglect: must be true or false",
        "(a name that is not known here): is no field",
        "incident.at: Sat 21 Nov 2026 is after agency_aware",
        "incident.at: Sat 21 Nov 2026 is after la_aware",
        "referrer.organisation: is not in the directory",
        "agencies.1: is not in the directory; it has local_authority",
        "received: Fri 1 Jan 2027 is in the future",
        "attachments.0: there is no such file",
    ]
    for line in expected:
        assert any(line in each for each in told), (line, told)
    assert len(told) == len(expected), told


@pytest.mark.parametrize("text", ["x" * 20_001, "bell \x07", "escape \x1b[2J", "null \x00"])
def test_text_is_bounded_and_free_of_control_characters(file: Path, text: str) -> None:
    value = example()
    value["incident"]["summary"] = text
    (told,) = faults(write(file, value))
    assert told.startswith("incident.summary: ")


def test_a_child_born_after_the_incident_must_be_marked_unborn(file: Path) -> None:
    value = example()
    value["children"][0]["date_of_birth"] = "2026-11-20"
    (told,) = faults(write(file, value))
    assert told.startswith("children.0.date_of_birth: is after the incident; for an unborn child")

    value["children"][0] |= {"date_of_birth": None, "unborn": True, "expected_date": "2027-02-01"}
    assert read(write(file, value)).children[0].unborn


def test_an_incident_in_the_future_is_refused(file: Path) -> None:
    value = example()
    value["incident"]["at"] = "2026-11-24"
    told = faults(write(file, value))
    assert any("incident.at: Tue 24 Nov 2026 is after agency_aware" in each for each in told)


def test_a_wrong_moment_is_told_how_to_be_written(file: Path) -> None:
    value = {**example(), "received": "yesterday"}
    (told,) = faults(write(file, value))
    assert told.startswith("received: not a moment: write an instant with its time zone")


def test_documents_are_given_as_attachments(file: Path) -> None:
    (told,) = faults(write(file, {**example(), "documents": []}))
    assert told == "documents: cannot be given; name the files in attachments"


def test_an_agency_must_be_one_that_can_be_asked(file: Path) -> None:
    (told,) = faults(write(file, {**example(), "agencies": ["panel"]}))
    assert told.startswith("agencies.0: is not in the directory")
