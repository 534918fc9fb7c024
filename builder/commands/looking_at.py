"""What a record is looked at for before it is filed: leaks, and what the rules would refuse."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from builder.leak_gate import front_gate
from builder.locker.filing import Look
from builder.model.evidence import Evidence
from builder.model.issues import Issue
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
        return [*leaks, *_unfit(build, record, now)]

    return look


def _unfit(build: Build, record: Evidence, now: datetime) -> list[Issue]:
    """What the rules say of the record once it stands beside the others."""
    if build.assessment is None:
        return []
    workspace = replace(build.assessment.matrix.workspace, evidence=(*build.files.evidence, record))
    issues = validate(workspace, as_of=now.date(), latest=now.date())
    file = f"{record.folder}/record.yml"
    return [issue for issue in issues if issue.origin is not None and issue.origin.file == file]
