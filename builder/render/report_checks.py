"""The checks of an assessment, as the report tells them."""

from __future__ import annotations

from builder.model.assessment import Assessment
from builder.model.checks import CheckedPlace
from builder.render.report_check_types import CheckReport, PlaceReport


def check_report(assessment: Assessment) -> tuple[CheckReport, ...]:
    """What every check of the pack came to."""
    return tuple(
        CheckReport(
            id=result.check.id,
            title=result.check.title,
            citations=tuple(map(str, result.check.citations)),
            severity=result.check.severity.value,
            dataset=result.check.dataset,
            result=result.word.value,
            judged=result.judged,
            failing=_places(result.failing),
            unknown=_places(result.unknown),
            waived=_places(result.waived),
            reasons=result.reasons,
            evidence=result.evidence,
            remediation=result.check.remediation,
        )
        for result in assessment.checks
    )


def _places(places: tuple[CheckedPlace, ...]) -> tuple[PlaceReport, ...]:
    return tuple(PlaceReport(place=p.place, value=p.value, waiver=p.waiver) for p in places)
