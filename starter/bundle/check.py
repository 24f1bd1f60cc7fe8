#!/usr/bin/env python3
"""Check this bundle: the hash of every file, the chain of the events, and who signed what was sent.

    python3 -I check.py                          from any folder
    python3 -I check.py --against anchor.json    and that an anchor that was kept elsewhere fits

It needs Python 3.9 or newer and nothing else, reaches no network and changes nothing. It ends with status 0 where
everything fits, else with 1, and says what does not. README.txt has each recipe in words, to be checked by other means.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    Point = tuple[int, int, int, int]
    Lines = list[dict[str, Any]]

SUMS, SIGNATURE, EVENTS, ABOUT = "SHA256SUMS", "SHA256SUMS.jws", "events.jsonl", "bundle.json"
PROOF, EXPORT = "cspr-proof+jwt", "cspr-export+jwt"


def main() -> int:
    """Check the bundle in which this file lies; the exit status."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--against", metavar="ANCHOR", type=Path, help="an anchor file, kept since it was made")
    given = asked.parse_args()
    folder = Path(__file__).absolute().parent
    print(f"The bundle in {folder}")
    faults, told = list[str](), list[str]()
    try:
        faults += say("Files", f"those listed in {SUMS} are as they were written", list(wrong_files(folder)))
        faults += check_export(folder)
        lines = [read(line) for line in (folder / EVENTS).read_bytes().split(b"\n") if line]
        about = read((folder / ABOUT).read_bytes())
        told = about["faults"]
        print("\n".join(f"Missing: the export itself says: {each}" for each in told), end="\n" if told else "")
        faults += check_record(folder, lines, about)
        if given.against:
            said = list(not_as_anchored(lines, read(given.against.read_bytes())))
            faults += say("Anchor", "what was anchored is still there", said)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        faults += say("Record", "", [f"a file of it or the anchor cannot be read: {error!r}"])
    fits = "What is here fits. What is missing is told above." if told else "Everything fits."
    print(f"\n{len(faults)} FAULT{'S' if len(faults) > 1 else ''}" if faults else f"\n{fits}")
    return 1 if faults else 0


def read(text: bytes) -> Any:
    """JSON that says each thing once: of two members with one name another reader may take the other."""
    return json.loads(text.decode(), object_pairs_hook=once)


def once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of these members. Raises ValueError where two have one name."""
    if len({name for name, _ in members}) < len(members):
        raise ValueError("two members of an object have one name")
    return dict(members)


def same(one: Any, other: Any) -> bool:
    """Whether two values of JSON are the same, word for word: to Python 1, 1.0 and true are equal."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def say(what: str, holds: str, faults: list[str]) -> list[str]:
    """Print what one check came to; its faults."""
    print(f"{what}: {holds}" if not faults else "\n".join(f"{what}: WRONG: {fault}" for fault in faults))
    return faults


