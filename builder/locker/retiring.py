"""Retires a record: it counts no more, and stays with its artifacts and the reason."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from builder.locker.evidence_folder import EvidenceFolder
from builder.model.evidence import Evidence
from builder.model.evidence_log import LINES_FOLDER, RETIRED_LINES, moment_text, retired_event
from builder.store.retirements import RETIRED
from builder.store.yaml_text import yaml_text


def retire(
    folder: EvidenceFolder, record: Evidence, *, by: str, reason: str, moment: datetime
) -> None:
    """Write the retirement beside the record, or as a line for one that is a line, and log it.

    Nothing is deleted: documentation is kept for the whole retention period. Raises `BuilderError`
    when the record was retired before, or the disk does not take it.
    """
    said = {
        "record": record.id,
        "retired_at": moment_text(moment),
        "retired_by": by,
        "reason": reason,
    }
    if record.folder.startswith(f"{LINES_FOLDER}/"):
        line = json.dumps(said, ensure_ascii=False).encode()
        folder.append(RETIRED_LINES.removeprefix("evidence/"), line + b"\n")
        digest = hashlib.sha256(line).hexdigest()
        folder.log([retired_event(record.id, digest, moment_text(moment), RETIRED_LINES)])
        return
    text = yaml_text(said)
    folder.add_file(f"{record.folder.removeprefix('evidence/')}/{RETIRED}", text)
    digest = hashlib.sha256(text).hexdigest()
    folder.log([retired_event(record.id, digest, moment_text(moment), record.folder)])
