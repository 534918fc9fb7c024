"""What a record is looked at for before it is filed: leaks, and what the rules would refuse."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from builder.leak_gate import front_gate
from builder.locker.filing import Look
from builder.model.evidence import Evidence, EvidenceKind
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
    workspace = replace(build.assessment.matrix.workspace, evidence=(*build.files.evidence, record))
    issues = validate(workspace, as_of=now.date(), latest=now.date())
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
    for older in build.files.evidence:
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
