"""Reads the log of the evidence: JSON Lines that say what was filed and retired."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, field
from msgspec.structs import force_setattr

from builder.model.evidence import Artifact, Evidence
from builder.model.evidence_log import LOG, EventKind, LogEvent
from builder.model.issues import Issue, Location, Origin
from builder.store.decoding import Decoder
from builder.store.folder import Folder, UnsafePath

LOG_NAME = LOG.removeprefix("evidence/")
MAX_LOG_BYTES = 1_000_000_000
MOST_ISSUES = 100


class Log(Struct, frozen=True, kw_only=True):
    """The log as it was read."""

    data: bytes = b""
    events: tuple[LogEvent, ...] = ()
    logged: Mapping[str, str] = field(default_factory=dict)
    """For each line that is an event, by the SHA-256 of its text, when it says it was logged."""
    issues: tuple[Issue, ...] = ()
    """EVD008 for each line that is no event."""


def read_log(folder: Folder) -> Log:
    """The log in ``folder``.

    There is no log in a workspace that has filed nothing. What stands after the last line break is
    an event that was being written when the machine stopped: it is left out, and the record that
    it speaks of shows as not filed.
    """
    try:
        data = folder.read(LOG_NAME, limit=MAX_LOG_BYTES, sole_link=True)
    except FileNotFoundError:
        return Log()
    except UnsafePath as unsafe:
        return Log(issues=(_unread(1, unsafe.reason),))
    events: list[LogEvent] = []
    logged: dict[str, str] = {}
    issues: list[Issue] = []
    decoder = Decoder()
    for number, line in enumerate(data.split(b"\n")[:-1], start=1):
        if not line.strip():
            continue
        event = _event(line, decoder)
        if event is not None:
            events.append(event)
            logged[hashlib.sha256(line).hexdigest()] = event.logged_at
        elif len(issues) < MOST_ISSUES:
            issues.append(_unread(number, "the line is no event"))
    return Log(data=data, events=tuple(events), logged=logged, issues=tuple(issues))


def tell_logged(
    evidence: Iterable[Evidence], events: Iterable[LogEvent]
) -> Mapping[str, tuple[Artifact, ...]]:
    """Give each record the moment at which the log first says that it was filed.

    Returns the artifacts that each record was filed with, by its id.
    """
    first: dict[str, LogEvent] = {}
    for event in events:
        if event.event is EventKind.FILED:
            known = first.setdefault(event.record, event)
            if event.logged_at < known.logged_at:
                first[event.record] = event
    for record in evidence:
        if record.id in first:
            force_setattr(record, "recorded_at", _moment(first[record.id].logged_at))
    return {name: event.artifacts for name, event in first.items()}


def _moment(text: str) -> datetime | None:
    """A moment of the log; None for a text that is none, which then says nothing."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _event(line: bytes, decoder: Decoder) -> LogEvent | None:
    try:
        value: Any = json.loads(line, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        return None
    return decoder.decode(value, LogEvent, Origin(LOG), [])


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _unread(line: int, why: str) -> Issue:
    return Issue(
        code="EVD008",
        message=f"the log of the evidence cannot be read: {why}",
        hint="Restore it from the repository; it is only ever added to.",
        location=Location(LOG, line),
    )
