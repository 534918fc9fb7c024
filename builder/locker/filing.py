"""Files evidence: copies the artifacts, writes the record, and logs it, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct, to_builtins
from msgspec.structs import force_setattr

from builder.locker.artifact_names import MEDIA_TYPES, artifact_names, media_type
from builder.locker.evidence_folder import EvidenceFolder
from builder.model.evidence import (
    Classification,
    Evidence,
    EvidenceKind,
    EvidenceRequirement,
    Method,
    Outcome,
    PhiAnswer,
)
from builder.model.evidence_log import filed_event, moment_text
from builder.model.imported import ImportedResults
from builder.model.issues import Issue, Location, Origin
from builder.model.period import Period
from builder.store.artifact_reading import HEAD_BYTES, MAX_ARTIFACT_BYTES
from builder.store.artifact_types import content_problem, head_problem
from builder.store.decoding import Decoder
from builder.store.placeholders import placeholders
from builder.store.workspace_texts import RECORD
from builder.store.yaml_nodes import Positions, read_yaml
from builder.store.yaml_text import yaml_text

_LONGEST_NAME = 45
"""Characters of a requirement's name in a record's id, which has 64 at most."""


Look = Callable[[Evidence, Mapping[str, bytes]], Sequence[Issue]]
"""From a record and its files by name, itself among them, to what is wrong with them."""


def nothing_found(record: Evidence, files: Mapping[str, bytes]) -> Sequence[Issue]:
    """Looks at nothing; what checks the workspace afterwards does."""
    del record, files
    return ()


class Filing(Struct, frozen=True, kw_only=True):
    """What somebody wants to file; everything that a record says and the files do not."""

    files: tuple[Path, ...]
    requirements: tuple[EvidenceRequirement, ...]
    title: str
    tool: str
    phi: PhiAnswer
    collected_at: datetime
    """UTC."""
    collected_by: str
    """Id of a role."""
    method: Method
    kind: EvidenceKind
    outcome: Outcome
    complete: bool
    """Whether it is known to be whole."""
    passage: str = ""
    tool_version: str = ""
    query: str = ""
    classification: Classification = Classification.INTERNAL
    observed_from: date | None = None
    observed_to: date | None = None
    valid_until: date | None = None
    population: str = ""
    population_size: int | None = None
    sample: str = ""
    sample_size: int | None = None
    remarks: str = ""
    systems: tuple[str, ...] = ()
    redactions: tuple[str, ...] = ()
    replaces: str = ""
    imported: ImportedResults | None = None
    max_age: Period | None = None
    """An age limit that came with the files; the shorter one, with the requirement's, holds."""
    sample_data: bool = False