def check_export(folder: Path) -> list[str]:
    """Print who signed the list of hashes; what is wrong with that. It binds the page and all papers."""
    try:
        key, claims = signed_by((folder / SIGNATURE).read_text(encoding="ascii").strip(), EXPORT)
    except FileNotFoundError:
        return say(
            "Export", "", [f"there is no {SIGNATURE}: nobody answers for the page, the letters and the documents"]
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return say("Export", "", [f"the signature {SIGNATURE} does not hold"])
    if claims["digest"] != hashlib.sha256((folder / SUMS).read_bytes()).hexdigest():
        return say("Export", "", [f"{SUMS} is not what {claims['by']} signed by the key {key}"])
    return say("Export", f"{SUMS} was signed by the key {key}: {claims['by']}, for {claims['sub']}", [])


def check_record(folder: Path, lines: Lines, about: dict[str, Any]) -> list[str]:
    """Print what becomes of each check of the events; all faults."""
    head, told = about["head"], " ".join(about["faults"])
    faults = say("Chain", f"{len(lines)} events, each hash follows from the one before", list(broken_chain(lines)))
    last = lines[-1]
    fits = (head["stream"], head["position"], head["hash"]) == (last["stream"], last["position"], last["hash"])
    faults += say("Head", f"position {head['position']}, {head['hash']}", [] if fits else [f"{ABOUT}: is another one"])
    faults += say("In clear", "the columns say what the events say", list(otherwise_in_clear(lines)))
    signatures = Signatures(lines)
    holds = f"{signatures.held} hold, of {signatures.whole} all that was signed is here"
    faults += say("Signatures", holds, signatures.faults)
    for key, senders in sorted(signatures.keys.items()):
        print(f"    by the key {key}: {', '.join(sorted(senders))}")
    found, otherwise, beyond = positions_in_histories(folder, lines)
    there = f"Temporal's have {len(found)} of the {len(lines)} events, word for word"
    wrong = [f"{EVENTS} line {each}: they have other words" for each in otherwise]
    lacking = len(lines) - len(found) - len(otherwise)
    if lacking and "There is no history" not in told:
        wrong.append(f"they do not have {lacking} of the events, and the export did not say so")
    if max(beyond, default=0) > len(lines) + about["not_in_ledger"] and "histories say" not in told:
        wrong.append(f"by them the ledger got events up to {max(beyond)}, and the export did not say so")
    faults += say("Histories", there, wrong)
    return faults + say(
        "Papers", "every letter and document of the events is here", list(not_here(folder, lines, about))
    )


# Files


def wrong_files(folder: Path) -> Iterator[str]:
    """What is missing, was changed, or was put there."""
    listed: dict[str, str] = {}
    for line in (folder / SUMS).read_text(encoding="utf-8").split("\n")[:-1]:
        digits, _, name = line.partition("  ")
        if name in listed:
            yield f"{name} is listed twice in {SUMS}"
        listed[name] = digits
    there = set()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or any(each.startswith(f"{name}/") for each in listed)):
            yield f"{name} is no file that was written"
        elif path.is_file() and name not in (SUMS, SIGNATURE):
            there.add(name)
    for name in sorted(set(listed) | there):
        if name not in listed:
            yield f"{name} is not listed in {SUMS}"
        elif name not in there:
            yield f"{name} is missing"
        elif hashlib.sha256((folder / name).read_bytes()).hexdigest() != listed[name]:
            yield f"{name} has another SHA-256"


# The chain


def hash_of(*fields: bytes) -> bytes:
    """SHA-256 of the fields, each after its length."""
    return hashlib.sha256(b"".join(len(field).to_bytes(8, "big") + field for field in fields)).digest()


def broken_chain(lines: Lines) -> Iterator[str]:
    """The first event that does not follow from the one before it."""
    previous = b""
    for position, line in enumerate(lines, start=1):
        expected = hash_of(
            b"cspr ledger event 1",
            previous,
            line["stream"].encode(),
            b"%d" % line["position"],
            line["type"].encode(),
            b"%d" % line["version"],
            line["recorded_at"].encode(),
            line["effective"].encode(),
            line["framework"].encode(),
            line["calendar"].encode(),
            base64.b64decode(line["body"], validate=True),
            line["skeleton"].encode(),
        )
        if line["position"] != position or line["stream"] != lines[0]["stream"]:
            yield f"{EVENTS} line {position}: is not event {position} of {lines[0]['stream']}"
            return
        if line["hash"] != expected.hex():
            yield f"{EVENTS} line {position}: the hash does not follow from the row and the one before it"
            return
        previous = expected


