"""Logs what stands in the folder and not in the log: records written by hand, work cut short."""

from __future__ import annotations

from datetime import datetime

from builder.locker.evidence_folder import EvidenceFolder
from builder.model.evidence_log import (
    EventKind,
    LogEvent,
    filed_event,
    moment_text,
    retired_event,
)
from builder.store.evidence_files import EvidenceFiles
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
            new.append(retired_event(record, held.digests[f"{record.folder}/{RETIRED}"], at))
    if new:
        folder.log(new)
    return tuple(new)
