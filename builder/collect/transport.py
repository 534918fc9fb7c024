"""The transport: a GET goes out, bytes that may be believed come back, or a reason without a value.

The only home of httpx. It follows no redirect, checks every certificate, bounds every answer in
time and size, and puts nothing of an answer or of the token into a text for people.
"""

from __future__ import annotations

import hashlib
import re
import ssl
import threading
from typing import Any

import httpx
from msgspec import Struct

from builder.collect.collector import Request, Sight
from builder.collect.deadlines import Deadline, TimedTransport
from builder.collect.hosts import Hosts, is_loopback
from builder.collect.pace import Pace
from builder.collect.token import Token

USUAL = "application/vnd.heroku+json; version=3"
MOST_BYTES = 50_000_000
"""Of one answer."""
_TRIES = 4
_TRIES_WHEN_TOLD_TO_WAIT = 20
_SECONDS = 30.0
"""For one answer from its request to its last byte, however it drips."""
_SILENCE = 10.0
"""Seconds without a byte."""
_TAG = re.compile(r"[A-Za-z0-9 ,:;_./+-]{1,200}")
_WORDS = {
    401: "the token was refused: it is wrong, or has expired",
    402: "the account is blocked for billing reasons",
    403: "the token's scope or its user's role may not see it",
    404: "it is not there, or hidden from this caller",
    406: "the host does not know the variant that was asked for",
    416: "the host refused the range",
    422: "the host refused the request",
}
_SIGHTS = {401: Sight.REFUSED, 402: Sight.REFUSED, 403: Sight.REFUSED, 404: Sight.ABSENT}
_UNAUTHORIZED, _TOO_MANY, _SERVER_ERRORS = 401, 429, 500


class Reply(Struct, frozen=True, kw_only=True):
    """One answer, read whole."""

    sight: Sight
    body: bytes = b""
    partial: bool = False
    """206: more pages follow."""
    next_range: str = ""
    reason: str = ""


class Made(Struct, frozen=True, kw_only=True):
    """One request that was made, for the record: no value of its answer."""

    request: str
    accept: str
    status: int
    """0 when nothing came back."""
    request_id: str = ""
    date: str = ""
    sha256: str = ""