def not_as_anchored(lines: Lines, anchor: dict[str, Any]) -> Iterator[str]:
    """Whether the anchor is whole, and has an event of this stream under the hash that it has here."""
    fields = [b"cspr ledger heads 1"]
    for head in sorted(anchor["heads"], key=lambda each: each["stream"].encode()):
        fields += [head["stream"].encode(), b"%d" % head["position"], bytes.fromhex(head["hash"])]
    if hash_of(*fields).hex() != anchor["hash"]:
        yield "the anchor's heads do not add up to its hash"
    heads = {head["stream"]: head for head in anchor["heads"]}
    head = heads.get(lines[0]["stream"])
    if head is None:
        yield "the anchor does not know this case: it is older than the case"
    elif head["position"] > len(lines):
        yield f"the anchor knows {head['position']} events: it is younger than this bundle"
    elif lines[head["position"] - 1]["hash"] != head["hash"]:
        yield f"{EVENTS} line {head['position']}: is not what was anchored"


def otherwise_in_clear(lines: Lines) -> Iterator[str]:
    """Where a row's columns say something else than its event. What the skeleton says is not compared."""
    for line in lines:
        event, body = line["event"], line["event"]["body"]
        said = {
            "stream": event["stream"],
            "position": event["position"],
            "type": body["decision"]["decision"] if body["type"] == "decision_taken" else body["type"],
            "version": event["version"],
            "recorded_at": instant(event["recorded_at"]),
            "effective": event["effective"],
            "framework": event["framework"],
            "calendar": event["calendar"],
        }
        row = dict(line, recorded_at=instant(line["recorded_at"]))
        for name, value in said.items():
            if row[name] != value:
                yield f"{EVENTS} line {line['position']}: {name} is not what the event says"


def instant(text: str) -> datetime:
    """A UTC instant, with or without fractions of a second."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))  # noqa: FURB162 - Python 3.10 needs it


def positions_in_histories(folder: Path, lines: Lines) -> tuple[set[int], list[int], set[int]]:
    """Of the events that a history carried to the ledger, the positions.

    Those that it has in the same words; only in other words; and those that the ledger took and that are not here.
    Where a run was reset, two carried the same position, and the ledger has one of both.
    """
    said = {line["position"]: line["event"] for line in lines}
    found: set[int] = set()
    carried: set[int] = set()
    taken: set[int] = set()
    for path in (folder / "histories").glob("*.json"):
        events = read(path.read_bytes())["events"]
        done = {each.get("activityTaskCompletedEventAttributes", {}).get("scheduledEventId") for each in events}
        for event in events:
            task = event.get("activityTaskScheduledEventAttributes", {})
            if task.get("activityType", {}).get("name") == "Write to the ledger":
                batch = read(base64.b64decode(task["input"]["payloads"][0]["data"]))
                positions = {each["position"] for each in batch["events"]}
                carried |= positions
                taken |= positions if event["eventId"] in done else set()
                found |= {each["position"] for each in batch["events"] if same(said.get(each["position"]), each)}
    return found, sorted((carried & set(said)) - found), taken - set(said)


# Letters and documents


def not_here(folder: Path, lines: Lines, about: dict[str, Any]) -> Iterator[str]:
    """The letters and documents of which there is no file, or one of another size; not those that the export lacked."""
    files = {(each["document"]["case"], each["document"]["address"]): each["file"] for each in about["documents"]}
    for line in lines:
        body = line["event"]["body"]
        if body["type"] == "letter_sent":
            files[body["message"]["case"], body["message"]["address"]] = f"mails/{body['key']}.eml"
    for line in lines:
        for document in documents_in(line["event"]["body"]):
            name = files.get((document["case"], document["address"]))
            if name is None:
                yield f"{EVENTS} line {line['position']}: {ABOUT} names no file for its document"
            elif any(each.startswith(f"{name} is not here") for each in about["faults"]):
                continue
            elif not (folder / name).is_file() or (folder / name).stat().st_size != document["size"]:
                yield f"{EVENTS} line {line['position']}: {name} is not the {document['size']} bytes that it names"


def documents_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every document that a value names."""
    if isinstance(value, dict) and {"case", "address", "media_type", "size"} <= set(value):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from documents_in(each)


# Signatures


