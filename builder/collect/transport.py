"""The transport: a GET goes out, bytes that may be believed come back, or a reason without a value.

The only home of httpx, of which it takes the transport and not the client: so there is no redirect
to follow, no cookie to keep and no variable to heed. It checks every certificate, bounds every
answer in time and size, and puts nothing of an answer or of the token into a text for people.
"""

from __future__ import annotations

import hashlib
import logging
import re
import ssl
import threading
from collections import Counter

import httpx

from builder.collect.collector import Request, Service, Sight
from builder.collect.deadlines import Deadline, TimedTransport
from builder.collect.hosts import Hosts, is_loopback
from builder.collect.pace import OutOfTime, Pace
from builder.collect.replies import (
    REFUSED_TOKEN,
    SERVER_ERRORS,
    TOO_MANY,
    UNAUTHORIZED,
    Made,
    Reply,
    date,
    judged,
    request_id,
)
from builder.collect.token import Token

USUAL = "application/vnd.heroku+json; version=3"
MOST_BYTES = 50_000_000
"""Of one answer."""
_TRIES = 4
_TRIES_WHEN_TOLD_TO_WAIT = 20
_SECONDS = 30.0
"""For one answer from its request to its last byte, however it drips."""
_SILENCE = {"connect": 10.0, "read": 20.0, "write": 20.0, "pool": None}
"""Seconds without a byte."""
_LOST = 3
"""Requests in a row without any answer, each after all its tries; then a host is asked no more."""
_PATH = re.compile(r"/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")
_SEGMENT = re.compile(r"(?:\.|%2e){1,2}", re.IGNORECASE)


class Transport:
    """Sends requests to the hosts of one provider, as one caller."""

    def __init__(self, where: Hosts, token: Token, pace: Pace, agent: str, proxy: str = "") -> None:
        """``proxy`` is asked for https alone; the environment is not looked at for anything."""
        self._hosts, self._token, self._pace = where, token, pace
        self._agent = agent
        self._deadline = Deadline(pace.clock.monotonic)
        proxy = "" if is_loopback(where.name) else proxy
        self._sender = TimedTransport(_certificates(), self._deadline, proxy)
        logging.getLogger("httpcore").setLevel(logging.CRITICAL + 1)  # it logs every header
        self._lock = threading.Lock()
        self._made: list[Made] = []
        self._refused: set[Service] = set()
        self._lost: Counter[Service] = Counter()

    def stop(self) -> None:
        """End what is under way: every wait and every read, in each thread."""
        self._pace.stop()
        self._deadline.stop()

    def close(self) -> None:
        """Let go of every connection."""
        self._sender.close()

    def taken(self) -> tuple[Made, ...]:
        """The requests made since this was asked last, in an order that does not depend on time."""
        with self._lock:
            made, self._made = self._made, []
        return tuple(sorted(made, key=lambda one: (one.request, one.request_id)))

    def get(self, request: Request, wanted_range: str = "") -> Reply:
        """One answer, after as many tries as it deserves. Raises `OutOfTime`."""
        told_to_wait = failed = 0
        while True:
            if reason := self._not_asked(request):
                return reason
            self._pace.wait_for_turn()
            reply, after = self._try(request, wanted_range)
            if reply.status == TOO_MANY and told_to_wait < _TRIES_WHEN_TOLD_TO_WAIT:
                self._pace.block(self._pace.retry_after(after, told_to_wait))
                told_to_wait += 1
            elif _passing(reply) and failed < _TRIES - 1:
                wait = self._pace.backoff(failed)
                told = self._pace.retry_after(after, failed) if after else 0.0
                self._pace.wait(max(wait, told))
                failed += 1
            else:
                self._learn(request.service, reply)
                return reply

    def _not_asked(self, request: Request) -> Reply | None:
        """Why a request is not even made; asking on with a dead token would lock the account."""
        path = request.path
        if not _PATH.fullmatch(path) or any(map(_SEGMENT.fullmatch, path.split("/"))):
            return Reply(sight=Sight.BROKEN, reason="no request can be made of it")
        with self._lock:
            if request.service in self._refused:
                return Reply(sight=Sight.REFUSED, reason=REFUSED_TOKEN)
            if self._lost[request.service] >= _LOST:
                return Reply(sight=Sight.BROKEN, reason="the host could not be reached any more")
        return None

    def _learn(self, service: Service, reply: Reply) -> None:
        """What one reply means for the requests that are still to come."""
        with self._lock:
            self._lost[service] = 0 if reply.status else self._lost[service] + 1
            if reply.status == UNAUTHORIZED:
                # The data service may want more of a token than the platform does; not the reverse.
                platform = service is Service.PLATFORM
                self._refused |= set(Service) if platform else {service}

    def _try(self, request: Request, wanted_range: str) -> tuple[Reply, str]:
        """One answer, and what its ``Retry-After`` says."""
        made = Made(request=f"GET {request.path}", accept=request.accept or USUAL, status=0)
        left = self._pace.left
        self._deadline.begin(min(_SECONDS, max(left, 0.0)))
        reason, body, response = "", b"", None
        try:
            response = self._sender.handle_request(self._message(request, wanted_range))
            body, reason = _body(response)
        except Exception as bad:  # noqa: BLE001 - whatever it is: its frames hold the token
            reason = _reason(bad)
        finally:
            if response is not None:
                response.close()
        if left < _SECONDS and self._pace.left <= 0:
            raise OutOfTime
        if response is None:
            self._note(made)
            return Reply(sight=Sight.BROKEN, reason=reason), ""
        headers = response.headers
        self._pace.note(headers.get("RateLimit-Remaining", ""))
        self._note(
            Made(
                request=made.request,
                accept=made.accept,
                status=response.status_code,
                request_id=self._token.taken_out(request_id(headers)),
                date=date(headers),
                sha256="" if reason else hashlib.sha256(body).hexdigest(),
            )
        )
        body = self._token.taken_out_of(body)  # a provider that repeats it must not have it filed
        return judged(response.status_code, headers, body, reason), headers.get("Retry-After", "")

    def _message(self, request: Request, wanted_range: str) -> httpx.Request:
        headers = {
            "Accept": request.accept or USUAL,
            "Accept-Encoding": "identity",
            "Authorization": self._token.authorization(),
            "User-Agent": self._agent,
        }
        if wanted_range:
            headers["Range"] = wanted_range
        address = self._hosts.of(request.service) + request.path
        return httpx.Request("GET", address, headers=headers, extensions={"timeout": _SILENCE})

    def _note(self, made: Made) -> None:
        with self._lock:
            self._made.append(made)


def _passing(reply: Reply) -> bool:
    """Whether what went wrong may be over by the next try."""
    return reply.sight is Sight.BROKEN and (reply.status == 0 or reply.status >= SERVER_ERRORS)


def _body(response: httpx.Response) -> tuple[bytes, str]:
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


def _reason(bad: Exception) -> str:
    """The sort of a failure; its own words may hold what must not be shown."""
    if isinstance(bad, httpx.TimeoutException):
        return "the host was silent or slow too long"
    if isinstance(bad, httpx.ConnectError):
        if "certificate" in str(bad).lower():
            return "the host's certificate does not hold"
        return "the host cannot be reached"
    if isinstance(bad, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError):
        return "the connection broke off"
    if isinstance(bad, httpx.InvalidURL):
        return "no request can be made of it"
    return f"the request failed ({type(bad).__name__})"


def _certificates() -> ssl.SSLContext:
    """The machine's certificate authorities; no key log, whatever the environment says."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_default_certs()
    return context


__all__ = ["USUAL", "Made", "Transport"]
