"""Where the answers of a collection come from: the provider, or files that somebody saved."""

from __future__ import annotations

import argparse
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from builder import __version__
from builder.collect.collector import Fetch
from builder.collect.hosts import hosts
from builder.collect.saved_output import SavedOutput
from builder.commands.collect_token import found_token
from builder.commands.given_values import moment_of
from builder.errors import UsageError
from builder.store.folder import Folder, UnsafePath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from builder.collect.transport import Made

_PATIENCE = 6 * 3_600.0
"""Seconds for a whole collection."""
_LARGEST = 50_000_000
"""Bytes of a saved answer."""


class CollectionSource(Struct, frozen=True, kw_only=True):
    """A `Fetch`, and what it has read."""

    fetch: Fetch
    taken: Callable[[], tuple[Mapping[str, Any], ...]]
    """What was asked or read since this was called last."""
    way: str
    """How the answers came, for a record."""
    partial: bool = False
    """Whether what is not there is no dataset, and no gap in one."""
    collected_at: datetime | None = None
    """UTC; None for now."""
    left_over: Callable[[], list[str]] = list
    """Files that no dataset asked for."""


def source_of(
    options: argparse.Namespace, now: datetime
) -> AbstractContextManager[CollectionSource]:
    """The source that the arguments name. Raises `UsageError`."""
    if options.saved is None:
        if options.collected_at:
            hint = "An answer of the provider is as of now."
            raise UsageError("--collected-at is for saved answers, with --from", hint)
        return _asking(options)
    return _saved(options, now)


@contextmanager
def _saved(options: argparse.Namespace, now: datetime) -> Iterator[CollectionSource]:
    folder = Folder(Path(options.saved))
    if not folder.exists:
        raise UsageError(f"`{options.saved}` is not a folder", "Name one with saved answers.")
    files: dict[str, bytes] = {}
    for name in folder.names():
        try:
            files[name] = folder.read(name, limit=_LARGEST)
        except (UnsafePath, FileNotFoundError) as unfit:
            reason = unfit.reason if isinstance(unfit, UnsafePath) else "it has gone"
            raise UsageError(f"{name} is not read: {reason}", "Take it away.") from None
    output = SavedOutput(files)
    yield CollectionSource(
        fetch=output,
        taken=lambda: tuple(output.taken()),
        way="read from saved answers",
        partial=True,
        collected_at=moment_of(options.collected_at, now) if options.collected_at else None,
        left_over=lambda: output.unused(files),
    )


def _told(made: Made) -> Mapping[str, Any]:
    return {
        "request": made.request,
        "accept": made.accept,
        "status": made.status,
        "request_id": made.request_id,
        "date": made.date,
        "sha256": made.sha256,
    }


@contextmanager
def _asking(options: argparse.Namespace) -> Iterator[CollectionSource]:
    try:
        from builder.collect.asking import Asking  # noqa: PLC0415 - an extra
        from builder.collect.pace import Clock, Pace  # noqa: PLC0415
        from builder.collect.transport import Transport  # noqa: PLC0415
    except ModuleNotFoundError:
        raise UsageError(
            "to ask over the network needs the package httpx",
            "Install it with `pip install 'shieldbook[collect]'`.",
        ) from None
    where = hosts(os.environ)
    token = found_token(os.environ, Path.home(), where.name)
    stop = threading.Event()
    clock = Clock(
        time.monotonic,
        stop.wait,  # so that nobody who is told to wait sleeps on after an interruption
        lambda: datetime.now(tz=UTC),  # noqa: TID251 - a front door
        random.random,
    )
    proxy = os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy") or ""
    transport = Transport(where, token, Pace(clock, _PATIENCE), f"shieldbook/{__version__}", proxy)
    asking = Asking(transport, _progress(options))
    try:
        yield CollectionSource(
            fetch=asking,
            taken=lambda: tuple(map(_told, transport.taken())),
            way="asked of the provider's API",
        )
    finally:
        stop.set()
        asking.close()


def _progress(options: argparse.Namespace) -> Callable[[], None]:
    """Counts the answers on a terminal that shows them."""
    if options.json or not sys.stderr.isatty():
        return lambda: None
    count = 0

    def told() -> None:
        nonlocal count
        count += 1
        sys.stderr.write(f"\r{count} answers")
        sys.stderr.flush()

    return told