class Signatures:
    """The proofs of a stream: `held` hold; of `whole` of them, all that was signed is here.

    `keys` says by which key, named by its thumbprint, who has signed.
    """

    def __init__(self, lines: Lines) -> None:
        """Check each proof of these lines."""
        self.held, self.whole = 0, 0
        self.faults: list[str] = []
        self.keys: dict[str, set[str]] = {}
        self._proof_of_the_referral = lines[0]["event"]["body"].get("proof")
        self._with_the_referral = self._proof_of_the_referral if lines[0]["signed"] else None
        taken_over = [line["event"]["body"].get("decision") for line in lines if line["event"]["taken_over"]]
        self._history = [each for each in taken_over if isinstance(each, dict)]  # of a refused one it is a name
        # The record does not have a decision that came with the referral and was refused, so that not all is here.
        self._some_refused = any(
            line["type"] == "decision_refused" and line["recorded_at"] == lines[0]["recorded_at"] for line in lines
        )
        for line in lines:
            if line["type"] == "case_opened" or line["type"] in KINDS.values():
                why = self._unsent(line["event"]) or self._fault(line)
                if why:
                    self.faults.append(f"{EVENTS} line {line['position']}: {why}")

    def _unsent(self, event: dict[str, Any]) -> str | None:
        body = event["body"]
        if body["type"] not in ("case_opened", "decision_taken"):
            return "it is no decision of the service's form"
        if body["sender"]["id"] != event["actor"]:
            return "the actor is not who sent it"
        by_rule = body["sender"]["kind"] == "service" and body.get("decision", {}).get("decision") in BY_RULE
        return "there is no proof of who sent it" if body["proof"] is None and not by_rule else None

    def _fault(self, line: dict[str, Any]) -> str | None:
        event, body, text = line["event"], line["event"]["body"], line["signed"]
        if body["proof"] is None:  # the service itself
            return None
        try:
            key, claims = signed_by(body["proof"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return "the signature does not hold"
        opening = body["type"] == "case_opened" or event["taken_over"]
        if (claims["sub"], claims["jti"]) != (event["stream"], event["stream"] if opening else body["decision"]["id"]):
            return "it was signed for something else"
        if event["taken_over"] and body["type"] == "decision_taken" and body["proof"] != self._proof_of_the_referral:
            return "it was not signed with the referral"
        if why := self._otherwise_signed(event, text, claims["digest"]):
            return why
        self.held += 1
        self.whole += text is not None or body["proof"] == self._with_the_referral
        self.keys.setdefault(key, set()).add(body["sender"]["id"])
        return None

    def _otherwise_signed(self, event: dict[str, Any], text: str | None, digest: str) -> str | None:
        if text is None:
            taken_over = event["taken_over"] and event["body"]["type"] == "decision_taken"
            opening = event["body"]["type"] == "case_opened"
            return None if taken_over or (opening and self._some_refused) else "what was signed is not here"
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            return "what was signed is another text"
        return None if self._says(read(text.encode()), event) else "the event says something else than what was signed"

    def _says(self, signed: dict[str, Any], event: dict[str, Any]) -> bool:
        command, body = signed.pop("command"), event["body"]
        if command != "Opening":
            return KINDS.get(command) == body["decision"]["decision"] and covers(signed, body["decision"])
        referral = covers(signed["referral"], body["referral"]) and signed["fingerprints"] == body["fingerprints"]
        return referral and signed["reference"] == event["stream"] and covers(signed.get("history", []), self._history)


def covers(signed: Any, whole: Any) -> bool:
    """Whether a value is what was signed. What is at its usual value was left out of that."""
    if isinstance(signed, dict) and isinstance(whole, dict):
        left_out = (name for name in whole if name not in signed)
        return all(name in whole and covers(value, whole[name]) for name, value in signed.items()) and all(
            name == "decision" or any(same(whole[name], usual) for usual in (USUAL.get(name), *EMPTY))
            for name in left_out
        )
    if isinstance(signed, list) and isinstance(whole, list):
        return len(signed) == len(whole) and all(covers(*pair) for pair in zip(signed, whole))
    return same(signed, whole)


EMPTY: tuple[Any, ...] = (None, False, "", [], {})
USUAL = {"country": "england", "referral": 1, "hold": 1}
"""The usual values: those that are empty, and by the field's name the others."""

BY_RULE = ("public_year_ended", "calendar_change")
"""The decisions that the service also takes by itself, by rule: these nobody signs then."""

KINDS = dict(
    re.findall(
        r"(\w+):(\w+)",
        """
    DecideReferral:safeguarding_lead_decision Acknowledge:acknowledgement DecideCriteria:criteria
    CorrectFacts:correction MoveToFramework:framework_move Notify:notification ReturnSummary:agency_summary
    HoldMeeting:rapid_review_meeting Sign:signature SubmitRapidReview:rapid_review_submission
    RecordPanelAnswer:panel_answer SupplyInformation:information_to_panel
    DecideLocalReview:local_review_decision CompleteStep:local_review_step
    DelayPublication:publication_delay SendAdvanceCopy:advance_copy Publish:publication
    EndPublicYear:public_year_ended AgreeAction:action CompleteAction:action_completed StandDown:stand_down
    Withdraw:withdrawal Reopen:reopening LinkDuplicate:link_duplicate LinkDeathReview:death_review_link
    RecordOtherAreaAnswer:other_area_answer ConcludeNationalReview:national_review_concluded
    ExtendDuty:duty_extended SuspendDuty:duty_suspended ResumeDuty:duty_resumed
    ExplainLateness:lateness_explained ChangeAccess:access BreakGlass:break_glass PlaceLegalHold:legal_hold
    LiftLegalHold:legal_hold_lifted ProposeDisposal:disposal_proposed ApproveDisposal:disposal_approved
    DeclineDisposal:disposal_declined ChangeCalendar:calendar_change
    """,
    )
)
"""What a signed command is called as an event."""


def signed_by(proof: str, kind: str = PROOF) -> tuple[str, dict[str, Any]]:
    """The thumbprint (RFC 7638) of the key that signed a text of a kind (a JWS, RFC 7515), and what it claims."""
    head, claims, signature = proof.split(".")
    header = json.loads(from_base64url(head))
    key = header["jwk"]
    if header["typ"] != kind or header["alg"] not in ("Ed25519", "EdDSA") or key["crv"] != "Ed25519":
        raise ValueError
    if not ed25519_holds(from_base64url(key["x"]), f"{head}.{claims}".encode(), from_base64url(signature)):
        raise ValueError
    named = json.dumps({"crv": key["crv"], "kty": "OKP", "x": key["x"]}, separators=(",", ":"))
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(named.encode()).digest()).decode().rstrip("=")
    return thumbprint, json.loads(from_base64url(claims))


def from_base64url(text: str) -> bytes:
    """The bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# Ed25519 (RFC 8032, 5.1), to verify alone. Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, x * y = T/Z.

KEY_BYTES, SIGNATURE_BYTES = 32, 64
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
NOTHING = (0, 1, 1, 0)


def add(one: Point, other: Point) -> Point:
    """The sum of two points."""
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """A multiple of a point."""
    product = NOTHING
    while number:
        product = add(product, point) if number & 1 else product
        point, number = add(point, point), number >> 1
    return product


def point_of(text: bytes) -> Point:
    """The point that 32 bytes stand for. Raises ValueError where they stand for none."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if len(text) != KEY_BYTES or y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(KEY_BYTES, "little"))


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of this public key has signed the message."""
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != SIGNATURE_BYTES or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = times(scalar, BASE), add(point_of(signature[:32]), times(challenge, point_of(public)))
    return all((left[at] * right[2] - right[at] * left[2]) % P == 0 for at in (0, 1))


if __name__ == "__main__":
    sys.exit(main())
