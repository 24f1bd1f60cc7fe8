"""The referral file: JSON with everything that a referral holds, and the paths of what is attached."""

from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import Field, TypeAdapter, ValidationError

from domain.policy import Policy
from domain.referral import Referral, future_problems
from domain.text import Line
from starter.client.errors import BadInput
from starter.files.attaching import fault_of, keep
from starter.files.faults import Fault, faults_of, in_plain_words
from starter.files.json_file import read_json
from starter.files.mending import mended
from vault.documents import DocumentStore

ATTACHMENTS = "attachments"
AGENCY_KINDS = ("agency", "local_authority", "icb", "police")

_PATHS: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[Line, ...])


class ReferralFile(Referral):
    """A referral as it is written in a file."""

    attachments: tuple[Line, ...] = Field(
        default=(), max_length=50, description="paths of files to keep with the referral, from this file's folder"
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of a referral file."""
    made = ReferralFile.model_json_schema()
    made["properties"].pop("documents")  # what a file has instead are attachments
    made["$defs"].pop("Document")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "CSPR referral"}


def template() -> dict[str, Any]:
    """An empty referral file: every field, to be filled in or taken out."""
    child = {
        "name": "",
        "date_of_birth": "",
        "unborn": False,
        "expected_date": None,
        "died_on": None,
        "domestic_abuse_related_death": None,
        "seriously_harmed": False,
        "looked_after": False,
        "care_leaver": False,
        "lives_in": "",
    }
    return {
        "referrer": {"name": "", "organisation": "", "email": "", "own_reference": None},
        "safeguarding_lead": {"name": "", "refer": True, "reason": "", "at": ""},
        "children": [child],
        "incident": {"summary": "", "at": "", "country": "england", "area": "", "abuse_or_neglect": False},
        "agency_aware": "",
        "la_aware": "",
        "received": "",
        "agencies": [],
        "proceedings": [],
        "attachments": [],
    }


def read_referral(path: Path, policy: Policy, now: datetime, framework_faults: list[Fault]) -> Referral:
    """The referral in a file, without its attachments (`with_attachments` adds them).

    Args:
        path: the file.
        policy: the partnership's policy, for its directory.
        now: the UTC instant of reading; nothing in a referral can lie after it.
        framework_faults: what is wrong beside the file, to be told with the rest.

    Raises:
        BadInput: with every fault of the file, one line each.
    """
    value = read_json(path)
    if not isinstance(value, dict):
        raise BadInput(f"{path} holds no referral: an object in braces was expected. See cspr refer --template.")
    data = dict(value)
    faults = _attachment_faults(data.pop(ATTACHMENTS, []), path.parent)
    if "documents" in data:
        faults.append(Fault(("documents",), "cannot be given; name the files in attachments"))
        del data["documents"]
    referral, wrong = mended(data)
    faults = wrong + faults
    if referral is not None:
        later = faults_of(future_problems(referral, now)) + directory_faults(referral, policy)
        faults += [fault for fault in later if not any(fault.is_within(known.place) for known in wrong)]
    faults += framework_faults
    if faults or referral is None:
        raise BadInput(f"{path} cannot be used; nothing was sent:", [str(fault) for fault in faults])
    return referral


def with_attachments(referral: Referral, path: Path, store: DocumentStore) -> Referral:
    """The referral with the files that its file names kept as documents. Raises BadInput."""
    names = _PATHS.validate_python(read_json(path).get(ATTACHMENTS, []))
    documents = tuple(keep(path.parent / name, store) for name in names)
    return referral.model_copy(update={"documents": documents})


def _attachment_faults(value: object, folder: Path) -> list[Fault]:
    try:
        names = _PATHS.validate_python(value)
    except ValidationError as error:
        return [Fault((ATTACHMENTS, *fault.place), fault.message) for fault in in_plain_words(error)]
    problems = [(number, fault_of(folder / name)) for number, name in enumerate(names)]
    return [Fault((ATTACHMENTS, number), problem) for number, problem in problems if problem]


def directory_faults(referral: Referral, policy: Policy) -> list[Fault]:
    """Every organisation of the referral that the policy's directory does not have among those who refer."""
    known = [each.key for each in policy.organisations if each.kind in AGENCY_KINDS]
    places: list[tuple[tuple[str | int, ...], str]] = [(("referrer", "organisation"), referral.referrer.organisation)]
    places += [(("agencies", number), agency) for number, agency in enumerate(referral.agencies)]
    message = f"is not in the directory; it has {', '.join(known)}"
    return [Fault(place, message) for place, key in places if key not in known]
