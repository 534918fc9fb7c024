"""Reads the log of the evidence: JSON Lines that say what was filed and retired."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from msgspec import Struct, field
from msgspec.structs import force_setattr

from builder.model.evidence import Artifact, Evidence
from builder.model.evidence_log import LOG, EventKind, LogEvent, logged_moment
from builder.model.filed_lines import FiledLines
from builder.model.issues import Issue, Location, Origin
from builder.store.decoding import Decoder
from builder.store.folder import Folder, UnsafePath
from builder.store.record_lines import UNPLAIN, is_plain

LOG_NAME = LOG.removeprefix("evidence/")
MOST_ISSUES = 100
_LINES = ".jsonl"
_ORIGIN = Origin(LOG)
_SHA256 = re.compile("[0-9a-f]{64}")


class Log(Struct, frozen=True, kw_only=True):
    """The log as it was read."""

    events: tuple[LogEvent, ...] = ()
    """Those of records with a folder of their own."""
    lines: FiledLines = field(default_factory=FiledLines)
    """Of the others, the digests."""
    logged: Mapping[str, str] = field(default_factory=dict)
    """For each line that is an event, by the SHA-256 of its text, when it says it was logged."""
    sha256: str = ""
    """Of the file; empty where it is empty or not there."""
    issues: tuple[Issue, ...] = ()
    """EVD008 for each line that is no event."""


def read_log(folder: Folder) -> Log:
    """The log in ``folder``, which is not held as a whole.

    There is no log in a workspace that has filed nothing. What stands after the last line break is
    an event that was being written when the machine stopped: it is left out, and the record that
    it speaks of shows as not filed.
    """
    events: list[LogEvent] = []
    lines = FiledLines()
    logged: dict[str, str] = {}
    issues: list[Issue] = []
    decoder = Decoder()
    whole = hashlib.sha256()
    nothing = whole.hexdigest()
    try:
        for number, line in enumerate(folder.lines(LOG_NAME, sole_link=True, see=whole.update), 1):
            if not line.strip():
                continue
            event = _event(line, decoder)
            if event is None:
                if len(issues) < MOST_ISSUES:
                    issues.append(_unread(number, "the line is no event"))
                continue
            at = sys.intern(event.logged_at)  # one text for each batch that was filed
            logged[hashlib.sha256(line).hexdigest()] = at
            if event.place.endswith(_LINES):
                lines.add(event, at)
            else:
                events.append(event)
    except FileNotFoundError:
        return Log()
    except UnsafePath as unsafe:
        return Log(issues=(_unread(1, unsafe.reason),))
    digest = whole.hexdigest()
    return Log(
        events=tuple(events),
        lines=lines,
        logged=logged,
        sha256=digest if digest != nothing else "",
        issues=tuple(issues),
    )


def events_of(folder: Folder, records: AbstractSet[str]) -> Iterator[LogEvent]:
    """The events of some records, read again: for the few of which something has to be said."""
    decoder = Decoder()
    for line in folder.lines(LOG_NAME, sole_link=True) if records else ():
        event = _event(line, decoder)
        if event is not None and event.record in records:
            yield event


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
            force_setattr(record, "recorded_at", logged_moment(first[record.id].logged_at))
    return {name: event.artifacts for name, event in first.items()}


def _event(line: bytes, decoder: Decoder) -> LogEvent | None:
    if is_plain(line, UNPLAIN):
        event = decoder.quick(line, LogEvent, _ORIGIN)
        if event is not None:
            return _with_a_digest(event)
    try:
        value: Any = json.loads(line, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        return None
    return _with_a_digest(decoder.decode(value, LogEvent, _ORIGIN, []))


def _with_a_digest(event: LogEvent | None) -> LogEvent | None:
    """The event, if its digest is one."""
    return event if event is not None and _SHA256.fullmatch(event.sha256) else None


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
