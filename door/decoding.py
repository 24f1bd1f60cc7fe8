"""The codec endpoint: opens what Temporal keeps for a person who may read it, and puts on record that they did."""

import asyncio
import json
from collections import Counter

import structlog
from google.protobuf.json_format import MessageToJson, Parse, ParseError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from temporalio.api.common.v1 import Payload, Payloads

from domain.actor import Actor
from domain.unreadable import is_unreadable
from door.ports import Authority, Records
from door.watching import Watching, page_of
from vault.scope import SERVICE

# The Web UI asks for a page of history at once: 4 MB from Temporal at the most, a third more in base 64.
BODY_LIMIT = 8 * 1024 * 1024

NOT_OURS = "this was not sealed by the service. The case refuses it"

LOG = structlog.get_logger("cspr.door")


class Decoding:
    """Opens payloads for those who may read them. Each payload is judged by itself, by the case whose it is."""

    def __init__(self, records: Records, authority: Authority, namespace: str, watching: Watching) -> None:
        self._records = records
        self._authority = authority
        self._namespace = namespace
        self._watching = watching

    async def answer(self, request: Request, reader: Actor) -> Response:
        """The payloads of the request, in its order: in clear, or a plain sentence that says why not.

        Raises:
            HTTPException: the request is for another namespace, too long, or no request at all.
            RecordsUnavailable: the keys cannot be had now, or it cannot be put on record who reads.
        """
        if request.headers.get("x-namespace") != self._namespace:
            raise HTTPException(403, f"Only the namespace {self._namespace} is decoded here.")
        payloads = (await _payloads(request)).payloads
        scopes = Counter(self._records.scope_of(each) for each in payloads)
        answers = await asyncio.gather(*(self._why_not(each, reader) for each in scopes))
        why_not = dict(zip(scopes, answers, strict=True))
        shown = [await self._shown(each, why_not[self._records.scope_of(each)]) for each in payloads]
        for scope, number in sorted((scope or "none", number) for scope, number in scopes.items()):
            allowed = why_not.get(scope, NOT_OURS) is None
            LOG.info("read", who=reader.id, case=scope, payloads=number, allowed=allowed)
        for whose, why in why_not.items():
            if whose is not None:
                await self._on_record(reader, whose, page_of(request), why)
        return Response(MessageToJson(Payloads(payloads=shown), indent=None), media_type="application/json")

    async def _on_record(self, reader: Actor, scope: str, page: str, why_not: str | None) -> None:
        case = None if scope == SERVICE else scope
        if why_not is None:
            await self._watching.shown(reader.id, case, page)
        else:
            await self._watching.refused(reader.id, case, page, "not_shown", why_not)

    async def _why_not(self, scope: str | None, reader: Actor) -> str | None:
        return NOT_OURS if scope is None else await self._authority.why_not(reader, scope)

    async def _shown(self, payload: Payload, why_not: str | None) -> Payload:
        if why_not is not None:
            return _sentence(f"(Not shown: {why_not}.)")
        opened = await self._records.open(payload)
        why = _why_unreadable(opened)
        return _sentence(f"(Not readable: {why}.)") if why else opened


async def stand_ins(request: Request, text: str) -> Response:
    """Put a sentence in the place of what a command would have encoded; the case then refuses it.

    A refusal here would not do: Temporal's command asks again and again, and asks before a mere query, too.
    """
    shown = [_sentence(text) for _ in (await _payloads(request)).payloads]
    return Response(MessageToJson(Payloads(payloads=shown), indent=None), media_type="application/json")


async def _payloads(request: Request) -> Payloads:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            raise HTTPException(413, f"A request has at most {BODY_LIMIT} bytes.")
    try:
        return Parse(bytes(body), Payloads(), ignore_unknown_fields=True)
    except (ParseError, ValueError, RecursionError):
        raise HTTPException(400, "The request is not Temporal's Payloads as JSON.") from None


def _sentence(text: str) -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(text).encode())


def _why_unreadable(opened: Payload) -> str | None:
    """The reason in the unreadable value, or None for what could be read."""
    if opened.metadata.get("encoding") != b"json/plain":
        return None
    try:
        value = json.loads(opened.data)
    except ValueError:
        return None
    return str(value["why"]) if is_unreadable(value) else None
