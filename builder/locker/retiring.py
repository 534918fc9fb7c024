"""Retires a record: it counts no more, and stays with its artifacts and the reason."""

from __future__ import annotations

import hashlib
from datetime import datetime

from builder.locker.evidence_folder import EvidenceFolder
from builder.model.evidence import Evidence
from builder.model.evidence_log import moment_text, retired_event
from builder.store.retirements import RETIRED
from builder.store.yaml_text import yaml_text


def retire(
    folder: EvidenceFolder, record: Evidence, *, by: str, reason: str, moment: datetime
) -> None:
    """Write the retirement beside the record and log it.

    Nothing is deleted: documentation is kept for the whole retention period. Raises `BuilderError`
    when the record was retired before, or the disk does not take it.
    """
    text = yaml_text(
        {
            "record": record.id,
            "retired_at": moment_text(moment),
            "retired_by": by,
            "reason": reason,
        }
    )
    folder.add_file(f"{record.folder.removeprefix('evidence/')}/{RETIRED}", text)
    folder.log([retired_event(record, hashlib.sha256(text).hexdigest(), moment_text(moment))])
