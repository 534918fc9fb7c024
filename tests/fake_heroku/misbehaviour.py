"""What goes wrong on demand: with which path, at which of its calls, and how."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any

Play = Callable[[BaseHTTPRequestHandler], None]
Spoil = Callable[[Any, Mapping[str, str]], tuple[Any, dict[str, str]]]


class Misbehaviour:
    """One thing that goes wrong."""

    def __init__(
        self,
        path: str,
        *,
        calls: range = range(1, 10_000),
        play: Play | None = None,
        spoil: Spoil | None = None,
    ) -> None:
        """At the ``calls`` of ``path``, counted from 1: ``play`` instead of it, or ``spoil`` it."""
        self._path, self._calls = path, calls
        self._play, self._spoil = play, spoil

    def applies(self, path: str, number: int) -> bool:
        """Whether it is this call's turn."""
        return path == self._path and number in self._calls

    def play(self, handler: BaseHTTPRequestHandler) -> bool:
        """Answer in the place of the server, if that is what goes wrong."""
        if self._play is None:
            return False
        self._play(handler)
        return True

    def spoil(self, page: Any, headers: Mapping[str, str]) -> tuple[Any, dict[str, str]]:
        """Change what the server was about to send."""
        return self._spoil(page, headers) if self._spoil is not None else (page, dict(headers))


def _send(
    handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: Mapping[str, str]
) -> None:
    handler.send_response(status)
    for name, value in ({"Content-Type": "application/json"} | dict(headers)).items():
        handler.send_header(name, value)
    if "Content-Length" not in headers:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def status(number: int, **headers: str) -> Play:
    """An error with headers, of which underscores stand for hyphens."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps({"id": "error", "message": "An error."}).encode()
    return lambda handler: _send(handler, number, body, told)


def raw(body: bytes, number: int = 200, **headers: str) -> Play:
    """Any bytes."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: _send(handler, number, body, told)


def cut(body: bytes, missing: int = 20) -> Play:
    """A body that is shorter than it says, after which the connection ends."""

    def play(handler: BaseHTTPRequestHandler) -> None:
        _send(handler, 200, body, {"Content-Length": str(len(body) + missing)})
        handler.close_connection = True

    return play


def reset() -> Play:
    """A connection that ends without a word."""

    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True

    return play


def drip(body: bytes, pause: float, *, head: bool = False) -> Play:
    """One byte after the other, of the body or already of the head."""

    def play(handler: BaseHTTPRequestHandler) -> None:
        start = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        lead = start + f"Content-Length: {len(body)}\r\n\r\n".encode()
        whole = lead + body
        handler.wfile.write(b"" if head else lead)
        try:
            for byte in whole if head else body:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
                time.sleep(pause)
        except OSError:  # the other side has had enough
            pass
        handler.close_connection = True

    return play


def next_range(value: str) -> Spoil:
    """Another way on to the next page."""
    return lambda page, _headers: (page, {"Next-Range": value})


def page_of(of: Callable[[Any], Any]) -> Spoil:
    """Another page."""
    return lambda page, headers: (of(page), dict(headers))
