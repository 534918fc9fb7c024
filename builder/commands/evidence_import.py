"""``shieldbook evidence import``: results of other tools, mapped to requirements and filed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from builder.commands.evidence_input import said_of_import
from builder.commands.evidence_names import requirements_by_id
from builder.commands.given_values import moment_of
from builder.commands.import_sources import Source, SourceReader, format_named, placed
from builder.commands.import_told import listed, tell
from builder.commands.imported_filing import Import, Job, filing_of_import
from builder.commands.looking_at import look_with
from builder.commands.terminal import complain, complain_of
from builder.errors import BuilderError, UsageError
from builder.imports import auditree
from builder.imports.matching import mappings_for, matched, spoken_of
from builder.imports.rows import ImportedRow
from builder.locker.evidence_folder import opened
from builder.locker.filing import NotFiledError, file_evidence, refusals
from builder.model.evidence import (
    Evidence,
)
from builder.model.imported import ImportFormat, ImportMapping, RowWord
from builder.model.issues import Issue, Location
from builder.pipeline import Build, Inputs, assemble
from builder.store.catalog_files import IMPORTS, read_mappings
from builder.store.foreign_text import foreign_text

REFUSED = 1
_NEVER = "Results say what they say: --outcome is for saved JSON and lockers."


def import_results(options: argparse.Namespace, build: Build, now: datetime) -> int:
    """Read every source, and file all of them or none; 1 when something is refused."""
    said, chosen = said_of_import(options, build), format_named(options.format)
    mappings, issues = _mappings(options, build)
    lockers = mappings_for(mappings, ImportFormat.AUDITREE, auditree.TOOL)
    with TemporaryDirectory() as place:
        reader = SourceReader(
            chosen=chosen,
            redact=options.redact,
            wanted=lambda rule: bool(spoken_of(rule, lockers)),
            now=now,
            place=Path(place),
        )
        sources = [source for path in options.paths for source in reader.read(path)]
        issues = (*issues, *reader.issues)
        ready: list[Import] = []
        passed_over: list[str] = []
        for source in sources if not issues else ():
            made, wrong = _ready(options, source, mappings, now)
            ready += [] if made is None else [made]
            issues = (*issues, *wrong)
            passed_over += [] if made is not None or wrong else list(_rules(source))
        if issues:
            return _refused(issues)
        if not ready:
            raise _nothing_mapped(options, build, sources, passed_over)
        return _filed(Job(options=options, build=build, said=said, now=now), ready, passed_over)


def _nothing_mapped(
    options: argparse.Namespace,
    build: Build,
    sources: Sequence[Source],
    passed_over: Sequence[str],
) -> UsageError:
    formats = ", ".join(sorted({source.format.value for source in sources}))
    rows = f"any of {len(passed_over)} rows: {listed(passed_over)}" if passed_over else "it"
    where = _mapping_name(options, build)
    return UsageError(
        f"no mapping of the format {formats} speaks of {rows}",
        f"Map rules to requirements in {where}; docs/guide/import-evidence.md shows how.",
    )


def _mappings(
    options: argparse.Namespace, build: Build
) -> tuple[tuple[ImportMapping, ...], tuple[Issue, ...]]:
    customer = build.files.customer
    if not options.mapping:
        return (customer.imports if customer is not None else ()), ()
    try:
        data = Path(options.mapping).read_bytes()
    except OSError as error:
        raise BuilderError(f"{options.mapping} cannot be read", error.strerror or "") from None
    mappings, found = read_mappings(options.mapping, data)
    known = set(requirements_by_id(build))
    unknown = (
        Issue(
            code="CUS015",
            message=f"no row has an evidence requirement `{name}`",
            hint="Name one that stands under `evidence:` of a row, or add it there.",
            origin=mapping.origin.at("requirements", position) if mapping.origin else None,
        )
        for mapping in mappings
        for position, name in enumerate(mapping.requirements)
        if name not in known
    )
    return mappings, tuple(placed((*found, *unknown), data))


def _ready(
    options: argparse.Namespace,
    source: Source,
    mappings: Sequence[ImportMapping],
    now: datetime,
) -> tuple[Import | None, tuple[Issue, ...]]:
    """The import of a source; neither import nor issue when no mapping speaks of it."""
    reading = source.reading
    if options.outcome:
        if not source.open:
            raise UsageError(f"`{source.name}` holds verdicts of its own", _NEVER)
        judged = tuple(_judged(row, RowWord(options.outcome)) for row in reading.rows)
        reading = replace(reading, rows=judged)
    own = mappings_for(mappings, source.format, reading.tool)
    results = matched(reading, source.format, own, foreign_text)
    if not own or (results.rows and results.unmatched == results.rows):
        return None, ()
    if source.format is ImportFormat.AUDITREE:  # of what this piece is silent another one speaks
        spoken = tuple(item for item in results.results if item.total)
        results = replace(results, results=spoken)
    said = moment_of(options.collected_at, now) if options.collected_at else None
    collected = reading.collected_at or said
    problem, hint = "", "Name the moment with --collected-at."
    if collected is None:
        problem = "the file does not say when it was made"
    elif reading.collected_at is not None and said is not None:
        problem, hint = "the file says itself when it was made", "Leave --collected-at out."
    elif collected > now:
        problem, hint = f"it is dated {collected.date()}, in the future", "Set the clock right."
    if problem or collected is None:
        place = Location(source.name)
        return None, (Issue(code="EVD004", message=problem, hint=hint, location=place),)
    if source.format is ImportFormat.SAVED_JSON:
        source = _only_mapped(source, own)
    return Import(source=source, results=results, collected_at=collected), ()


def _only_mapped(source: Source, mappings: Sequence[ImportMapping]) -> Source:
    """Of a folder the files that a mapping speaks of: others are nobody's evidence."""
    kept = [
        (name, file)
        for name, file in zip(source.digests, source.files, strict=True)
        if spoken_of(name, mappings)
    ]
    return replace(
        source,
        files=tuple(file for _, file in kept),
        digests={name: source.digests[name] for name, _ in kept},
    )


