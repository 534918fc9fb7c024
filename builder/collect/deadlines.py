"""Connections that end at a deadline, however slowly the other side drips its bytes.

An HTTP client's time-outs are about one read; somebody who sends a byte now and then, of the head
or of the body, is waited for without end. Here every read and write gets what is left of the time.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx

_STEP = 0.25
"""Seconds of silence after which a read looks whether it is still wanted."""


class Deadline:
    """When the request of the running thread has to be over."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._held = threading.local()
        self._stopped = False

    def stop(self) -> None:
        """End every request now, in each thread: a person has had enough."""
        self._stopped = True

    def begin(self, seconds: float) -> None:
        """The request that begins now has so many seconds."""
        self._held.end = self._monotonic() + seconds

    def left(self, usual: float | None) -> float:
        """Seconds that one step may take. Raises `httpcore.ReadTimeout` when none are left."""
        left: float = getattr(self._held, "end", self._monotonic()) - self._monotonic()
        if left <= 0 or self._stopped:
            raise httpcore.ReadTimeout
        return left if usual is None else min(usual, left)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        silent = 0.0
        while True:  # in steps, since nothing wakes a thread that waits for a byte
            step = min(self._deadline.left(timeout), _STEP)
            try:
                return self._inner.read(max_bytes, step)
            except httpcore.ReadTimeout:
                silent += step
                if timeout is not None and silent >= timeout:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._inner, self._deadline = httpcore.SyncBackend(), deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        made = self._inner.connect_tcp(host, port, left, local_address, socket_options)
        return _Stream(made, self._deadline)

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class TimedTransport(httpx.HTTPTransport):
    """httpx's own transport over connections that end at the deadline."""

    def __init__(self, context: ssl.SSLContext, deadline: Deadline, proxy: str) -> None:
        """Every answer over ``context``; ``proxy`` is the address of one, or empty.

        httpx has no public way to give its transport other connections, so its pool is put in
        place here; nothing else of it is touched.
        """
        super().__init__(verify=context, trust_env=False)
        backend = _Backend(deadline)
        if proxy:
            self._pool = httpcore.HTTPProxy(
                proxy_url=proxy, ssl_context=context, network_backend=backend
            )
        else:
            self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
