"""The records of evidence of an assessment, as the report tells them."""

from __future__ import annotations

from datetime import datetime

from builder.model.assessment import Assessment
from builder.render.report_coverage import kept_until
from builder.render.report_types import ArtifactReport, EvidenceReport


def evidence_report(assessment: Assessment) -> tuple[EvidenceReport, ...]:
    """Every record that was collected by then, those that count no more included."""
    kept = kept_until(assessment)
    return tuple(
        EvidenceReport(
            id=record.id,
            title=record.title,
            passage=record.passage,
            requirements=record.requirements,
            collected_at=record.collected_at.isoformat(),
            collected_by=record.collected_by,
            outcome=record.outcome.value,
            complete=record.complete,
            sample_data=record.sample_data,
            folder=record.folder,
            keep_until=kept[record.id],
            replaced_at=_moment(record.replaced_at),
            retired_at=_moment(record.retirement.retired_at if record.retirement else None),
            retired_reason=record.retirement.reason if record.retirement else "",
            redactions=record.redactions,
            artifacts=tuple(
                ArtifactReport(file=a.file, media_type=a.media_type, bytes=a.bytes, sha256=a.sha256)
                for a in record.artifacts
            ),
        )
        for record in assessment.evidence
    )


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
