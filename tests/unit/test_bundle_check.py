"""The check that goes with a bundle needs Python alone, passes what was written, and names what was changed."""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from textwrap import dedent
from typing import Any, get_args

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import OKPKey
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from domain.decisions.any_decision import AnyDecision
from domain.referral import Referral
from ledger.anchor import LedgerAnchor
from ledger.chain import Head
from starter.bundle.check import BY_RULE, EXPORT, KINDS, USUAL, ed25519_holds, from_base64url
from tests.unit import builders as a
from tests.unit.bundles import EXPORTED, KEY, SIGNED_BY, checked, proven_events, written
from vault import sent
from vault.proofs import Signer

OPENSSL = shutil.which("openssl")
SHA256SUM = shutil.which("sha256sum")
SENT = (a.criteria_met(), a.notified(), a.meeting_held())


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("pristine"), proven_events(decisions=SENT))


@pytest.fixture
def bundle(pristine: Path, tmp_path: Path) -> Path:
    """A bundle to be changed."""
    return shutil.copytree(pristine, tmp_path / "bundle")


def lines_of(bundle: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (bundle / "events.jsonl").read_bytes().split(b"\n") if line]


def sum_up(bundle: Path) -> None:
    """Write the list of hashes anew, as whoever changes a file on purpose does."""
    names = [line.partition("  ")[2] for line in (bundle / "SHA256SUMS").read_text().splitlines()]
    sums = [f"{hashlib.sha256((bundle / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (bundle / "SHA256SUMS").write_text("".join(sums))
    sign_again(bundle, SIGNED_BY)


def sign_again(bundle: Path, signer: Signer) -> None:
    sums = (bundle / "SHA256SUMS").read_bytes()
    claims = {"sub": a.REFERENCE, "by": "invented-exporter", "iat": 0, "digest": hashlib.sha256(sums).hexdigest()}
    (bundle / "SHA256SUMS.jws").write_text(signer.sign(EXPORT, claims))


def rewrite(bundle: Path, change: Callable[[list[dict[str, Any]]], None]) -> None:
    lines = lines_of(bundle)
    change(lines)
    (bundle / "events.jsonl").write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines))
    sum_up(bundle)


