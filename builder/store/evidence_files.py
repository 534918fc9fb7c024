"""Reads evidence/: records beside their artifacts, each artifact opened once and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct, field
from msgspec.structs import force_setattr

from builder.model.evidence import Evidence
from builder.model.evidence_log import Change, ChangeKind, LogEvent, changes
from builder.model.issues import Issue, Location, Origin
from builder.model.seal import SealFile, seal_changes
from builder.store.artifact_comparison import ArtifactFiles, filed_as
from builder.store.collected_files import CollectedFiles, Take, let_pass
from builder.store.decoding import Decoder
from builder.store.evidence_log import LOG_NAME, Log, events_of, read_log, tell_logged
from builder.store.folder import Folder
from builder.store.inspection import Inspect, passed_over
from builder.store.placeholders import placeholders
from builder.store.retirements import RETIRED, tell_retirements
from builder.store.seal_files import SEAL_NAME, read_seals
from builder.store.yaml_nodes import read_yaml

LEAD = "evidence/"
_FREE = frozenset({"README.md", LOG_NAME})
"""Files that may stand in evidence/ without a record."""


class EvidenceFiles(Struct, frozen=True, kw_only=True):
    """What evidence/ holds."""

    evidence: tuple[Evidence, ...]
    digests: Mapping[str, str]
    """SHA-256 of every file by workspace-relative name."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Every record that could be read, those in lines among them, by the file it stands in."""
    artifacts: int = 0
    """Files that records list, each counted once."""
    log: tuple[LogEvent, ...] = ()
    """What was filed and retired of records that have a folder of their own."""
    log_sha256: str = ""
    """Of the log as it stands; empty where there is none."""
    logged: Mapping[str, str] = field(default_factory=dict)
    """See `Log.logged`."""
    changed_lines: tuple[Change, ...] = ()
    """How the records in lines differ from the log."""
    seals: tuple[SealFile, ...] = ()

    def differences(self) -> list[Change]:
        """How the evidence differs from its log, and the log from its seals."""
        of_seals = seal_changes(self.seals, self.logged.keys())
        of_files = changes(self.log, self.evidence, self.digests)
        return [*of_files, *self.changed_lines, *of_seals]

    def unlogged(self) -> list[Change]:
        """Records and retirements that stand in no line of the log."""
        return [c for c in self.differences() if c.kind is ChangeKind.NOT_FILED]


def read_evidence(  # noqa: PLR0913 - what is read, and who is shown it
    folder: Folder,
    records: Mapping[str, bytes],
    unread: AbstractSet[str] = frozenset(),
    *,
    check_artifacts: bool,
    inspect: Inspect = passed_over,
    take: Callable[[Sequence[Evidence]], Take] = let_pass,
) -> tuple[EvidenceFiles, tuple[Issue, ...]]:
    """Decode ``records`` (workspace-relative names and bytes) and check their artifacts.

    ``unread`` are the records and linked folders that could not be opened, which is told already.
    Each artifact that is read is handed to ``inspect`` with its workspace-relative name.
    ``check_artifacts=False`` is for look-ups, which publish nothing: bytes are then not read.

    Records in lines are not held: ``take`` is called once with the others, and what it returns with
    each month of them, the latest first.
    """
    issues: list[Issue] = []
    decoder = Decoder()
    found: list[Evidence] = []
    refused = {name.rpartition("/")[0] for name in unread}
    first_seen: dict[str, str] = {}
    for name, data in sorted(records.items()):
        if name.endswith(f"/{RETIRED}"):
            continue
        issues.extend(placeholders(data, name))
        value, problems = read_yaml(data, name)
        issues.extend(problems)
        folder_name = name.rpartition("/")[0]
        record = None if value is None else decoder.decode(value, Evidence, Origin(name), issues)
        if any(problem.code == "YML007" for problem in problems):
            record = None  # what has no value says nothing about its artifacts
        if record is not None and record.id in first_seen:
            issues.append(_repeated(record, first_seen[record.id]))
            record = None
        if record is None:
            refused.add(folder_name)
            continue
        force_setattr(record, "folder", folder_name)
        first_seen[record.id] = name
        found.append(record)
    retirements = {n: data for n, data in records.items() if n.endswith(f"/{RETIRED}")}
    issues.extend(tell_retirements(found, retirements))
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in records.items()}
    for record in found:  # what was recorded; a build proves below that the bytes still agree
        digests |= {f"{record.folder}/{file.file}": file.sha256 for file in record.artifacts}
    found.sort(key=lambda record: record.id)
    log = read_log(folder) if folder.exists else Log()
    filed = tell_logged(found, log.events)
    lines = CollectedFiles(folder, first_seen, inspect if check_artifacts else None)
    lines.read(log.lines, ArtifactFiles(folder, lines.digests, inspect), take(tuple(found)))
    issues.extend(lines.issues)
    digests |= lines.digests
    listed = {f"{record.folder}/{file.file}" for record in found for file in record.artifacts}
    held = EvidenceFiles(
        evidence=tuple(found),
        digests=digests,
        ids=lines.ids,
        artifacts=len(listed) + lines.artifacts,
        log=log.events,
        log_sha256=log.sha256,
        logged=log.logged,
        changed_lines=_changed_lines(folder, log, lines),
        seals=read_seals(folder),
    )
    if check_artifacts:
        artifacts = ArtifactFiles(folder, digests, inspect)
        artifacts.expect(found)
        for record in found:
            issues.extend(artifacts.issues_of(record, filed_as(filed.get(record.id, ()))))
        refused |= lines.refused
        known = listed | records.keys() | lines.digests.keys()
        issues.extend(_unlisted(folder, known, refused))
        issues.extend(log.issues)
        if not refused:  # of a record that cannot be read nobody can say that it is gone
            issues.extend(_as_filed(held))
    return held, tuple(issues)


