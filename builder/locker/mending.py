"""Cuts off the end of a line that a machine did not write to its end, if it was never filed."""

from __future__ import annotations

import hashlib
import json

from builder.locker.evidence_folder import EvidenceFolder
from builder.model.evidence_log import RETIRED_LINES
from builder.store.collected_files import LEAD, line_files
from builder.store.evidence_log import read_log
from builder.store.folder import Folder
from builder.store.record_lines import MAX_FILE, torn_end


def mend(folder: EvidenceFolder) -> tuple[str, ...]:
    """Cut what was never filed; returns the files that were mended.

    A line is logged once it is on the disk. So what is torn was never filed, unless the log speaks
    of a record of the file that is in no whole line: then somebody cut the file. It stays as it is,
    for `verify` to name and a person to restore.
    """
    read = Folder(folder.path)
    torn: dict[str, bytes] = {}
    for file in (*line_files(read), RETIRED_LINES):
        name = file.removeprefix(LEAD)
        if (folder.path / name).is_file():
            data = read.read(name, limit=MAX_FILE, sole_link=True)
            if torn_end(data):
                torn[file] = data
    if not torn:
        return ()
    filed = read_log(read).lines
    mended = []
    for file, data in torn.items():
        end = torn_end(data)
        whole = data[: len(data) - len(end)]
        if not filed.speaks_of_more(file, _ids(whole), hashlib.sha256(end).digest()):
            folder.cut(file.removeprefix(LEAD), len(whole))
            mended.append(file)
    return tuple(mended)


def _ids(data: bytes) -> frozenset[str]:
    """The records that whole lines speak of; a line that is no record speaks of none."""
    found: set[str] = set()
    for line in data.split(b"\n")[:-1]:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            found.update(str(value[key]) for key in ("id", "record") if key in value)
    return frozenset(found)