class Transport:
    """Sends requests to the hosts of one provider, as one caller."""

    def __init__(self, where: Hosts, token: Token, pace: Pace, agent: str, proxy: str = "") -> None:
        """``proxy`` is asked for https alone; the environment is not looked at for anything."""
        self._hosts, self._token, self._pace = where, token, pace
        self._deadline = Deadline(pace.clock.monotonic)
        proxy = "" if is_loopback(where.name) else proxy
        self._client = httpx.Client(
            transport=TimedTransport(_certificates(), self._deadline, proxy),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(_SILENCE),
            headers={"User-Agent": agent, "Accept-Encoding": "identity"},
        )
        self._lock = threading.Lock()
        self._made: list[Made] = []
        self._refused = False

    def close(self) -> None:
        """Let go of every connection."""
        self._client.close()

    def taken(self) -> tuple[Made, ...]:
        """The requests made since this was asked last, in an order that does not depend on time."""
        with self._lock:
            made, self._made = self._made, []
        return tuple(sorted(made, key=lambda one: (one.request, one.request_id)))

    def get(self, request: Request, wanted_range: str = "") -> Reply:
        """One answer, after as many tries as it deserves. Raises `OutOfTime`."""
        told_to_wait = failed = 0
        while True:
            if self._refused:  # asking on with a token that was refused would lock the account
                return Reply(sight=Sight.REFUSED, reason=_WORDS[_UNAUTHORIZED])
            self._pace.wait_for_turn()
            status, reply, after = self._try(request, wanted_range)
            if status == _UNAUTHORIZED:
                self._refused = True
            if status == _TOO_MANY and told_to_wait < _TRIES_WHEN_TOLD_TO_WAIT:
                self._pace.wait(self._pace.retry_after(after, told_to_wait))
                told_to_wait += 1
            elif (status == 0 or status >= _SERVER_ERRORS) and failed < _TRIES - 1:
                self._pace.wait(self._pace.backoff(failed))
                failed += 1
            else:
                return reply

    def _try(self, request: Request, wanted_range: str) -> tuple[int, Reply, str]:
        """Status (0 when none counts), answer, and what ``Retry-After`` says."""
        accept = request.accept or USUAL
        headers = {"Accept": accept, "Authorization": self._token.authorization()}
        if wanted_range:
            headers["Range"] = wanted_range
        address = self._hosts.of(request.service) + request.path
        path = f"GET {request.path}"
        reason, response, body = "", None, b""
        self._deadline.begin(min(_SECONDS, max(self._pace.left, 0.0)))
        try:
            with self._client.stream("GET", address, headers=headers) as response:
                body, reason = self._body(response)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError) as bad:
            reason = _reason(bad)
        if response is None:
            self._note(Made(request=path, accept=accept, status=0))
            return 0, Reply(sight=Sight.BROKEN, reason=reason), ""
        self._pace.note(response.headers.get("RateLimit-Remaining", ""))
        self._note(
            Made(
                request=path,
                accept=accept,
                status=response.status_code,
                request_id=_tag(response, "Request-Id"),
                date=_tag(response, "Date"),
                sha256=hashlib.sha256(body).hexdigest() if not reason else "",
            )
        )
        reply = _judged(response, body, reason)
        # A body that broke off is no answer, whatever its status was.
        status = 0 if reason and response.status_code in (200, 206) else response.status_code
        return status, reply, response.headers.get("Retry-After", "")

    def _body(self, response: httpx.Response) -> tuple[bytes, str]:
        """The bytes, and why they cannot be believed."""
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            return b"", "the answer was compressed, though nobody asked for it"
        parts: list[bytes] = []
        size = 0
        for part in response.iter_raw():
            size += len(part)
            if size > MOST_BYTES:
                return b"", f"the answer has more than {MOST_BYTES:,} bytes"
            parts.append(part)
        declared = response.headers.get("Content-Length", "")
        chunked = response.headers.get("Transfer-Encoding", "").lower() == "chunked"
        if not chunked and not declared.isdecimal():
            return b"", "the answer does not say where it ends"
        return b"".join(parts), ""

    def _note(self, made: Made) -> None:
        with self._lock:
            self._made.append(made)


def _judged(response: httpx.Response, body: bytes, reason: str) -> Reply:
    status = response.status_code
    if 300 <= status < 400:  # noqa: PLR2004 - the class of redirections (RFC 9110, 15.4)
        return Reply(sight=Sight.BROKEN, reason="the host answered with a redirect, not followed")
    if status not in (200, 206):
        usual = "too many requests" if status == _TOO_MANY else "the host failed"
        words = _WORDS.get(status, f"{usual} ({status})")
        return Reply(sight=_SIGHTS.get(status, Sight.BROKEN), reason=words)
    if reason:
        return Reply(sight=Sight.BROKEN, reason=reason)
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        return Reply(sight=Sight.BROKEN, reason="the answer is no JSON, perhaps a sign-in page")
    partial = status == 206  # noqa: PLR2004 - Partial Content
    following = response.headers.get("Next-Range", "")
    return Reply(sight=Sight.SEEN, body=body, partial=partial, next_range=following)


def _reason(bad: Exception) -> str:
    """The sort of a failure; its own words may hold what must not be shown."""
    if isinstance(bad, httpx.ConnectTimeout | httpx.ReadTimeout | httpx.TimeoutException):
        return "the host was silent too long"
    if isinstance(bad, httpx.ConnectError):
        text = str(bad).lower()
        if "certificate" in text:
            return "the host's certificate does not hold"
        return "the host cannot be reached"
    if isinstance(bad, httpx.RemoteProtocolError | httpx.ReadError):
        return "the connection broke off"
    if isinstance(bad, httpx.InvalidURL):
        return "no request can be made of it"
    return "the request failed"


def _tag(response: httpx.Response, name: str) -> str:
    """A header that is kept for the record, if it is as plain as these are."""
    value: Any = response.headers.get(name, "")
    return value if _TAG.fullmatch(value) else ""


def _certificates() -> ssl.SSLContext:
    """The machine's certificate authorities; no key log, whatever the environment says."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_default_certs()
    return context
