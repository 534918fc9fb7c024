"""``shieldbook evidence list`` and ``show``: records, how long they hold, what the log knows.

Both read only. Artifacts are not opened here; ``shieldbook verify`` compares them.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from builder.commands.evidence_lines import every_record, text_of
from builder.commands.evidence_names import record_named, requirements_by_id, requirements_named
from builder.commands.terminal import say, say_json
from builder.model.acceptance import accepts
from builder.model.assessment import expires_at
from builder.model.evidence import Evidence, EvidenceRequirement
from builder.model.evidence_log import ChangeKind, changes, moment_text
from builder.pipeline import Build
from builder.render.evidence_words import late_words
from builder.store.record_lines import LINES_NAME
from builder.store.workspace_texts import RECORD

IN_LOG = "in the log"
NOT_IN_LOG = "not in the log"
DIFFERS = "differs from the log"


class _Shown(Struct, frozen=True, kw_only=True):
    """A record with what is known of it besides its own words."""

    record: Evidence
    ends: datetime | None
    """The last moment at which it shows one of its requirements, UTC; None when it shows none."""
    replaced_by: tuple[str, ...]
    log: str
    differences: tuple[str, ...]

    @property
    def marks(self) -> str:
        """What a reader has to know before relying on it; empty when there is nothing."""
        marks = ["not known to be whole"] if not self.record.complete else []
        marks += [f"replaced by {name}" for name in self.replaced_by]
        marks += ["retired"] if self.record.retirement is not None else []
        marks += [self.log] if self.log != IN_LOG else []
        return f" ({', '.join(marks)})" if marks else ""

    @property
    def end_words(self) -> str:
        """Until when it holds."""
        return f"until {self.ends.date()}" if self.ends is not None else "shows nothing   "


def list_records(options: argparse.Namespace, build: Build) -> int:
    """Print the records, the newest first. Raises `UsageError` for an unknown requirement."""
    wanted = options.requirement
    names = {found.id for found in requirements_named(wanted, build)} if wanted else set()
    found = [
        shown
        for shown in _all_shown(build)
        if not wanted or names.intersection(shown.record.requirements)
    ]
    found.sort(key=lambda shown: (shown.record.collected_at, shown.record.id), reverse=True)
    if options.json:
        say_json([_data(shown) for shown in found])
        return 0
    width = max((len(shown.record.id) for shown in found), default=0)
    for shown in found:
        record = shown.record
        lead = f"{record.collected_at.date()}  {record.id:<{width}}  {record.outcome.value:<7}"
        say(f"{lead}  {shown.end_words}  {record.title}{shown.marks}")
    if not found:
        say("No evidence is filed" + (f" for `{wanted}`." if wanted else " yet."))
    return 0


def show_record(options: argparse.Namespace, build: Build) -> int:
    """Print one record as it stands. Raises `UsageError` when there is none of that id."""
    name = record_named(options.record, build).id
    shown = next(shown for shown in _all_shown(build) if shown.record.id == name)
    record = shown.record
    if options.json:
        say_json(_data(shown))
        return 0
    say(text_of(record, build))
    say(f"Folder: {record.folder}/")
    say(f"Holds: {shown.end_words.strip()}")
    say(f"Log: the record is {shown.log}." if shown.log != DIFFERS else "Log: the record differs.")
    for text in shown.differences:
        say(f"  {text}")
    if (late := late_words(record)) is not None:
        say(late)
    for newer in shown.replaced_by:
        say(f"Replaced by {newer}")
    if record.retirement is not None:
        said = record.retirement
        say(f"Retired {said.retired_at.date()} by {said.retired_by}: {said.reason}")
    return 0


def _all_shown(build: Build) -> list[_Shown]:
    """Every record that was collected by now, with what is known of it."""
    held = build.files.locker
    told: dict[str, list[str]] = {}
    unknown: set[str] = set()
    for change in (*changes(held.log, held.evidence, held.digests), *held.changed_lines):
        if change.kind is ChangeKind.NOT_FILED and _is_of_records(change.file):
            unknown.add(change.record)
        else:
            told.setdefault(change.record, []).append(change.text)
    wanted = requirements_by_id(build)
    records = every_record(build)
    newer = defaultdict(list)
    for record in records:
        newer[record.replaces].append(record.id)
    return [
        _Shown(
            record=record,
            ends=_ends(record, [wanted[name] for name in record.requirements if name in wanted]),
            replaced_by=tuple(newer[record.id]),
            log=NOT_IN_LOG if record.id in unknown else DIFFERS if record.id in told else IN_LOG,
            differences=tuple(told.get(record.id, ())),
        )
        for record in records
    ]


def _is_of_records(file: str) -> bool:
    return file.endswith(f"/{RECORD}") or LINES_NAME.fullmatch(file) is not None


def _ends(record: Evidence, wanted: Iterable[EvidenceRequirement]) -> datetime | None:
    if not record.shows:
        return None
    ends = (expires_at(asked, record) for asked in wanted if accepts(asked, record))
    return max(ends, default=None)


def _data(shown: _Shown) -> dict[str, object]:
    record = shown.record
    return {
        "id": record.id,
        "title": record.title,
        "requirements": list(record.requirements),
        "collected_at": moment_text(record.collected_at),
        "collected_by": record.collected_by,
        "method": record.method.value,
        "kind": record.kind.value,
        "outcome": record.outcome.value,
        "complete": record.complete,
        "holds_until": shown.ends.date().isoformat() if shown.ends is not None else None,
        "folder": record.folder,
        "log": shown.log,
        "recorded_at": moment_text(record.recorded_at) if record.recorded_at else None,
        "days_late": record.days_late,
        "retired": record.retirement is not None,
        "replaces": record.replaces,
        "replaced_by": list(shown.replaced_by),
        "artifacts": [
            {"file": a.file, "media_type": a.media_type, "bytes": a.bytes, "sha256": a.sha256}
            for a in record.artifacts
        ],
    }
