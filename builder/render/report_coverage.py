"""What the report says of the audit window and of keeping: the days in question, for programs."""

from __future__ import annotations

from builder.model.assessment import Assessment
from builder.model.coverage import Coverage, coverage
from builder.model.evidence import Evidence
from builder.model.retention import keep_until, retention_periods
from builder.model.window import Window
from builder.render.report_types import CoverageReport, DaysReport


def days(window: Window) -> DaysReport:
    """A stretch of days by its first and its last."""
    return DaysReport(first=window.first.isoformat(), last=window.last.isoformat())


def coverage_report(found: Coverage) -> CoverageReport:
    """One evidence requirement over the audit window."""
    return CoverageReport(
        proves=found.requirement.question.value,
        days_passed=found.days_elapsed,
        days_covered=found.days_covered,
        covered=tuple(days(piece) for piece in found.covered),
        holes=tuple(days(hole) for hole in found.holes),
        failures=tuple(record.id for record in found.failures),
    )


def coverages(assessment: Assessment) -> dict[str, CoverageReport]:
    """Every evidence requirement over the audit window, by its id; empty without a window."""
    window = assessment.matrix.workspace.customer.organization.audit_window
    if window is None:
        return {}
    day = assessment.as_of.date()
    return {
        observed.observation.requirement.id: coverage_report(
            coverage(observed.observation, window, day)
        )
        for row in assessment.rows
        for observed in row.observations
    }


def kept_until(assessment: Assessment) -> dict[str, str | None]:
    """The last day on which each record has to be kept, by its id; None when nothing asks."""
    asked = {
        observed.observation.requirement.id: observed.observation.requirement
        for row in assessment.rows
        for observed in row.observations
    }
    periods = retention_periods(assessment.matrix.workspace)

    def day(record: Evidence) -> str | None:
        served = [asked[name] for name in record.requirements if name in asked]
        found = keep_until(record, served, periods)
        return found.isoformat() if found is not None else None

    return {record.id: day(record) for record in assessment.evidence}
