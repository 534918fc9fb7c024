"""A host name as it looks from outside, against servers on loopback."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from builder.collect import tls_probe
from builder.collect.tls_probe import Outside, _max_age, tls_probes
from builder.model.datasets import Dataset
from tests.unit.collect.certificates import Certified
from tests.unit.collect.plain_server import Answering, plain_server, send

V = ssl.TLSVersion
KEYS = ["certificate_expires_at", "highest_protocol", "hostname", "hsts_max_age", "issuer",
        "lowest_protocol", "protocols", "redirects_to_https"]  # fmt: skip


def page(**headers: str) -> Answering:
    return lambda handler: send(handler, b"hello", 200, **headers)


def moved(handler: BaseHTTPRequestHandler) -> None:
    send(handler, b"", 301, Location="https://localhost/")


def port(address: str) -> int:
    return int(address.rpartition(":")[2])


@contextmanager
def closed_port() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def probed(
    certified: Certified,
    context: ssl.SSLContext,
    answering: Answering,
    plain: Answering = moved,
    *,
    authorities: str | None = None,
) -> Dataset:
    with plain_server(answering, context) as secure, plain_server(plain) as open_to_all:
        outside = Outside(
            tls_port=port(secure.address),
            plain_port=port(open_to_all.address),
            authorities=certified.authority if authorities is None else authorities,
        )
        return tls_probes(["localhost"], str, outside)


@pytest.mark.parametrize(
    ("lowest", "highest", "spoken"),
    [
        (V.TLSv1_2, V.TLSv1_3, ["TLSv1.2", "TLSv1.3"]),
        (V.TLSv1_3, V.TLSv1_3, ["TLSv1.3"]),
        (V.TLSv1, V.TLSv1_2, ["TLSv1.0", "TLSv1.1", "TLSv1.2"]),
        (V.TLSv1_1, V.TLSv1_1, ["TLSv1.1"]),
    ],
)
def test_the_versions_that_are_agreed_on(
    certified: Certified, lowest: V, highest: V, spoken: list[str]
) -> None:
    found = probed(certified, certified.server(lowest, highest), page())
    assert (found.complete, found.unseen) == (True, ())
    (item,) = found.items
    assert sorted(item) == KEYS
    assert item["protocols"] == spoken
    assert (item["lowest_protocol"], item["highest_protocol"]) == (spoken[0], spoken[-1])


@pytest.mark.filterwarnings("ignore:ssl.OP_NO_SSL")
def test_what_this_machine_cannot_offer_is_no_refusal(
    certified: Certified, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offering(version: V) -> ssl.SSLContext:
        context = plainly(version)
        if version is V.TLSv1:
            context.options |= NO_TLSV1
        return context

    plainly = tls_probe._offering
    monkeypatch.setattr(tls_probe, "_offering", offering)
    found = probed(certified, certified.server(), page())
    assert [(one.request, one.reason) for one in found.unseen] == [
        ("TLSv1.0 handshake", "this machine does not offer that version")
    ]
    (item,) = found.items
    assert (item["lowest_protocol"], item["highest_protocol"]) == (None, "TLSv1.3")


NO_TLSV1 = 0x04000000
"""SSL_OP_NO_TLSv1; the name in `ssl` warns that it is old."""


def test_certificate_and_headers(certified: Certified) -> None:
    answering = page(Strict_Transport_Security="max-age=31536000; includeSubDomains")
    (item,) = probed(certified, certified.server(), answering).items
    assert item["certificate_expires_at"] == "2046-01-01T00:00:00Z"
    assert item["issuer"] == "Example Authority"
    assert (item["hsts_max_age"], item["redirects_to_https"]) == (31_536_000, True)


def test_a_certificate_that_has_ended_says_when(tmp_path: Path) -> None:
    ended = Certified(tmp_path / "ended", ends=datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC))
    found = probed(ended, ended.server(), page())
    assert (found.complete, found.items[0]["certificate_expires_at"]) == (
        True,
        "2020-02-03T04:05:06Z",
    )


@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_a_certificate_that_does_not_hold_is_no_certificate(
    certified: Certified, tmp_path: Path, wrong: str
) -> None:
    other = Certified(tmp_path / "other", name="other.example.org")
    if wrong == "name":
        found = probed(other, other.server(), page(), authorities=other.authority)
    else:
        found = probed(certified, certified.server(), page(), authorities=other.authority)
    (item,) = found.items
    assert (item["certificate_expires_at"], item["issuer"]) == (None, None)
    assert (found.complete, found.unseen[0].request) == (False, "certificate")


@pytest.mark.parametrize(
    ("answering", "expected"),
    [
        (moved, True),
        (page(), False),
        (lambda h: send(h, b"", 301, Location="http://localhost/"), False),
        (lambda h: send(h, b"", 200, Location="https://localhost/"), False),
        (lambda h: send(h, b"", 308, Location="HTTPS://localhost/x"), True),
    ],
)
def test_whether_plain_http_leads_to_https(
    certified: Certified,
    answering: Answering,
    expected: bool,  # noqa: FBT001
) -> None:
    found = probed(certified, certified.server(), page(), answering)
    assert found.items[0]["redirects_to_https"] is expected


def test_a_closed_port_is_a_state(certified: Certified) -> None:
    with plain_server(page(), certified.server()) as secure, closed_port() as shut:
        outside = Outside(
            tls_port=port(secure.address), plain_port=shut, authorities=certified.authority
        )
        found = tls_probes(["localhost"], str, outside)
    assert (found.complete, found.items[0]["redirects_to_https"]) == (True, None)


def test_who_is_not_there_was_not_seen() -> None:
    with closed_port() as shut:
        found = tls_probes(["localhost"], str, Outside(tls_port=shut, plain_port=shut))
    assert (found.complete, found.items) == (False, ())
    assert {one.reason for one in found.unseen} == {
        "the host cannot be reached",
        "no version of TLS was agreed on",
    }


@pytest.mark.parametrize(
    "name", ["", "a b", "-a.example.org", "a..b", "https://a", "a/b", "a:443", "x" * 254, "ü.org"]
)
def test_what_is_no_name_is_not_looked_up(name: str) -> None:
    found = tls_probes([name], str, Outside(tls_port=1, plain_port=1))
    assert [one.reason for one in found.unseen] == ["it is not the name of a host"]


def test_who_is_silent_is_not_waited_for(certified: Certified) -> None:
    over = threading.Event()

    def silent(_handler: BaseHTTPRequestHandler) -> None:
        over.wait(60)

    with (
        plain_server(silent, certified.server()) as secure,
        plain_server(silent) as plain,
    ):
        outside = Outside(
            tls_port=port(secure.address),
            plain_port=port(plain.address),
            seconds=1.0,
            authorities=certified.authority,
        )
        found = tls_probes(["localhost"], str, outside)
        over.set()
    assert not found.complete
    assert [(one.request, one.reason) for one in found.unseen] == [
        ("GET / by https", "the host was silent or slow too long"),
        ("GET / by http", "the host was silent or slow too long"),
    ]
    assert found.items[0]["protocols"] == ["TLSv1.2", "TLSv1.3"]


@pytest.mark.parametrize("raw", [b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b", b"x" * 100_000])
def test_an_answer_that_is_none_is_not_understood(certified: Certified, raw: bytes) -> None:
    def answering(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(raw)
        handler.close_connection = True

    found = probed(certified, certified.server(), page(), answering)
    assert (found.items[0]["redirects_to_https"], found.complete) == (None, False)
    assert found.unseen[0].reason == "the answer was not understood"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("max-age=5", 5),
        ('includeSubDomains; Max-Age = "60" ; preload', 60),
        ("max-age=0", 0),
        ("xmax-age=5", None),
        ("max-age=-1", None),
        ("max-age", None),
        ("", None),
    ],
)
def test_how_long_https_is_promised(text: str, seconds: Any) -> None:
    assert _max_age((200, {"strict-transport-security": text})) == seconds


def test_foreign_texts_are_made_clean(certified: Certified) -> None:
    with plain_server(page(), certified.server()) as secure, closed_port() as shut:
        outside = Outside(
            tls_port=port(secure.address), plain_port=shut, authorities=certified.authority
        )
        found = tls_probes(["localhost"], str.upper, outside)
    assert found.items[0]["issuer"] == "EXAMPLE AUTHORITY"
