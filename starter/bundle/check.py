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

SUMS, EVENTS, ABOUT = "SHA256SUMS", "events.jsonl", "bundle.json"


def main() -> int:
    """Check the bundle in which this file lies; the exit status."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--against", metavar="ANCHOR", type=Path, help="an anchor file, kept since it was made")
    given = asked.parse_args()
    folder = Path(__file__).resolve().parent
    faults, lines = list(wrong_files(folder)), []
    say("Files", f"those listed in {SUMS} are as they were written", faults)
    try:
        lines = [json.loads(line) for line in (folder / EVENTS).read_bytes().split(b"\n") if line]
        head = json.loads((folder / ABOUT).read_bytes())["head"]
        faults += check_record(folder, lines, head)
        if given.against:
            said = list(not_as_anchored(lines, json.loads(given.against.read_bytes())))
            faults += say("Anchor", "what was anchored is still there", said)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        faults += say("Record", "", [f"{EVENTS}, {ABOUT} or the anchor cannot be read: {error!r}"])
    print(f"\n{len(faults)} FAULT{'S' if len(faults) > 1 else ''}" if faults else "\nEverything fits.")
    return 1 if faults else 0


def say(what: str, holds: str, faults: list[str]) -> list[str]:
    """Print what one check came to; its faults."""
    print(f"{what}: {holds}" if not faults else "\n".join(f"{what}: WRONG: {fault}" for fault in faults))
    return faults


def check_record(folder: Path, lines: Lines, head: dict[str, Any]) -> list[str]:
    """Print what becomes of each check of the events; all faults."""
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
    found, otherwise = positions_in_histories(folder, lines)
    there = f"Temporal's have {len(found)} of the {len(lines)} events, word for word"
    return faults + say("Histories", there, [f"{EVENTS} line {each}: they have other words" for each in otherwise])


# Files


def wrong_files(folder: Path) -> Iterator[str]:
    """What is missing, was changed, or was put there."""
    listed = {}
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        digits, _, name = line.partition("  ")
        listed[name] = digits
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {SUMS}
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


def positions_in_histories(folder: Path, lines: Lines) -> tuple[list[int], list[int]]:
    """The positions of the events that a history carried to the ledger in the same words; and only in other words.

    Where a run was reset, two carried the same position, and the ledger has one of both.
    """
    said = {line["position"]: line["event"] for line in lines}
    found: set[int] = set()
    carried: set[int] = set()
    for path in (folder / "histories").glob("*.json"):
        for event in json.loads(path.read_bytes())["events"]:
            task = event.get("activityTaskScheduledEventAttributes", {})
            if task.get("activityType", {}).get("name") == "Write to the ledger":
                batch = json.loads(base64.b64decode(task["input"]["payloads"][0]["data"]))
                carried |= {each["position"] for each in batch["events"]}
                found |= {each["position"] for each in batch["events"] if said.get(each["position"]) == each}
    return sorted(found), sorted((carried & set(said)) - found)


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
        self._with_the_referral = lines[0]["event"]["body"].get("proof") if lines[0]["signed"] else None
        taken_over = [line["event"]["body"].get("decision") for line in lines if line["event"]["taken_over"]]
        self._history = [each for each in taken_over if isinstance(each, dict)]  # of a refused one it is a name
        for line in lines:
            if line["event"]["body"]["type"] in ("case_opened", "decision_taken"):
                why = self._unsent(line["event"]) or self._fault(line)
                if why:
                    self.faults.append(f"{EVENTS} line {line['position']}: {why}")

    def _unsent(self, event: dict[str, Any]) -> str | None:
        sender = event["body"]["sender"]
        if sender["id"] != event["actor"]:
            return "the actor is not who sent it"
        if event["body"]["proof"] is None and sender["kind"] != "service":
            return "there is no proof of who sent it"
        return None

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
        if text is not None:
            if hashlib.sha256(text.encode()).hexdigest() != claims["digest"]:
                return "what was signed is another text"
            if not self._says(json.loads(text), event):
                return "the event says something else than what was signed"
        self.held += 1
        self.whole += text is not None or body["proof"] == self._with_the_referral
        self.keys.setdefault(key, set()).add(body["sender"]["id"])
        return None

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
            name == "decision" or whole[name] == USUAL.get(name) or whole[name] in (None, False, "", [], {})
            for name in left_out
        )
    if isinstance(signed, list) and isinstance(whole, list):
        return len(signed) == len(whole) and all(covers(*pair) for pair in zip(signed, whole))
    return bool(signed == whole)


USUAL = {"country": "england", "referral": 1, "hold": 1}
"""The usual values that are not empty."""

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


def signed_by(proof: str) -> tuple[str, dict[str, Any]]:
    """The thumbprint (RFC 7638) of the key that signed a proof (a JWS, RFC 7515), and what it claims."""
    head, claims, signature = proof.split(".")
    header = json.loads(from_base64url(head))
    key = header["jwk"]
    if header["typ"] != "cspr-proof+jwt" or header["alg"] not in ("Ed25519", "EdDSA") or key["crv"] != "Ed25519":
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
