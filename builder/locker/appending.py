"""Files many records at once as lines: artifacts first, then the lines, then the log.

What collectors call, and what ``shieldbook evidence append`` does with a file of theirs. A kill at
any instant leaves whole lines, or the beginning of one that the next writer cuts off; a second try
of the same batch goes on where the first one ended.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import force_setattr

from builder.locker.evidence_folder import EvidenceFolder
from builder.locker.filing import NotFiledError
from builder.locker.mending import mend
from builder.model.evidence import Evidence
from builder.model.evidence_log import LINES_FOLDER, filed_event, moment_text
from builder.model.issues import Issue, Location, Origin
from builder.store.artifact_comparison import ArtifactFiles, never_filed
from builder.store.collected_files import LEAD
from builder.store.folder import Folder, UnsafePath
from builder.store.inspection import Inspect
from builder.store.record_lines import line_places, read_record_lines


class Batch(Struct, frozen=True, kw_only=True):
    """Records as JSON Lines, and where their artifacts are."""

    data: bytes
    """One record a line, of any months, with the keys of ``record.yml``."""
    source: Folder
    """The folder below which artifacts have the names that the records give them."""
    file: str
    """The name of the lines below it, as messages tell it."""
    writer: str = ""
    """A word of a-z, 0-9 and hyphen: writers with one have files of their own in each month."""


class Filed(Struct, frozen=True, kw_only=True):
    """What became of a batch."""

    records: tuple[Evidence, ...]
    already_there: int
    """Lines that were filed before, byte for byte."""


LookAtAll = Callable[[Sequence[Evidence], Mapping[str, bytes]], Sequence[Issue]]
"""From the new records and their lines by file to what is wrong with them, artifacts included."""


def append_records(  # noqa: PLR0913, PLR0917 - who writes what where, when, and what must not enter
    folder: EvidenceFolder,
    batch: Batch,
    taken: Mapping[str, str],
    logged_at: datetime,
    inspect: Inspect,
    look: LookAtAll,
) -> Filed:
    """File every record of the batch, or none.

    ``taken`` are the records there are, by the file they stand in. Each artifact is handed to
    ``inspect`` as it would stand in the workspace, then ``look`` says what must not enter.

    Raises `NotFiledError` with every problem, and `BuilderError` when the disk does not take it.
    """
    mend(folder)
    issues: list[Issue] = []
    data = batch.data if batch.data.endswith(b"\n") or not batch.data else batch.data + b"\n"
    fresh: dict[str, list[tuple[Evidence, bytes]]] = defaultdict(list)
    known: dict[str, frozenset[bytes]] = {}
    seen: set[str] = set()
    old = 0
    for record, line in read_record_lines(data, batch.file, issues):
        there = taken.get(record.id, "")
        if there.endswith(".jsonl") and there not in known:
            lines = Folder(folder.path).lines(there.removeprefix(LEAD))
            known[there] = frozenset(hashlib.sha256(other).digest() for other in lines)
        if hashlib.sha256(line).digest() in known.get(there, ()):
            old += 1
        elif there or record.id in seen:
            issues.append(_repeated(record, there or batch.file))
        else:
            seen.add(record.id)
            file = _file_of(record, batch.writer)
            force_setattr(record, "folder", file.removesuffix(".jsonl"))
            fresh[file].append((record, line))
    records = [record for pairs in fresh.values() for record, _ in pairs]
    places = _stage(folder, batch, records, issues)
    artifacts = ArtifactFiles(Folder(folder.staging), {}, inspect)
    if not issues:
        artifacts.expect(records, again=False)
    for record in records if not issues else ():
        issues.extend(artifacts.issues_of(record, never_filed, again=False))
    added = {file: b"".join(line + b"\n" for _, line in pairs) for file, pairs in fresh.items()}
    issues.extend(look(records, added))
    if issues:
        raise NotFiledError(_located(issues, batch))
    for place in places:
        folder.move_file_in(place)
    at = moment_text(logged_at)
    for file in sorted(fresh):
        folder.append(file.removeprefix(LEAD), added[file])
        folder.log(
            filed_event(record, hashlib.sha256(line).hexdigest(), at, file)
            for record, line in fresh[file]
        )
    return Filed(records=tuple(records), already_there=old)


def _file_of(record: Evidence, writer: str) -> str:
    name = f"{record.collected_at:%Y-%m}" + (f".{writer}" if writer else "")
    return f"{LINES_FOLDER}/{name}.jsonl"


def _stage(
    folder: EvidenceFolder, batch: Batch, records: Sequence[Evidence], issues: list[Issue]
) -> list[str]:
    """Lay every artifact down where it will lie; returns the places below ``evidence/``.

    An artifact that is in its place already, such as after a kill, is taken from there.
    """
    there = Folder(folder.path)
    places: dict[str, None] = {}
    for record in records:
        for position, artifact in enumerate(record.artifacts):
            place = f"{record.folder.removeprefix(LEAD)}/{artifact.file}"
            if place in places:
                continue
            places[place] = None
            for source, name in ((there, place), (batch.source, artifact.file)):
                try:
                    folder.stage_below(place, source.chunks(name, sole_link=source is there))
                except FileNotFoundError:
                    continue
                except UnsafePath as unsafe:
                    at = (record.origin or Origin(batch.file)).at("artifacts", position, "file")
                    message = f"`{artifact.file}` is not used: {unsafe.reason}"
                    hint = "Keep the artifact as a plain file beside the lines."
                    issues.append(Issue(code="EVD003", message=message, hint=hint, origin=at))
                break
    return list(places)


def _repeated(record: Evidence, first: str) -> Issue:
    return Issue(
        code="REC008",
        message=f"`{record.id}` stands twice, also in {first}",
        hint="Give the new record another id; one that was filed is never changed.",
        origin=record.origin.at("id") if record.origin else None,
    )


def _located(issues: Sequence[Issue], batch: Batch) -> list[Issue]:
    """The issues with their places; of another record its file is named, not a line of it."""
    paths = [i.origin.path for i in issues if i.origin is not None and i.origin.file == batch.file]
    places = line_places(batch.source, batch.file, paths)
    return [
        issue
        if issue.origin is None
        else Issue(
            code=issue.code,
            message=issue.message,
            hint=issue.hint,
            location=places[issue.origin.path]
            if issue.origin.file == batch.file
            else Location(issue.origin.file),
        )
        for issue in issues
    ]
