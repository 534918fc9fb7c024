"""What came back for one request, judged: how far it may be believed, and why not.

A reason is one of our own sentences. Nothing of an answer stands in it, and what is held of an
answer shows its kind alone, since tracebacks print what their frames hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from builder.collect.collector import Closed, Sight
from builder.collect.strict_json import strict_json

_WORDS = {
    401: "the token was refused: it is wrong, or has expired",
    402: "the account is blocked for billing reasons",
    403: "the token's scope or its user's role may not see it",
    404: "it is not there, or hidden from this caller",
    406: "the host does not know the variant that was asked for",
    416: "the host refused the range",
    422: "the host refused the request",
    429: "too many requests",
}
_SECOND_FACTOR = "it is shown to callers with a second factor alone"
_SIGHTS = {401: Sight.REFUSED, 402: Sight.REFUSED, 403: Sight.REFUSED, 404: Sight.ABSENT}
UNAUTHORIZED, FORBIDDEN, BAD_RANGE, TOO_MANY, SERVER_ERRORS = 401, 403, 416, 429, 500
WHOLE, PARTIAL = 200, 206
REFUSED_TOKEN = _WORDS[UNAUTHORIZED]
_REDIRECTS = range(300, 400)
_REQUEST_ID = re.compile(r"[A-Za-z0-9,-]{1,200}")
_DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT")


class Reply(Closed, frozen=True, kw_only=True):
    """One answer, read whole."""

    sight: Sight
    status: int = 0
    """0 when nothing came back that may be believed."""
    body: bytes = b""
    partial: bool = False
    """206: more pages follow."""
    next_range: str = ""
    content_range: str = ""
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


def judged(status: int, headers: Mapping[str, str], body: bytes, reason: str) -> Reply:
    """A reply to one request; ``reason`` says why its body cannot be believed, or is empty."""
    if status in _REDIRECTS:
        return _broken(status, "the host answered with a redirect, not followed")
    if status not in (WHOLE, PARTIAL):
        words = _WORDS.get(status, _unusual(status))
        if status == FORBIDDEN and _error_id(body) == "two_factor":
            words = _SECOND_FACTOR
        return Reply(sight=_SIGHTS.get(status, Sight.BROKEN), status=status, reason=words)
    if reason:  # a body that broke off is no answer, whatever its status was
        return _broken(0, reason)
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        return _broken(status, "the answer is no JSON, perhaps a sign-in page")
    return Reply(
        sight=Sight.SEEN,
        status=status,
        body=body,
        partial=status == PARTIAL,
        next_range=headers.get("Next-Range", ""),
        content_range=headers.get("Content-Range", ""),
    )


def _broken(status: int, reason: str) -> Reply:
    return Reply(sight=Sight.BROKEN, status=status, reason=reason)


def _unusual(status: int) -> str:
    what = "the host failed" if status >= SERVER_ERRORS else "the host refused the request"
    return f"{what} ({status})"


def _error_id(body: bytes) -> str:
    """The provider's short name of an error; branched on, and never shown."""
    try:
        value = strict_json(body)
    except ValueError:
        return ""
    return str(value.get("id", "")) if isinstance(value, dict) else ""


def request_id(headers: Mapping[str, str]) -> str:
    """The number under which the provider knows the request, if it looks like one."""
    value = headers.get("Request-Id", "")
    return value if _REQUEST_ID.fullmatch(value) else ""


def date(headers: Mapping[str, str]) -> str:
    """When the provider says that it answered (RFC 9110, 5.6.7), if it is a date."""
    value = headers.get("Date", "")
    return value if _DATE.fullmatch(value) else ""
