"""The gaps of an assessment: those that people registered, and those that findings open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from builder.model.assessment import AssessedRow, ListedGap, Reason, ReasonKind
from builder.model.organization import Organization
from builder.model.period import Period
from builder.model.responsibility import Gap, GapSeverity, Treatment

_SEVERITY_OF_REASON = {
    ReasonKind.EVIDENCE_FAILING: GapSeverity.HIGH,
    ReasonKind.EVIDENCE_MISSING: GapSeverity.MEDIUM,
    ReasonKind.EVIDENCE_UNKNOWN: GapSeverity.MEDIUM,
    ReasonKind.EVIDENCE_STALE: GapSeverity.MEDIUM,
    ReasonKind.DECISION_OVERDUE: GapSeverity.LOW,
    ReasonKind.AGREEMENT: GapSeverity.HIGH,
    ReasonKind.CHECK_FAILING: GapSeverity.HIGH,
    ReasonKind.CHECK_UNKNOWN: GapSeverity.MEDIUM,
    ReasonKind.WORKLOAD: GapSeverity.HIGH,
}
"""The other reasons open no gap: they are written down, some of them as a gap already."""
_TITLE_OF_REASON = {
    ReasonKind.EVIDENCE_FAILING: "not met",
    ReasonKind.EVIDENCE_MISSING: "no evidence",
    ReasonKind.EVIDENCE_UNKNOWN: "evidence not whole or without a result",
    ReasonKind.EVIDENCE_STALE: "evidence ran out",
    ReasonKind.DECISION_OVERDUE: "Decision overdue for review",
    ReasonKind.AGREEMENT: "No agreement in force for a service it rests on",
    ReasonKind.CHECK_FAILING: "A check of the estate fails",
    ReasonKind.CHECK_UNKNOWN: "A check of the estate cannot tell",
    ReasonKind.WORKLOAD: "Nothing shows the workload on a service it rests on",
}
"""Said after the title of the evidence requirement, if the reason is about one."""


def list_gaps(
    rows: Iterable[AssessedRow], organization: Organization, day: date
) -> tuple[ListedGap, ...]:
    """Every gap known on ``day``; a reason without a registered gap opens one of its own."""
    listed: list[ListedGap] = []
    for row in rows:
        known = [gap for gap in row.row.gaps if gap.opened_on <= day]
        listed.extend(
            ListedGap(gap=gap, registered=True, evidence=_evidence_ids(row, gap)) for gap in known
        )
        covered = {gap.requirement for gap in known if gap.open_on(day)}
        for number, reason in enumerate(row.finding.reasons, start=1):
            if reason.kind not in _SEVERITY_OF_REASON:
                continue
            if reason.requirement and reason.requirement in covered:
                continue
            gap = _opened_by(row, reason, number, organization.remediation, day)
            evidence = (reason.evidence,) if reason.evidence else ()
            listed.append(
                ListedGap(
                    gap=gap,
                    registered=False,
                    dated=reason.since is not None,
                    evidence=evidence,
                )
            )
    return tuple(listed)


def _opened_by(
    row: AssessedRow,
    reason: Reason,
    number: int,
    remediation: Period,
    day: date,
) -> Gap:
    """The gap that a reason opens by itself until somebody registers a treatment."""
    opened = reason.since or day
    kind = reason.kind.value.removeprefix("evidence-")
    asked = next(
        (o for o in row.observations if o.observation.requirement.id == reason.requirement), None
    )
    title = _TITLE_OF_REASON[reason.kind]
    if asked is not None:
        title = f"{asked.observation.requirement.title}: {title}"
    bringer = asked.responsible if asked is not None else ""
    return Gap(
        id=f"found-{row.citation.slug}-{kind}-{number}",
        citation=row.citation,
        title=title,
        finding=reason.text,
        severity=_SEVERITY_OF_REASON[reason.kind],
        treatment=Treatment.FIX,
        plan="",
        owner=bringer or row.row.customer.responsible or row.row.customer.accountable,
        opened_on=opened,
        due_on=remediation.after_day(opened),
        requirement=reason.requirement,
    )


def _evidence_ids(row: AssessedRow, gap: Gap) -> tuple[str, ...]:
    return tuple(
        o.observation.newest.id
        for o in row.observations
        if o.observation.newest is not None and o.observation.requirement.id == gap.requirement
    )
