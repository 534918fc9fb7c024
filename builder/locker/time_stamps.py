"""Time stamps of seals (RFC 3161): an authority's word that a statement was there at a time.

OpenSSL makes the question and checks the answer, as whoever checks it in six years can.
"""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from builder.errors import BuilderError, UsageError
from builder.locker.stamp_request import ask

_TIME = re.compile(r"^Time stamp: (\w{3} +\d+ [\d:]+)(?:\.\d+)? (\d{4}) GMT$", re.MULTILINE)
_AUTHORITY = re.compile(r"^TSA: (?:DirName:)?(.+)$", re.MULTILINE)


class Authority(Struct, frozen=True, kw_only=True):
    """Who is asked for a time stamp, and who vouches for it."""

    url: str
    certificates: Path
    """The certificates that its own rests on, as PEM; from outside the evidence."""


class TimeStamp(Struct, frozen=True, kw_only=True):
    """What a good answer says."""

    at: datetime
    """UTC: the stamped bytes were there at the latest then."""
    by: str


def stamped(data: bytes, authority: Authority) -> bytes:
    """The authority's answer over ``data``, checked before it is kept.

    Raises `BuilderError` when it does not answer or OpenSSL is missing, `UsageError` when the
    certificates do not vouch for the answer.
    """
    _require(authority.certificates)
    with TemporaryDirectory(prefix="shieldbook-") as name:
        file, query, reply = (Path(name) / part for part in ("data", "tsq", "tsr"))
        file.write_bytes(data)
        asked = _openssl("-query", "-data", str(file), "-sha256", "-cert", "-out", str(query))
        if asked.returncode != 0:
            raise BuilderError("openssl made no question for the authority", "Is it OpenSSL 3?")
        answer = ask(authority.url, query.read_bytes())
        reply.write_bytes(answer)
        # With the question: the answer has to repeat its number, so no older answer passes.
        given = ("-queryfile", str(query), "-in", str(reply))
        done = _openssl("-verify", *given, "-CAfile", str(authority.certificates))
    if done.returncode != 0:
        raise UsageError(
            f"the answer of {authority.url} is no good time stamp: {_why(done)}",
            "Nothing was sealed. Name the certificates of this authority with --tsa-ca.",
        )
    return answer


def read_stamp(statement: Path, reply: Path, certificates: Path) -> TimeStamp | str:
    """What a time stamp says of a statement, or why it is not good.

    The authority's certificate has to have been valid at the stamped time: in six years it has
    run out. Raises `BuilderError` when OpenSSL or the certificates are missing.
    """
    _require(certificates)
    if not statement.is_file() or not reply.is_file():
        return "it has no time stamp"
    told = _openssl("-reply", "-in", str(reply), "-text")
    time, name = _TIME.search(told.stdout), _AUTHORITY.search(told.stdout)
    if told.returncode != 0 or time is None:
        return "the time stamp cannot be read"
    at = datetime.strptime(" ".join(time.groups()), "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    given = ("-data", str(statement), "-in", str(reply), "-CAfile", str(certificates))
    done = _openssl("-verify", *given, "-attime", str(int(at.timestamp())))
    if done.returncode != 0:
        return f"the time stamp is not good: {_why(done)}"
    named = name is not None and name[1] != "unspecified"
    return TimeStamp(at=at, by=name[1] if name is not None and named else str(certificates))


def _require(certificates: Path) -> None:
    if not certificates.is_file():
        raise BuilderError(f"{certificates} is not there", "Name the authority's certificates.")


def _openssl(*words: str) -> subprocess.CompletedProcess[str]:
    command = ("openssl", "ts", *words)
    try:
        return subprocess.run(  # noqa: S603 - a known program, no shell
            command,
            capture_output=True,
            check=False,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise BuilderError("openssl is not installed", "Install OpenSSL.") from None


def _why(done: subprocess.CompletedProcess[str]) -> str:
    """The first reason that OpenSSL names."""
    named = re.search(r"error:[^:]*:[^:]*:[^:]*:([^:\n]+)", done.stderr)
    return named[1].strip() if named else "openssl does not say why"
