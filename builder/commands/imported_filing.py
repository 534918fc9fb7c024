"""An import as a filing: its record says what the rows come to for each requirement."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from builder.commands.evidence_input import SaidOfImport
from builder.commands.evidence_names import requirements_by_id
from builder.commands.given_values import role_of
from builder.commands.import_sources import Source
from builder.locker.filing import Filing
from builder.model.acceptance import ACCEPTED_KINDS
from builder.model.evidence import (
    EvidenceKind,
    EvidenceRequirement,
    Method,
    PhiAnswer,
    outcome_of,
)
from builder.model.imported import ImportedResults, ImportFormat, RowWord
from builder.pipeline import Build
from builder.store.foreign_text import foreign_text


class Import(Struct, frozen=True, kw_only=True):
    """A source with what its rows come to, ready to be filed."""

    source: Source
    results: ImportedResults
    collected_at: datetime


class Job(Struct, frozen=True, kw_only=True):
    """What is the same for every source of a run."""

    options: argparse.Namespace
    build: Build
    said: SaidOfImport
    now: datetime


def filing_of_import(job: Job, ready: Import) -> Filing:
    """What is to be filed of an import: one record, with a result for each requirement."""
    options, build, said = job.options, job.build, job.said
    requirements = requirements_by_id(build)
    wanted = tuple(requirements[item.requirement] for item in ready.results.results)
    reading = ready.source.reading
    tool = foreign_text(reading.tool, 100) or ready.source.format.value
    judged = bool(options.outcome)
    return Filing(
        files=ready.source.files,
        requirements=wanted,
        title=options.title or foreign_text(f"{tool}: {Path(ready.source.name).name}", 120),
        tool=tool,
        tool_version=foreign_text(reading.version, 60),
        query=options.query or "",
        phi=PhiAnswer.REDACTED if ready.source.redactions else said.phi,
        collected_at=ready.collected_at,
        collected_by=role_of(options.by, build),
        method=_method(wanted),
        kind=_kind(ready.source.format, wanted),
        outcome=outcome_of(ready.results.word),
        complete=ready.results.word not in _NOT_WHOLE,
        classification=said.classification,
        valid_until=reading.valid_until,
        remarks=_remarks(options.note or "", ready.results, judged=judged),
        systems=said.systems,
        redactions=ready.source.redactions,
        replaces=said.replaces,
        imported=ready.results,
        max_age=reading.max_age,
        sample_data=said.sample_data,
    )


_NOT_WHOLE = (RowWord.ERROR, RowWord.NOT_EVALUATED)
"""A run that broke off, or looked at nothing, has not seen all of what it was to see."""


def _method(wanted: Sequence[EvidenceRequirement]) -> Method:
    """What a tool did is a test where one is asked for."""
    asked = [requirement.method for requirement in wanted]
    return Method.TEST if Method.TEST in asked else asked[0]


def _kind(form: ImportFormat, wanted: Sequence[EvidenceRequirement]) -> EvidenceKind:
    """The kind that all of the requirements accept, if there is one; a statement stays one."""
    if form is ImportFormat.ATTESTATIONS:
        return EvidenceKind.ATTESTATION
    accepted = [ACCEPTED_KINDS[requirement.kind] for requirement in wanted]
    shared = (kind for kind in accepted[0] if all(kind in kinds for kinds in accepted))
    return next(shared, wanted[0].kind)


def _remarks(note: str, results: ImportedResults, *, judged: bool) -> str:
    """The counts in words, so that they stand wherever remarks do."""
    counts = "; ".join(f"{item.requirement}: {item.words}" for item in results.results[:10])
    more = len(results.results) - 10
    parts = [note, f"Rows: {results.rows}. {counts}{f'; and {more} more' if more > 0 else ''}."]
    if results.unmatched:
        parts.append(f"Rows that match no mapping: {results.unmatched_words}.")
    if judged:
        parts.append("A person concluded it from the files.")
    return " ".join(part for part in parts if part)