def history_of(bundle: Path, name: str, lines: list[dict[str, Any]], *, taken: bool = False) -> None:
    """Put a history into the bundle that carried these events to the ledger, which took them, in Temporal's form."""
    batch = json.dumps({"events": [line["event"] for line in lines]}).encode()
    payload = {"data": base64.b64encode(batch).decode()}
    task = {"activityType": {"name": "Write to the ledger"}, "input": {"payloads": [payload]}}
    scheduled = {"eventId": "5", "activityTaskScheduledEventAttributes": task}
    completed = {"eventId": "7", "activityTaskCompletedEventAttributes": {"scheduledEventId": "5"}}
    path = bundle / "histories" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"events": [scheduled, *[completed] * taken]}))
    with (bundle / "SHA256SUMS").open("a") as sums:
        sums.write(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  histories/{name}\n")
    sign_again(bundle, SIGNED_BY)


def of_type(lines: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    return next(line for line in lines if line["type"] == kind)


@pytest.mark.skipif(SHA256SUM is None, reason="no sha256sum here")
def test_the_list_of_hashes_is_one_that_sha256sum_checks(bundle: Path) -> None:
    check = [str(SHA256SUM), "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=bundle, check=False).returncode == 0  # noqa: S603 - ours


def test_a_bundle_as_it_was_written_passes(bundle: Path) -> None:
    told = checked(bundle)
    assert (told.status, told.err) == (0, "")
    assert "Signatures: 4 hold, of 4 all that was signed is here" in told.out
    assert f"SHA256SUMS was signed by the key {SIGNED_BY.key.thumbprint()}: invented-exporter" in told.out
    assert "Missing: the export itself says: There is no history of" in told.out
    assert told.out.endswith("What is here fits. What is missing is told above.\n")


def test_a_clear_text_that_the_histories_have_in_other_words_is_named(bundle: Path) -> None:
    """Nobody signed it, and neither chain nor sums show it."""
    lines = lines_of(bundle)
    history_of(bundle, "invented.json", lines)
    fits = f"Histories: Temporal's have {len(lines)} of the {len(lines)} events, word for word"
    assert fits in checked(bundle).out
    rewrite(bundle, lambda written: written[0]["event"]["body"]["sender"].update(name="Somebody Else"))
    told = checked(bundle)
    assert told.status == 1
    assert "Histories: WRONG: events.jsonl line 1: they have other words" in told.out
    assert told.out.endswith("1 FAULT\n")


def test_one_history_that_has_an_event_as_it_is_on_record_is_enough(bundle: Path) -> None:
    """A run that was reset recorded it otherwise, and what follows is not in the ledger yet."""
    lines = lines_of(bundle)
    history_of(bundle, "invented.json", lines)
    last = dict(lines[-1]["event"], actor="invented")
    later = dict(last, position=len(lines) + 1)
    history_of(bundle, "reset.json", [{"event": last}, {"event": later}])
    told = checked(bundle)
    assert told.status == 0, told.out
    assert f"have {len(lines)} of the {len(lines)} events" in told.out


def test_events_that_the_ledger_took_and_that_are_not_here_are_named(bundle: Path) -> None:
    lines = lines_of(bundle)
    later = {"event": dict(lines[-1]["event"], position=len(lines) + 1)}
    history_of(bundle, "invented.json", [*lines, later], taken=True)
    told = checked(bundle)
    assert told.status == 1
    assert f"Histories: WRONG: by them the ledger got events up to {len(lines) + 1}" in told.out


def test_who_changed_something_after_the_export_cannot_sign_for_who_exported(bundle: Path) -> None:
    """The page, a letter or a document: whoever writes the list of hashes anew has no key that signed it."""
    signature = (bundle / "SHA256SUMS.jws").read_text()
    (bundle / "timeline.html").write_text("Invented.")
    sum_up(bundle)
    (bundle / "SHA256SUMS.jws").write_text(signature)
    assert "Export: WRONG: SHA256SUMS is not what invented-exporter signed" in checked(bundle).out
    other = Signer(OKPKey.generate_key("Ed25519"))
    sign_again(bundle, other)
    assert f"signed by the key {other.key.thumbprint()}" in checked(bundle).out
    (bundle / "SHA256SUMS.jws").write_text(signature[:-4] + "AAAA")
    assert "Export: WRONG: the signature SHA256SUMS.jws does not hold" in checked(bundle).out
    (bundle / "SHA256SUMS.jws").unlink()
    told = checked(bundle)
    assert (told.status, told.err) == (1, "")
    assert "nobody answers for the page" in told.out


@pytest.mark.parametrize("put", [Path.mkdir, lambda path: path.symlink_to("README.txt"), os.mkfifo])
def test_what_is_no_file_is_named(bundle: Path, put: Callable[[Path], None]) -> None:
    put(bundle / "more")
    assert "Files: WRONG: more is no file that was written" in checked(bundle).out


@pytest.mark.parametrize("name", ["timeline.html", "events.jsonl", "bundle.json", "README.txt", "check.py"])
def test_one_changed_byte_is_found_and_its_file_named(bundle: Path, name: str) -> None:
    content = bytearray((bundle / name).read_bytes())
    content[content.index(b"e")] ^= 1  # of check.py it is in its first line, a comment
    (bundle / name).write_bytes(content)
    told = checked(bundle)
    assert told.status != 0
    assert f"Files: WRONG: {name} has another SHA-256" in told.out


def test_a_changed_list_of_hashes_is_found(bundle: Path) -> None:
    sums = (bundle / "SHA256SUMS").read_bytes()
    (bundle / "SHA256SUMS").write_bytes(bytes([sums[0] ^ 1]) + sums[1:])
    told = checked(bundle)
    assert told.status == 1
    assert " has another SHA-256" in told.out


def test_what_is_missing_or_was_put_there_is_named(bundle: Path) -> None:
    (bundle / "README.txt").unlink()
    (bundle / "more.txt").write_text("Invented.")
    told = checked(bundle)
    assert told.status == 1
    assert "README.txt is missing" in told.out
    assert "more.txt is not listed" in told.out


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("recorded_at", "2026-01-05T12:00:00.000001Z"),
        ("effective", "2026-01-06"),
        ("framework", "invented"),
        ("skeleton", "{}"),
        ("body", base64.b64encode(b"invented").decode()),
        ("hash", "0" * 64),
    ],
)
def test_a_changed_column_breaks_the_chain(bundle: Path, column: str, value: str) -> None:
    rewrite(bundle, lambda lines: lines[4].update({column: value}))
    told = checked(bundle)
    assert told.status == 1
    assert "Chain: WRONG: events.jsonl line 5" in told.out
    assert "Files: those listed" in told.out


def test_an_event_that_was_taken_out_breaks_the_chain(bundle: Path) -> None:
    rewrite(bundle, lambda lines: lines.__delitem__(6))
    assert "Chain: WRONG: events.jsonl line 7: is not event 7" in checked(bundle).out


def test_last_events_that_were_taken_away_do_not_fit_the_head(bundle: Path) -> None:
    rewrite(bundle, lambda lines: lines.__delitem__(slice(-3, None)))
    told = checked(bundle)
    assert told.status == 1
    assert "Chain: WRONG" not in told.out
    assert "Head: WRONG" in told.out


def test_what_the_columns_say_otherwise_than_the_event_is_named(bundle: Path) -> None:
    rewrite(bundle, lambda lines: lines[3]["event"].update(effective="2026-01-04"))
    told = checked(bundle)
    assert told.status == 1
    assert "In clear: WRONG: events.jsonl line 4: effective" in told.out


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (("decision", "reason"), "Another reason.", "something else than what was signed"),
        (("decision", "local_learning_review"), True, "something else than what was signed"),
        (("decision", "by", "name"), "Somebody Else", "something else than what was signed"),
        (("decision", "decision"), "withdrawal", "something else than what was signed"),
        (("decision", "id"), "another-decision", "it was signed for something else"),
        (("sender", "id"), "somebody-else", "the actor is not who sent it"),
        (("proof",), None, "there is no proof"),
        (("proof",), "e30.e30.e30", "the signature does not hold"),
    ],
)
def test_a_decision_that_is_not_what_was_signed_is_named(
    bundle: Path, path: tuple[str, ...], value: object, why: str
) -> None:
    def change(lines: list[dict[str, Any]]) -> None:
        *outer, last = path
        inner = of_type(lines, "criteria")["event"]["body"]
        for name in outer:
            inner = inner[name]
        inner[last] = value

    rewrite(bundle, change)
    told = checked(bundle)
    assert told.status == 1
    assert re.search(rf"Signatures: WRONG: events.jsonl line \d+: .*{why}", told.out)


