"""A look at a host name from outside, as a browser has it: versions of TLS, certificate, headers.

Nothing is sent but handshakes and one GET of ``/`` by https and one by http, without any token.
What this machine's own OpenSSL cannot offer is not seen, which is no refusal by the other side.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import warnings
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from builder.model.datasets import Dataset, Item, Unseen

NAME = "tls-probes"
_VERSIONS = {
    "TLSv1.0": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}
"""From the lowest on; what is older no longer can be offered."""
_ANY_CIPHER = "ALL:@SECLEVEL=0"
_OURS = frozenset({"NO_PROTOCOLS_AVAILABLE", "NO_CIPHERS_AVAILABLE"})
"""Reasons of a handshake that failed on this side, before anything was sent."""
_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME: a certificate that has ended is read, and its end is told."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_MAX_AGE = re.compile(r'(?:^|;)\s*max-age\s*=\s*"?(\d{1,12})"?\s*(?:;|$)', re.IGNORECASE)
_LARGEST_HEAD = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REFUSALS = (ssl.SSLError, ConnectionResetError, ConnectionAbortedError, BrokenPipeError)
_UNREACHED = (socket.gaierror, ConnectionRefusedError, OSError, TimeoutError)
_AT_ONCE = 4


class Outside(Struct, frozen=True, kw_only=True):
    """Where a host name is looked at, and how patiently."""

    tls_port: int = 443
    plain_port: int = 80
    seconds: float = 15.0
    """For one connection, from its name to the last byte that is read."""
    authorities: str = ""
    """Further authorities, as PEM; those of the machine are known anyway."""


def tls_probes(
    hostnames: Iterable[str], clean: Callable[[str], str], outside: Outside | None = None
) -> Dataset:
    """What each host name shows; ``clean`` makes a foreign text fit to be kept."""
    looks = asyncio.run(_all(sorted(set(hostnames)), clean, outside or Outside()))
    unseen = tuple(one for look in looks for one in look.unseen)
    items = tuple(look.item for look in looks if look.item is not None)
    return Dataset(dataset=NAME, complete=not unseen, items=items, unseen=unseen)


async def _all(hostnames: list[str], clean: Callable[[str], str], outside: Outside) -> list[_Look]:
    free = asyncio.Semaphore(_AT_ONCE)

    async def looked(hostname: str) -> _Look:
        async with free:
            look = _Look(hostname, clean, outside)
            await look.take()
            return look

    return await asyncio.gather(*map(looked, hostnames))


class _Look:
    """One host name: what was seen of it, and what was not."""

    def __init__(self, hostname: str, clean: Callable[[str], str], outside: Outside) -> None:
        self.item: Item | None = None
        self.unseen: list[Unseen] = []
        self._hostname, self._clean, self._outside = hostname, clean, outside

    async def take(self) -> None:
        """Look; fills ``item`` unless nobody answers by TLS."""
        if not _HOST.fullmatch(self._hostname.lower()):
            self._miss("TLS handshake", "it is not the name of a host")
            return
        versions = {name: await self._accepts(name) for name in _VERSIONS}
        spoken = [name for name, accepted in versions.items() if accepted]
        if not spoken:
            self._miss("TLS handshake", "no version of TLS was agreed on")
            return
        lower = list(versions.values())[: list(versions).index(spoken[0])]
        seen = await self._verified(_VERSIONS[spoken[-1]])
        self.item = {
            "hostname": self._hostname,
            "lowest_protocol": None if None in lower else spoken[0],
            "highest_protocol": spoken[-1],
            "protocols": spoken,
            **seen,
            "redirects_to_https": await self._redirects(),
        }

    async def _accepts(self, name: str) -> bool | None:
        """Whether a version is agreed on; None when that was not seen."""
        context = _offering(_VERSIONS[name])
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            await self._exchange(self._outside.tls_port, context, ask=False)
        except _REFUSALS as refused:
            if getattr(refused, "reason", "") in _OURS:
                self._miss(f"{name} handshake", "this machine does not offer that version")
                return None
            return False
        except _UNREACHED as failed:
            self._miss(f"{name} handshake", _words(failed))
            return None
        return True

    async def _verified(self, version: ssl.TLSVersion) -> dict[str, Any]:
        """Certificate and headers, over a connection whose certificate holds but for its time."""
        nothing = {"certificate_expires_at": None, "issuer": None, "hsts_max_age": None}
        context = _offering(version)
        context.load_default_certs()
        if self._outside.authorities:
            context.load_verify_locations(cadata=self._outside.authorities)
        context.verify_flags |= _NO_CHECK_TIME
        try:
            certificate, head = await self._exchange(self._outside.tls_port, context, ask=True)
        except ssl.SSLCertVerificationError:
            self._miss("certificate", "its certificate is not by an authority known here, or not"
                       " for this name")  # fmt: skip
            return nothing
        except (*_REFUSALS, *_UNREACHED) as failed:
            self._miss("GET / by https", _words(failed))
            return nothing
        ends = ssl.cert_time_to_seconds(certificate["notAfter"])
        if head is None:
            self._miss("GET / by https", "the answer was not understood")
        return {
            "certificate_expires_at": f"{datetime.fromtimestamp(ends, tz=UTC):%Y-%m-%dT%H:%M:%SZ}",
            "issuer": self._clean(_issuer(certificate)),
            "hsts_max_age": _max_age(head),
        }

    async def _redirects(self) -> bool | None:
        """Whether plain http leads to https; None where nobody answers there at all."""
        try:
            _, head = await self._exchange(self._outside.plain_port, None, ask=True)
        except ConnectionRefusedError:
            return None  # a closed port is a state, and nothing that was not seen
        except _UNREACHED as failed:
            self._miss("GET / by http", _words(failed))
            return None
        if head is None:
            self._miss("GET / by http", "the answer was not understood")
            return None
        status, headers = head
        secure = headers.get("location", "").lower().startswith("https://")
        return status in _REDIRECTS and secure

    async def _exchange(
        self, port: int, context: ssl.SSLContext | None, *, ask: bool
    ) -> tuple[Mapping[str, Any], _Head | None]:
        """Certificate, and the head of the answer to ``GET /`` if that is asked."""
        name = self._hostname if context is not None else None
        async with asyncio.timeout(self._outside.seconds):
            reader, writer = await asyncio.open_connection(
                self._hostname, port, ssl=context, limit=_LARGEST_HEAD, server_hostname=name
            )
            try:
                held = writer.get_extra_info("peercert") or {}
                return held, await self._head(reader, writer) if ask else None
            finally:
                writer.transport.abort()

    async def _head(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> _Head | None:
        lines = f"GET / HTTP/1.1\r\nHost: {self._hostname}\r\nConnection: close\r\n\r\n"
        writer.write(lines.encode("ascii"))
        try:
            data = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return None
        return _parsed(data)

    def _miss(self, request: str, reason: str) -> None:
        subject = self._clean(self._hostname)
        self.unseen.append(Unseen(subject=subject, request=request, reason=reason))


_Head = tuple[int, dict[str, str]]
"""Status, and headers by their names in small letters; of two the first counts (RFC 6797, 8.1)."""


def _parsed(data: bytes) -> _Head | None:
    first, *lines = data.decode("latin-1").split("\r\n")
    found = re.fullmatch(r"HTTP/1\.[01] (\d{3})(?: .*)?", first)
    if found is None:
        return None
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    return int(found[1]), headers


def _max_age(head: _Head | None) -> int | None:
    """Seconds of ``Strict-Transport-Security`` (RFC 6797, 6.1); None without a sound one."""
    found = _MAX_AGE.search(head[1].get("strict-transport-security", "")) if head else None
    return int(found[1]) if found else None


def _issuer(certificate: Mapping[str, Any]) -> str:
    names = dict(pair for part in certificate.get("issuer", ()) for pair in part)
    kept = (names.get("organizationName", ""), names.get("commonName", ""))
    return ", ".join(name for name in kept if name)


def _words(failed: BaseException) -> str:
    """The sort of a failure, in our own words."""
    if isinstance(failed, TimeoutError):
        return "the host was silent or slow too long"
    if isinstance(failed, socket.gaierror):
        return "its name is not known"
    if isinstance(failed, ssl.SSLError):
        return "the handshake failed"
    return "the host cannot be reached"


def _offering(version: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers(_ANY_CIPHER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions are what is looked for
        context.minimum_version, context.maximum_version = version, version
    return context