class NotFiledError(Exception):
    """What is wrong with the files or with what is said of them; nothing was written."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        super().__init__("not filed")
        self.issues = tuple(issues)


def file_evidence(
    folder: EvidenceFolder,
    filing: Filing,
    taken: Iterable[str],
    logged_at: datetime,
    look: Look = nothing_found,
) -> Evidence:
    """File it and return its record; ``taken`` are the ids that other records have.

    ``look`` is shown the record and every file as they would stand in the workspace, and says what
    must not enter: a record that is refused afterwards could never be corrected.

    Raises `NotFiledError` with every problem, and `BuilderError` when the disk does not take it.
    """
    place, text, record = _prepared(folder, filing, taken, look)
    folder.move_in(place, {RECORD: text})
    digest = hashlib.sha256(text).hexdigest()
    folder.log([filed_event(record, digest, moment_text(logged_at))])
    force_setattr(record, "recorded_at", logged_at)
    return record


def refusals(
    folder: EvidenceFolder, filing: Filing, taken: Iterable[str], look: Look
) -> tuple[Issue, ...]:
    """Why it could not be filed; nothing of it is left, whether it could or not."""
    try:
        _prepared(folder, filing, taken, look)
    except NotFiledError as refused:
        return refused.issues
    finally:
        folder.discard()
    return ()


def _prepared(
    folder: EvidenceFolder, filing: Filing, taken: Iterable[str], look: Look
) -> tuple[str, bytes, Evidence]:
    """The place, the text of the record and the record, with the copies of the files staged."""
    artifacts = _staged(folder, filing)
    day = filing.collected_at.date().isoformat()
    name = filing.requirements[0].id.rpartition(".")[2]
    identity = _free(f"ev-{day}-{name[:_LONGEST_NAME].rstrip('.-')}", set(taken))
    top = filing.requirements[0].id
    there = {path.name for path in (folder.path / top).glob("*")}
    place = f"{top}/{_free(day, there)}"
    text = yaml_text(_record(identity, filing, artifacts))
    record = _read_back(text, f"evidence/{place}/{RECORD}")
    copies = {str(artifact["file"]): folder.staged(str(artifact["file"])) for artifact in artifacts}
    refused = look(record, {RECORD: text, **copies})
    if refused:
        raise NotFiledError(_located(refused, text, f"evidence/{place}/{RECORD}"))
    return place, text, record


def _staged(folder: EvidenceFolder, filing: Filing) -> list[dict[str, Any]]:
    """Copy the files and look at the copies."""
    artifacts: list[dict[str, Any]] = []
    issues: list[Issue] = []
    for source, name in zip(filing.files, artifact_names(filing.files), strict=True):
        kind = media_type(name)
        if not source.is_file():
            reason = "is a folder" if source.is_dir() else "is not there or is no plain file"
            issues.append(_problem("EVD003", source, reason, "Name files, one after the other."))
            continue
        if not kind:
            known = ", ".join(sorted(MEDIA_TYPES))
            issues.append(_problem("EVD004", source, "is of no known kind", f"Known are {known}."))
            continue
        copy = folder.stage(name, source)
        size = copy.stat().st_size
        problem = _content_problem(copy, size, kind)
        if problem:
            issues.append(_problem("EVD004", source, problem, "Give a whole file of that kind."))
            continue
        with copy.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        artifacts.append({"file": name, "media_type": kind, "bytes": size, "sha256": digest})
    if issues:
        raise NotFiledError(issues)
    return artifacts


def _content_problem(copy: Path, size: int, kind: str) -> str:
    if size <= MAX_ARTIFACT_BYTES:
        return content_problem(copy.read_bytes(), kind)
    with copy.open("rb") as stream:
        return head_problem(stream.read(HEAD_BYTES), kind)


def _record(identity: str, filing: Filing, artifacts: list[dict[str, Any]]) -> dict[str, Any]:
    """The record as its file says it; what is not known is left out."""
    made = {"tool": filing.tool, "version": filing.tool_version, "query": filing.query}
    record: dict[str, Any] = {
        "id": identity,
        "title": filing.title,
        "passage": filing.passage,
        "sample_data": filing.sample_data or None,
        "requirements": [requirement.id for requirement in filing.requirements],
        "method": filing.method.value,
        "kind": filing.kind.value,
        "produced_by": {key: value for key, value in made.items() if value},
        "observed_from": _day(filing.observed_from),
        "observed_to": _day(filing.observed_to),
        "collected_at": moment_text(filing.collected_at),
        "valid_until": _day(filing.valid_until),
        "collected_by": filing.collected_by,
        "population": filing.population,
        "population_size": filing.population_size,
        "sample": filing.sample,
        "sample_size": filing.sample_size,
        "complete": filing.complete,
        "outcome": filing.outcome.value,
        "remarks": filing.remarks,
        "systems": list(filing.systems),
        "classification": filing.classification.value,
        "contains_phi": filing.phi.value,
        "redactions": list(filing.redactions),
        "replaces": filing.replaces,
        "policies": [
            {"requirement": requirement.id, "max_age": str(_max_age(requirement, filing))}
            for requirement in filing.requirements
        ],
        "artifacts": artifacts,
        "imported": _said(to_builtins(filing.imported)) if filing.imported else None,
    }
    return {key: value for key, value in record.items() if value not in ("", None, [])}


def _said(value: Any) -> Any:
    """Plain values without what is empty or nought."""
    if isinstance(value, dict):
        return {key: _said(inner) for key, inner in value.items() if inner not in ("", 0, (), [])}
    return [_said(inner) for inner in value] if isinstance(value, list | tuple) else value


def _max_age(requirement: EvidenceRequirement, filing: Filing) -> Period:
    limits = (requirement.max_age, *([filing.max_age] if filing.max_age is not None else []))
    return min(limits, key=lambda period: period.approximate_days)


def _read_back(text: bytes, name: str) -> Evidence:
    """The record as every later reader will see it; what they would refuse is refused now."""
    value, issues = read_yaml(text, name)
    issues += placeholders(text, name)
    record = Decoder().decode(value, Evidence, Origin(name), issues) if value is not None else None
    if issues or record is None:
        raise NotFiledError(_located(issues, text, name))
    force_setattr(record, "folder", name.rpartition("/")[0])
    return record


def _located(issues: Iterable[Issue], text: bytes, name: str) -> Iterable[Issue]:
    for issue in issues:
        if issue.origin is None:
            yield issue
        else:
            line, column = Positions(text, (issue.origin.path,)).find(issue.origin.path)
            yield Issue(
                code=issue.code,
                message=issue.message,
                hint=issue.hint,
                location=Location(name, line, column),
            )


def _problem(code: str, source: Path, what: str, hint: str) -> Issue:
    return Issue(
        code=code, message=f"`{source.name}` {what}", hint=hint, location=Location(str(source))
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _free(name: str, taken: set[str]) -> str:
    """The name, or with the next number behind it."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found