def not_signed(body: dict[str, Any]) -> None:
    """Somebody else's decision, in one of the forms of what nobody has to sign."""
    body["decision"]["outcome"] = "not_met"


def of_no_form(body: dict[str, Any]) -> None:
    body.update(type="criteria")


def by_the_service(body: dict[str, Any]) -> None:
    body.update(proof=None, sender=dict(body["sender"], kind="service"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (not_signed, "what was signed is not here"),
        (of_no_form, "it is no decision of the service's form"),
        (by_the_service, "there is no proof of who sent it"),
    ],
)
def test_a_decision_cannot_be_made_one_that_nobody_has_to_sign(
    bundle: Path, change: Callable[[dict[str, Any]], None], why: str
) -> None:
    def changed(lines: list[dict[str, Any]]) -> None:
        line = of_type(lines, "criteria")
        line["signed"] = None
        change(line["event"]["body"])

    rewrite(bundle, changed)
    assert re.search(rf"Signatures: WRONG: events.jsonl line \d+: {why}", checked(bundle).out)


def test_a_decision_cannot_be_made_one_that_came_with_the_referral(bundle: Path) -> None:
    def changed(lines: list[dict[str, Any]]) -> None:
        line = of_type(lines, "criteria")
        lines[0]["signed"] = line["signed"] = None
        line["event"].update(
            taken_over=True, body=dict(line["event"]["body"], proof=lines[0]["event"]["body"]["proof"])
        )

    rewrite(bundle, changed)
    assert "Signatures: WRONG: events.jsonl line 1: what was signed is not here" in checked(bundle).out


