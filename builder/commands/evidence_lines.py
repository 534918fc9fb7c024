"""What ``shieldbook evidence`` does with records that stand in lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from builder.commands.evidence_names import records_in_lines
from builder.errors import UsageError
from builder.leak_gate import LeakGate
from builder.locker.appending import Batch, LookAtAll
from builder.model.evidence import Evidence
from builder.model.issues import Issue
from builder.pipeline import Build
from builder.rules.context import Context
from builder.rules.seen_evidence import seen_evidence
from builder.rules.validate import RecordCheck
from builder.store.catalog_files import Layers
from builder.store.collected_files import LEAD, Take
from builder.store.folder import Folder, UnsafePath
from builder.store.record_lines import MAX_FILE
from builder.store.workspace_files import read_workspace
from builder.store.workspace_texts import RECORD, read_texts

WRITER = re.compile("[a-z0-9-]{1,40}")
_UNUSED_WAIVER = "LEK003"
"""Most waivers are about other files."""


def batch_of(file: Path, writer: str) -> Batch:
    """A file of JSON Lines with the folder that its artifacts are in.

    Raises `UsageError` for what is no such file.
    """
    source = Folder(file.parent)
    try:
        data = source.read(file.name, limit=MAX_FILE)
    except (FileNotFoundError, UnsafePath) as error:
        reason = error.reason if isinstance(error, UnsafePath) else "it is not there"
        hint = "Name a file with one JSON record a line."
        raise UsageError(f"`{file}` cannot be read: {reason}", hint) from None
    return Batch(data=data, source=source, file=file.name, writer=writer)


def look_at_all(build: Build, gate: LeakGate, now: datetime) -> LookAtAll:
    """What must not enter: secrets, PHI, what the rules refuse.

    ``gate`` has been shown the artifacts by then.
    """
    waivers = build.files.customer.waivers if build.files.customer is not None else ()

    def look(records: Sequence[Evidence], added: Mapping[str, bytes]) -> list[Issue]:
        for file, data in added.items():
            gate.inspect(file, data)
        found = [i for i in gate.judged(waivers, now.date()) if i.code != _UNUSED_WAIVER]
        if build.assessment is not None:
            context = Context(build.assessment.matrix.workspace, now.date(), now.date())
            rules = RecordCheck(context, build.files.unread)
            rules.take(records)
            rules.check_successions(records, records_in_lines(build, map(_replaced, records)))
            found += rules.issues
        return found

    return look


def _replaced(record: Evidence) -> str:
    return record.replaces


def every_record(build: Build) -> tuple[Evidence, ...]:
    """Every record that was collected by now, as it is known now; those in lines are read again."""
    if build.assessment is None:
        return ()
    if not any(file.endswith(".jsonl") for file in build.files.locker.ids.values()):
        return build.assessment.evidence
    root = build.files.root
    found: list[Evidence] = []

    def begin(layers: Layers, held: Sequence[Evidence]) -> Take:
        del layers
        found.extend(held)
        return found.extend

    read_workspace(root, read_texts(root), check_artifacts=False, take=begin)
    return seen_evidence(found, build.assessment.as_of)


def text_of(record: Evidence, build: Build) -> str:
    """A record as its file has it: the text of ``record.yml``, or its line."""
    beside = build.files.texts.get(f"{record.folder}/{RECORD}")
    if beside is not None or record.origin is None:
        return (beside or b"").decode()
    lines = Folder(build.files.root / "evidence").lines(record.origin.file.removeprefix(LEAD))
    return next(
        (line.decode() for number, line in enumerate(lines, 1) if number == record.origin.path[0]),
        "",
    )