def _judged(row: ImportedRow, word: RowWord) -> ImportedRow:
    """What a person says of a row that waits for a person."""
    return replace(row, word=word) if row.judgeable else row


def _filed(job: Job, ready: Sequence[Import], passed_over: Sequence[str]) -> int:
    options = job.options
    with opened(options.root) as folder:
        # Asked for again: while this process waited, another one may have filed.
        latest = assemble(
            Inputs(root=options.root, as_of=job.now, now=job.now, check_artifacts=False)
        )
        if latest.assessment is None:
            return _refused(latest.errors)
        known = [(each, _known(each, latest)) for each in ready]
        if options.replaces and len(known) > 1:
            raise UsageError("--replaces is for one import at a time", "Import the others apart.")
        new = [each for each, before in known if before is None or options.replaces]
        filings = [filing_of_import(job, each) for each in new]
        taken = list(latest.files.locker.ids)
        look = look_with(latest, job.now)
        several = filings if len(filings) > 1 else ()  # of one the filing itself refuses
        issues = [issue for filing in several for issue in refusals(folder, filing, taken, look)]
        if issues:
            return _refused(issues)
        filed: list[Evidence] = []
        for filing in filings:
            try:
                filed.append(file_evidence(folder, filing, taken, job.now, look))
            except NotFiledError as refused:
                return _refused(refused.issues)
            taken.append(filed[-1].id)
    old = [before for _, before in known if before is not None and not options.replaces]
    tell(filed, old, passed_over, as_json=options.json)
    return 0


def _known(ready: Import, build: Build) -> Evidence | None:
    """The record that this very import was filed as before."""
    wanted = {digest for name, digest in ready.source.digests.items() if not _is_index(name)}
    for record in build.files.evidence:
        held = {artifact.sha256 for artifact in record.artifacts}
        same = record.imported is not None and record.collected_at == ready.collected_at
        if same and wanted and wanted <= held:
            return record
    return None


def _is_index(name: str) -> bool:
    return name.endswith("index.json")


def _mapping_name(options: argparse.Namespace, build: Build) -> str:
    customer = build.files.customer
    origin = customer.organization.origin if customer is not None else None
    folder = origin.file.rpartition("/")[0] if origin is not None else "controls/customer"
    return str(options.mapping or f"{folder}/{IMPORTS}")


def _rules(source: Source) -> tuple[str, ...]:
    return tuple(row.rule for row in source.reading.rows)


def _refused(issues: Sequence[Issue]) -> int:
    complain_of(issues)
    complain("Refused: nothing was filed.")
    return REFUSED