def test_a_member_that_is_there_twice_is_refused(bundle: Path) -> None:
    """Of two members with one name another reader may take the other."""
    events = (bundle / "events.jsonl").read_text()
    (bundle / "events.jsonl").write_text(events.replace('"event":{', '"event":{"actor":"invented",', 1))
    sum_up(bundle)
    assert "two members of an object have one name" in checked(bundle).out


def test_a_signed_text_that_fits_the_event_and_not_the_signature_is_named(bundle: Path) -> None:
    def change(lines: list[dict[str, Any]]) -> None:
        line = of_type(lines, "criteria")
        line["signed"] = line["signed"].replace("Invented reason.", "Another reason.")
        line["event"]["body"]["decision"]["reason"] = "Another reason."

    rewrite(bundle, change)
    assert "what was signed is another text" in checked(bundle).out


def test_a_referral_that_is_not_what_was_signed_is_named(bundle: Path) -> None:
    rewrite(bundle, lambda lines: lines[0]["event"]["body"]["referral"]["children"][0].update(name="Another Child"))
    assert "events.jsonl line 1: the event says something else" in checked(bundle).out


def test_what_was_taken_over_was_signed_with_the_referral(tmp_path: Path) -> None:
    bundle = written(tmp_path, proven_events(history=(a.acknowledged(), a.criteria_met(), a.notified())))
    assert "Signatures: 4 hold, of 4 all that was signed is here" in checked(bundle).out

    def change(lines: list[dict[str, Any]]) -> None:
        of_type(lines, "notification")["event"]["body"]["decision"]["panel_reference"] = "INVENTED-9"

    rewrite(bundle, change)
    assert "events.jsonl line 1: the event says something else" in checked(bundle).out


def test_of_a_history_with_a_refused_decision_case_and_signature_are_checked(tmp_path: Path) -> None:
    events = proven_events(history=(a.criteria_met(), a.criteria_met()))
    assert "decision_refused" in {event.type for event in events}
    told = checked(written(tmp_path, events))
    assert told.status == 0
    assert "Signatures: 2 hold, of 0 all that was signed is here" in told.out


def test_an_anchor_that_was_kept_is_compared(bundle: Path, tmp_path: Path) -> None:
    lines = lines_of(bundle)
    anchor = tmp_path / "anchor.json"

    def told(*heads: Head) -> str:
        anchor.write_text(LedgerAnchor.of(heads, EXPORTED).model_dump_json())
        return checked(bundle, "--against", str(anchor)).out

    other = Head("CSPR-0000-0001", 3, "1" * 64)
    ours = Head(a.REFERENCE, 5, lines[4]["hash"])
    assert "Anchor: what was anchored is still there" in told(other, ours)
    assert "line 5: is not what was anchored" in told(Head(a.REFERENCE, 5, "2" * 64))
    assert "younger than this bundle" in told(Head(a.REFERENCE, len(lines) + 1, "2" * 64))
    assert "does not know this case" in told(other)
    told(ours)
    anchor.write_text(anchor.read_text().replace(lines[4]["hash"], "3" * 64))
    assert "do not add up to its hash" in checked(bundle, "--against", str(anchor)).out


