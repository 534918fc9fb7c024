"""Finds what a person names of the evidence: requirements by id or citation, records by id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from builder.errors import UsageError
from builder.model.evidence import Evidence, EvidenceRequirement
from builder.pipeline import Build
from builder.store.collected_files import CollectedFiles
from builder.store.folder import Folder

SHOWN = 20
"""Names shown at once; of more nobody reads a line."""
_COMPARED = 500
"""Names among which one that was meant is looked for; among a million it would take minutes."""


def requirements_by_id(build: Build) -> dict[str, EvidenceRequirement]:
    """Every evidence requirement of the workspace."""
    statements = build.files.customer.statements if build.files.customer else ()
    return {wanted.id: wanted for statement in statements for wanted in statement.evidence}


def requirements_named(text: str, build: Build) -> tuple[EvidenceRequirement, ...]:
    """The requirement with that id, or those of the row that is cited; a row may have none.

    Raises `UsageError` with the nearest names when there is neither.
    """
    known = requirements_by_id(build)
    if text in known:
        return (known[text],)
    citation = build.files.index.find(text)
    if citation is None:
        refused = unknown("requirement or citation", text, list(known))
        near = None if refused.hint.startswith("Did") else build.files.index.nearest(text)
        raise UsageError(refused.message, f"Did you mean {near}?") if near else refused
    statements = build.files.customer.statements if build.files.customer else ()
    return tuple(
        wanted
        for statement in statements
        if statement.citation == citation
        for wanted in statement.evidence
    )


def record_named(name: str, build: Build) -> Evidence:
    """The record with that id. Raises `UsageError` with the nearest ids when there is none."""
    for record in build.files.evidence:
        if record.id == name:
            return record
    if name in (found := records_in_lines(build, [name])):
        return found[name]
    refused = unknown("record", name, list(build.files.locker.ids))
    hint = "`shieldbook evidence list` names them all."
    raise UsageError(refused.message, hint if refused.hint.startswith("Known") else refused.hint)


def records_in_lines(build: Build, names: Iterable[str]) -> dict[str, Evidence]:
    """Those of the records with these ids that stand in lines; their files are read again."""
    ids = build.files.locker.ids
    files = {name: ids[name] for name in names if ids.get(name, "").endswith(".jsonl")}
    return CollectedFiles(Folder(build.files.root / "evidence"), {}, None).named(files)


def unknown(what: str, name: str, known: Sequence[str]) -> UsageError:
    """That a name stands for nothing, with the names that were perhaps meant."""
    near = get_close_matches(name, known, n=3, cutoff=0.5) if len(known) <= _COMPARED else []
    listed = ", ".join(known[:SHOWN]) or "none"
    more = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
    meant = " or ".join(f"`{name}`" for name in near)
    hint = f"Did you mean {meant}?" if near else f"Known: {listed}{more}."
    return UsageError(f"there is no {what} `{name}`", hint)
