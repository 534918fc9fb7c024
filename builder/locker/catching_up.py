"""Logs what stands in the folder and not in the log: records written by hand, work cut short."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from builder.locker.evidence_folder import EvidenceFolder
from builder.model.evidence_log import (
    RETIRED_LINES,
    ChangeKind,
    EventKind,
    LogEvent,
    filed_event,
    moment_text,
    retired_event,
)
from builder.store.collected_files import LEAD
from builder.store.evidence_files import EvidenceFiles
from builder.store.folder import Folder
from builder.store.record_lines import MAX_FILE, read_record_lines, read_retirement_lines
from builder.store.retirements import RETIRED
from builder.store.workspace_texts import RECORD


def catch_up(folder: EvidenceFolder, held: EvidenceFiles, moment: datetime) -> tuple[LogEvent, ...]:
    """Log every record and retirement that the log does not know; returns the new events."""
    known = {(event.event, event.record) for event in held.log}
    at = moment_text(moment)
    new: list[LogEvent] = []
    for record in held.evidence:
        if (EventKind.FILED, record.id) not in known:
            new.append(filed_event(record, held.digests[f"{record.folder}/{RECORD}"], at))
        if record.retirement is not None and (EventKind.RETIRED, record.id) not in known:
            digest = held.digests[f"{record.folder}/{RETIRED}"]
            new.append(retired_event(record.id, digest, at, record.folder))
    new += _of_lines(Folder(folder.path), held, at)
    if new:
        folder.log(new)
    return tuple(new)


def _of_lines(folder: Folder, held: EvidenceFiles, at: str) -> Iterator[LogEvent]:
    """Events of what stands in lines and not in the log; these files are read again."""
    unfiled: dict[str, set[str]] = defaultdict(set)
    for change in held.changed_lines:
        if change.kind is ChangeKind.NOT_FILED:
            unfiled[change.file].add(change.record)
    for file, names in sorted(unfiled.items()):
        data = folder.read(file.removeprefix(LEAD), limit=MAX_FILE, sole_link=True)
        if file == RETIRED_LINES:
            for retirement, digest in read_retirement_lines(data, []):
                if retirement.record in names:
                    yield retired_event(retirement.record, digest.hex(), at, file)
            continue
        for record, line in read_record_lines(data, file, []):
            if record.id in names:
                yield filed_event(record, hashlib.sha256(line).hexdigest(), at, file)