@pytest.mark.parametrize("name", ["SHA256SUMS", "events.jsonl", "bundle.json"])
@pytest.mark.parametrize("content", [b"{\n", b"\xff\n", b"[" * 100_000], ids=["torn", "no text", "deep"])
def test_what_is_broken_is_said_without_a_traceback(bundle: Path, name: str, content: bytes) -> None:
    (bundle / name).write_bytes(content)
    told = checked(bundle)
    assert (told.status, told.err) == (1, "")
    assert "WRONG" in told.out


def test_with_the_key_of_the_case_the_readme_shows_that_the_events_are_what_is_sealed(bundle: Path) -> None:
    readme = (bundle / "README.txt").read_text()
    shown = "    import base64" + readme.partition("    import base64")[2].partition("== sealed")[0] + "== sealed\n"
    recipe: dict[str, Any] = {}
    exec(dedent(shown), recipe)  # noqa: S102 - what the bundle tells people to run
    lines = [line for line in (bundle / "events.jsonl").read_bytes().split(b"\n") if line]
    assert all(recipe["fits"](line, KEY.secret) for line in lines)
    assert not recipe["fits"](lines[0], bytes(64))
    assert not recipe["fits"](lines[0].replace(b"Child One", b"Child Two"), KEY.secret)


@pytest.mark.skipif(OPENSSL is None, reason="no openssl here")
def test_by_the_recipe_of_the_readme_openssl_finds_that_a_signature_holds(bundle: Path, tmp_path: Path) -> None:
    head, claims, signature = lines_of(bundle)[0]["event"]["body"]["proof"].split(".")
    before_the_key = re.search(r"after the bytes ((?:[0-9a-f]{2} )+)into", (bundle / "README.txt").read_text())
    assert before_the_key
    key = from_base64url(json.loads(from_base64url(head))["jwk"]["x"])
    (tmp_path / "key.der").write_bytes(bytes.fromhex(before_the_key[1]) + key)
    (tmp_path / "signature").write_bytes(from_base64url(signature))
    verify = f"{OPENSSL} pkeyutl -verify -pubin -inkey key.der -keyform DER -rawin -in message -sigfile signature"
    for message, status in ((f"{head}.{claims}", 0), (f"{head}.{claims}!", 1)):
        (tmp_path / "message").write_text(message)
        told = subprocess.run(verify.split(), cwd=tmp_path, capture_output=True, check=False)  # noqa: S603 - ours
        assert told.returncode == status


@settings(max_examples=25)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_a_signature_holds_where_the_library_says_so(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key(), bytearray(private.sign(message))
    assert ed25519_holds(public.public_bytes_raw(), message, bytes(signature))
    assert not ed25519_holds(public.public_bytes_raw(), message + b"!", bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    with pytest.raises(InvalidSignature):
        public.verify(bytes(signature), message)
    with suppress(ValueError):  # the changed half may be no point
        assert not ed25519_holds(public.public_bytes_raw(), message, bytes(signature))


def decisions() -> tuple[type[BaseModel], ...]:
    members, _ = get_args(AnyDecision)
    return get_args(members)


def test_the_check_knows_the_name_of_every_decision() -> None:
    assert {each.__name__: each.model_fields["decision"].default for each in decisions()} == KINDS


def test_the_check_knows_what_the_service_decides_by_itself() -> None:
    assert tuple(each.model_fields["decision"].default for each in sent.BY_RULE) == BY_RULE


def test_the_check_knows_every_usual_value_that_is_not_empty() -> None:
    usual: dict[str, Any] = {}
    waiting: list[Any] = [Referral, *decisions()]
    seen = set()
    while waiting:
        kind = waiting.pop()
        waiting += get_args(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in seen:
            seen.add(kind)
            waiting += [field.annotation for field in kind.model_fields.values()]
            fields = [(name, field.default) for name, field in kind.model_fields.items() if name != "decision"]
            usual |= {name: value for name, value in fields if value is not PydanticUndefined and value}
    assert usual == USUAL