def _changed_lines(folder: Folder, log: Log, lines: CollectedFiles) -> tuple[Change, ...]:
    events = events_of(folder, log.lines.asked)
    return tuple(log.lines.changes(lines.ids, events))


def _unlisted(folder: Folder, known: set[str], refused: set[str]) -> list[Issue]:
    """Files that no record lists; beside a record that was refused nobody can say."""
    return [
        Issue(
            code="EVD006",
            message="no record lists this file",
            hint="Add it to the `artifacts:` of the record beside it, or take it away.",
            location=Location(LEAD + name),
        )
        for name in folder.names()
        if LEAD + name not in known
        and not name.endswith("/")
        and name not in _FREE
        and SEAL_NAME.fullmatch(name) is None
        and not any(f"{LEAD}{name}".startswith(f"{beside}/") for beside in refused)
    ]


def unlogged_issues(held: EvidenceFiles) -> list[Issue]:
    """EVD007, for a release: what the log does not know, once there is a log.

    A record may be written by hand and filed later; what is handed out rests on what was filed.
    """
    return [
        Issue(
            code="EVD007",
            message=f"{change.text}, and a release rests on what is logged",
            hint="`shieldbook evidence file` takes in what was written by hand.",
            location=Location(change.file),
        )
        for change in (held.unlogged() if held.logged else ())
    ]


def _as_filed(held: EvidenceFiles) -> list[Issue]:
    """EVD007: what was filed is not there any more as it was.

    What was never filed is no problem: a record may be written by hand and filed later.
    """
    return [
        Issue(
            code="EVD007",
            message=change.text,
            hint=_RESTORE,
            location=Location(change.file),
        )
        for change in held.differences()
        if change.kind not in _TOLD
    ]


_TOLD = {ChangeKind.NOT_FILED, ChangeKind.ARTIFACT_LOST, ChangeKind.ARTIFACT_CHANGED}
"""No problem, or told by comparing the artifacts with their record."""
_RESTORE = (
    "Restore it from the repository: a record is never edited or taken away. What is wrong in it is"
    " replaced by a newer record or retired: `shieldbook evidence supersede`, `evidence retire`."
)


def _repeated(record: Evidence, first: str) -> Issue:
    return Issue(
        code="REC008",
        message=f"`{record.id}` stands twice, first in {first}",
        hint="Give one of them another id.",
        origin=record.origin.at("id") if record.origin else None,
    )
