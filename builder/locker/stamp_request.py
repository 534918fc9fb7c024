"""Asks an authority for a time stamp over HTTP (RFC 3161, 3.4): the one use of a network here.

One request, one answer, within one time for all of it. Nothing is followed: no redirect, no proxy.
"""

from __future__ import annotations

import http.client
import ipaddress
import ssl
import threading
from urllib.parse import SplitResult, urlsplit

from builder.errors import BuilderError, UsageError

DEADLINE = 30.0
"""Seconds for everything: the name, the connection, the answer to its last byte."""
LARGEST = 100_000
"""Bytes of an answer; one with its certificates has some six thousand."""
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


def ask(url: str, query: bytes, *, within: float = DEADLINE) -> bytes:
    """The authority's answer to ``query``, not looked into yet.

    Raises `UsageError` for an address that is not asked, `BuilderError` when no answer comes in
    time or it is no answer of the right kind.
    """
    place = _place(url)
    answers: list[bytes | Exception] = []

    def exchange() -> None:
        try:
            answers.append(_exchange(place, query, within))
        except (OSError, http.client.HTTPException, BuilderError, ValueError) as error:
            answers.append(error)

    # A thread, because no timeout of a socket bounds a name that does not resolve or an answer
    # that comes a byte at a time; one that is given up ends with the process.
    thread = threading.Thread(target=exchange, daemon=True)
    thread.start()
    thread.join(within)
    if not answers:
        raise BuilderError(f"{place.hostname} did not answer within {within:g} seconds", _HINT)
    answer = answers[0]
    if isinstance(answer, BuilderError):
        raise answer
    if isinstance(answer, Exception):
        raise BuilderError(f"{place.hostname} gave no time stamp: {answer}", _HINT)
    return answer


_HINT = "Nothing was sealed. Try again, or seal without a time stamp."


def _place(url: str) -> SplitResult:
    hint = "Write https://HOST/PATH; plain http is for this machine only."
    try:
        place = urlsplit(url)
        host, _ = place.hostname, place.port
    except ValueError:
        raise UsageError(f"`{url}` is not an address", hint) from None
    if not host or place.username is not None or place.fragment:
        raise UsageError(f"`{url}` is not the address of an authority", hint)
    if place.scheme != "https" and not (place.scheme == "http" and _own(host)):
        raise UsageError(f"`{url}` is not asked: the way there is open to others", hint)
    return place


def _own(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _exchange(place: SplitResult, query: bytes, within: float) -> bytes:
    host = place.hostname or ""
    connection: http.client.HTTPConnection
    if place.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, place.port, timeout=within, context=context)
    else:
        connection = http.client.HTTPConnection(host, place.port, timeout=within)
    try:
        path = (place.path or "/") + (f"?{place.query}" if place.query else "")
        connection.request("POST", path, query, {"Content-Type": _QUERY, "Accept": _REPLY})
        with connection.getresponse() as response:
            kind = response.headers.get_content_type()
            if response.status != http.client.OK:
                raise BuilderError(f"{host} answered with {response.status}, no time stamp", _HINT)
            if kind != _REPLY:
                raise BuilderError(f"{host} answered with {kind}, no time stamp", _HINT)
            data = response.read(LARGEST + 1)
    finally:
        connection.close()
    if len(data) > LARGEST:
        raise BuilderError(f"{host} answered with more than {LARGEST:,} bytes", _HINT)
    return data
