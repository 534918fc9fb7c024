"""What a record is looked at for before it is filed: leaks, and what the rules would refuse."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from builder.commands.evidence_names import records_in_lines
from builder.leak_gate import front_gate
from builder.locker.filing import Look
from builder.model.evidence import Evidence, EvidenceKind
from builder.model.evidence_log import LINES_FOLDER
from builder.model.issues import Issue, Location, Origin, Severity
from builder.pipeline import Build
from builder.rules.validate import validate

_UNUSED_WAIVER = "LEK003"
"""Most waivers are about other files."""


def look_with(build: Build, now: datetime) -> Look:
    """What must not enter: secrets, PHI, what cannot be looked into, what the rules refuse."""
    gate = front_gate(os.environ)
    waivers = build.files.customer.waivers if build.files.customer is not None else ()

    def look(record: Evidence, files: Mapping[str, bytes]) -> list[Issue]:
        for name, data in files.items():
            gate.inspect(f"{record.folder}/{name}", data)
        found = gate.judged(waivers, now.date())
        leaks = [issue for issue in found if issue.code != _UNUSED_WAIVER]
        return [*leaks, *_held_already(build, record), *_unfit(build, record, now)]

    return look


def _unfit(build: Build, record: Evidence, now: datetime) -> list[Issue]:
    """What the rules say of the record once it stands beside the others."""
    if build.assessment is None:
        return []
    workspace = build.assessment.matrix.workspace
    collected = workspace.collected
    elders = {**collected.elders, **records_in_lines(build, [record.replaces])}
    beside = replace(
        workspace,
        evidence=(*build.files.evidence, record),
        collected=replace(collected, elders=elders),
    )
    issues = validate(beside, as_of=now.date(), latest=now.date())
    return [_placed(issue, record) for issue in issues if issue.severity is Severity.ERROR]


def _placed(issue: Issue, record: Evidence) -> Issue:
    """The issue; where it stands in another record that record is named, not a line of it."""
    origin = issue.origin
    if origin is None or origin.file == f"{record.folder}/record.yml":
        return issue
    return replace(issue, location=Location(origin.file), origin=None)


def _held_already(build: Build, record: Evidence) -> Iterable[Issue]:
    """EVD010: another record holds the same file for the same requirement.

    It would look like a second piece of evidence. One that is replaced may hold it: the paper was
    looked at again. So may a configuration of another day: settings that stay read the same.
    """
    for older in (*build.files.evidence, *_in_lines_with(build, record)):
        shared = set(older.requirements).intersection(record.requirements)
        if older.id == record.replaces or older.retirement is not None or not shared:
            continue
        other_day = older.collected_at.date() != record.collected_at.date()
        if record.kind is EvidenceKind.CONFIGURATION and other_day:
            continue
        held = {artifact.sha256: artifact.file for artifact in older.artifacts}
        for position, artifact in enumerate(record.artifacts):
            if artifact.sha256 in held:
                name = held[artifact.sha256]
                yield Issue(
                    code="EVD010",
                    message=f"`{artifact.file}` is held by `{older.id}` already, as `{name}`, for"
                    f" {', '.join(f'`{wanted}`' for wanted in sorted(shared))}",
                    hint="Nothing is left to do; or, if it was looked at again:"
                    f" `shieldbook evidence supersede {older.id} FILE`.",
                    origin=Origin(f"{record.folder}/record.yml", ("artifacts", position, "sha256")),
                )


def _in_lines_with(build: Build, record: Evidence) -> Iterable[Evidence]:
    """Records in lines, of the files that have an artifact with a digest of this record's."""
    held = build.files.locker
    wanted = {artifact.sha256 for artifact in record.artifacts}
    folders = {
        name.rpartition("/")[0]
        for name, digest in held.digests.items()
        if digest in wanted and name.startswith(f"{LINES_FOLDER}/")
    }
    files = {f"{folder}.jsonl" for folder in folders}
    names = [name for name, file in held.ids.items() if file in files] if files else []
    return records_in_lines(build, names).values()
