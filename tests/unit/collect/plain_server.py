"""A server on loopback that answers as a test says, also over TLS; it notes what it was sent."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from builder.collect.asking import Asking
from builder.collect.hosts import Hosts
from builder.collect.pace import Pace
from builder.collect.token import Token
from builder.collect.transport import Transport
from tests.fake_heroku.clients import SECRET, Waiting

Answering = Callable[[BaseHTTPRequestHandler], None]


class Plain:
    """What was asked, and where."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[tuple[str, dict[str, str]]] = []
        """Path and headers of each request."""


@contextmanager
def plain_server(answering: Answering, tls: ssl.SSLContext | None = None) -> Iterator[Plain]:
    """Serve while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Nothing on the terminal."""

        def do_GET(self) -> None:
            served.asked.append((self.path, dict(self.headers.items())))
            answering(self)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Nothing on the terminal: clients hang up here on purpose."""

    server = Server(("127.0.0.1", 0), Handler)
    scheme = "http"
    if tls is not None:
        scheme = "https"
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    served = Plain(f"{scheme}://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """One answer; underscores in the names of headers stand for hyphens."""
    handler.send_response(status)
    told = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    for name, value in (told | {n.replace("_", "-"): v for n, v in headers.items()}).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def transport_to(platform: str, data: str = "", patience: float = 600.0) -> Transport:
    """A transport to servers of a test, on a clock that only waiting moves."""
    where = Hosts(platform=platform, data=data or platform)
    return Transport(where, Token(SECRET), Pace(Waiting().clock, patience), "shieldbook/test")


@contextmanager
def asking_at(platform: str, data: str = "") -> Iterator[Asking]:
    """A `Fetch` of servers of a test."""
    asked = Asking(transport_to(platform, data))
    try:
        yield asked
    finally:
        asked.close()
