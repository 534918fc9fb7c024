"""The evidence: one row for each record, with where its files are and how to check them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from builder.model.assessment import (
    AssessedObservation,
    Observation,
    expires_at,
    worst,
)
from builder.model.audience import Audience
from builder.model.checks import CheckWord
from builder.model.evidence import Evidence, Outcome
from builder.model.retention import keep_until, retention_periods
from builder.render import sheet_fills as fills
from builder.render.evidence_words import sample_words
from builder.render.sheet_columns import choice, day, key, number, reply, text, word
from builder.render.sheet_context import SheetContext
from builder.render.sheet_lists import NOT_STARTED
from builder.render.sheet_model import Sheet
from builder.render.sheet_table import Field, TablePlan, table_sheet
from builder.render.words import NOTHING, EvidenceWord, label, standing

NAME = "Evidence"
_MOST_RESULTS = 10
"""Requirements of an import whose counts stand in a cell."""


class RecordFacts(Struct, frozen=True, kw_only=True):
    """One record as it stands on the date, taken by itself."""

    record: Evidence
    served: tuple[AssessedObservation, ...]
    """The requirements that it serves."""
    state: EvidenceWord
    keep_until: date | None
    """The last day on which it has to be kept."""

    @property
    def control_ids(self) -> str:
        """The rows that ask for it, in the order of the rule."""
        citations = sorted({a.observation.citation for a in self.served})
        return "; ".join(map(str, citations)) or NOTHING

    @property
    def valid_until(self) -> date | None:
        """The day on which it first stops showing something; None when it shows nothing."""
        if not self.record.complete:
            return None
        ends = [expires_at(a.observation.requirement, self.record) for a in self.served]
        return min((end.date() for end in ends), default=self.record.valid_until)

    @property
    def produced(self) -> str:
        """Tool, version and query, one on a line, and what the rows of a tool came to."""
        made = self.record.produced_by
        first = " ".join(part for part in (made.tool, made.version) if part)
        results = self.record.imported.results if self.record.imported is not None else ()
        counts = [f"{result.requirement}: {result.words}" for result in results[:_MOST_RESULTS]]
        if len(results) > _MOST_RESULTS:
            counts.append(f"and {len(results) - _MOST_RESULTS} requirements more")
        return "\n".join(part for part in (first, made.query, *counts) if part) or NOTHING

    @property
    def files(self) -> str:
        """The path of each file inside the package, one on a line."""
        paths = (f"{self.record.folder}/{a.file}" for a in self.record.artifacts if a.file)
        return "\n".join(paths) or NOTHING

    @property
    def hashes(self) -> str:
        """The SHA-256 of each file, in the order of the paths."""
        return "\n".join(a.sha256 for a in self.record.artifacts) or NOTHING


def record_facts(context: SheetContext) -> tuple[RecordFacts, ...]:
    """Every record that was collected by the date, in the order of its id."""
    return tuple(_facts(context, record) for record in context.assessment.evidence)


def evidence_sheet(context: SheetContext) -> Sheet:
    """The sheet; without a record it holds one empty row."""
    plan = TablePlan(
        sheet=NAME,
        table="Evidence",
        purpose="What was collected, how, for which rows, until when it holds, and its digests.",
        fields=(
            *_what_fields(),
            *_population_fields(context),
            *_when_fields(context),
            *_auditor_fields(),
            *_file_fields(context),
        ),
    )
    return table_sheet(plan, record_facts(context))


def _what_fields() -> Iterator[Field[RecordFacts]]:
    yield Field(key("EvidenceID", "Evidence ID", 27), lambda f: f.record.id)
    yield Field(text("Title", "Title", 28), lambda f: f.record.title)
    yield Field(text("ControlIDs", "Control IDs", 17), lambda f: f.control_ids)
    yield Field(word("Type", "Type", 13), lambda f: label(f.record.kind))
    yield Field(word("Outcome", "Outcome", 9), lambda f: label(f.record.outcome))
    yield Field(text("Produced", "How produced", 34), lambda f: f.produced)


def _population_fields(context: SheetContext) -> Iterator[Field[RecordFacts]]:
    yield Field(text("Population", "Population", 20), lambda f: f.record.population or NOTHING)
    yield Field(number("PopulationSize", "Population size", 10), lambda f: f.record.population_size)
    if context.audience is Audience.INTERNAL:  # a dash would say that there was none
        yield Field(text("Sample", "Sample", 16), lambda f: sample_words(f.record) or NOTHING)


def _when_fields(context: SheetContext) -> Iterator[Field[RecordFacts]]:
    yield Field(day("PeriodStart", "Period start"), lambda f: f.record.observed_from)
    yield Field(day("PeriodEnd", "Period end"), lambda f: f.record.observed_to)
    yield Field(day("CollectedOn", "Collected on"), lambda f: f.record.collected_at.date())
    yield Field(
        text("CollectedBy", "Collected by", 17), lambda f: context.role(f.record.collected_by)
    )
    yield Field(day("ValidUntil", "Valid until", named=True), lambda f: f.valid_until)
    yield Field(day("KeepUntil", "Keep until"), lambda f: f.keep_until)
    yield Field(word("State", "State", 9.5, fills.EVIDENCE, named=True), lambda f: label(f.state))
    yield Field(word("Phi", "Contains PHI", 12), lambda f: label(f.record.contains_phi))


def _auditor_fields() -> Iterator[Field[RecordFacts]]:
    yield Field(
        choice(
            "AuditorStatus",
            "Auditor status",
            10,
            "lst_auditor_status",
            "How far the audit of this record is.",
        ),
        lambda _: NOT_STARTED,
    )
    yield Field(reply("AuditorComment", "Auditor comment", 22), lambda _: None)


def _file_fields(context: SheetContext) -> Iterator[Field[RecordFacts]]:
    """For the screen: paths and hashes are of no use on paper."""
    yield Field(text("File", "File", 96, printed=False), lambda f: f.files)
    yield Field(
        number("Bytes", "Bytes", 10, printed=False),
        lambda f: sum(artifact.bytes for artifact in f.record.artifacts),
    )
    yield Field(text("Sha256", "SHA-256", 66, printed=False), lambda f: f.hashes)
    yield Field(
        text("Passage", "Page or section", 16, printed=False), lambda f: f.record.passage or NOTHING
    )
    yield Field(text("RequestIDs", "Request IDs", 12, printed=False), lambda _: NOTHING)
    if context.audience is Audience.INTERNAL:
        yield Field(
            text("Remarks", "Collector's remarks", 30, printed=False),
            lambda f: f.record.remarks or NOTHING,
        )


def _fails_a_check(record: Evidence, assessed: AssessedObservation) -> bool:
    """Whether a check fails over a dataset that the record brought last."""
    brought = {artifact.dataset for artifact in record.artifacts}
    newest = assessed.observation.newest
    return (
        newest is not None
        and newest.id == record.id
        and any(
            result.word is CheckWord.FAIL and result.check.dataset in brought
            for result in assessed.checks
        )
    )


def _facts(context: SheetContext, record: Evidence) -> RecordFacts:
    served = tuple(
        context.observations[requirement]
        for requirement in record.requirements
        if requirement in context.observations
    )
    alone = (
        Observation(
            requirement=assessed.observation.requirement,
            citation=assessed.observation.citation,
            evidence=(record,),
        )
        for assessed in served
    )
    as_of, notice = context.assessment.as_of, context.organization.notice
    states = tuple(observation.freshness(as_of, notice) for observation in alone)
    fails = record.shows and record.outcome is Outcome.FAIL
    fails = fails or any(_fails_a_check(record, assessed) for assessed in served)
    return RecordFacts(
        record=record,
        served=served,
        state=standing(worst(states), fails=fails),
        keep_until=keep_until(
            record,
            [assessed.observation.requirement for assessed in served],
            retention_periods(context.assessment.matrix.workspace),
        ),
    )
