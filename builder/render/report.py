"""Assessment to the report that programs read, as plain data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import to_builtins

from builder.model.assessment import AssessedObservation, AssessedRow, Assessment
from builder.model.catalog import ControlKind, CountingConvention, Designation
from builder.model.log_state import LogState
from builder.model.responsibility import Party
from builder.model.status import Status
from builder.render.report_checks import check_report
from builder.render.report_coverage import coverages, days
from builder.render.report_evidence import evidence_report
from builder.render.report_types import (
    FORMAT,
    CountReport,
    CoverageReport,
    GapReport,
    LogReport,
    ObservationReport,
    ReasonReport,
    Report,
    RowReport,
    SealReport,
    UncountedReport,
    WaiverReport,
)
from builder.render.row_facts import row_facts
from builder.render.words import EvidenceWord, evidence_word, label, party_label

SAMPLE_NOTICE = "Invented example data: the organization and its evidence do not exist."
STANDING_NOTICE = "States what is documented and evidenced on the date; it certifies nothing."


def report(assessment: Assessment) -> Report:
    """The report of an assessment."""
    workspace = assessment.matrix.workspace
    organization, profile = workspace.customer.organization, workspace.provider.profile
    framework = workspace.catalog.frameworks[0]
    notices = [SAMPLE_NOTICE] if organization.sample_data else []
    identity, window = assessment.identity, organization.audit_window
    covered = coverages(assessment)
    return Report(
        format=FORMAT,
        as_of=assessment.as_of.isoformat().replace("+00:00", "Z"),
        build_id=identity.build_id,
        tool_version=identity.tool_version,
        catalog_sha256=identity.catalog_sha256,
        evidence_sha256=identity.evidence_sha256,
        prose_sha256=identity.prose_sha256,
        release=identity.release,
        log=log_report(identity.log),
        audit_window=days(window) if window is not None else None,
        audience=assessment.edition.audience.value,
        left_out_texts=assessment.edition.texts,
        left_out_pages=assessment.edition.pages,
        sample_data=organization.sample_data,
        notice=" ".join([*notices, STANDING_NOTICE]),
        organization=organization.name,
        entity_role=organization.entity_role.value,
        provider=profile.name,
        framework=framework.title,
        edition=framework.edition.title,
        counting=tuple(count(assessment, convention) for convention in framework.counting),
        words={
            "party": {p.value: party_label(p, profile.short_name) for p in Party},
            "status": {s.value: label(s) for s in Status},
            "evidence_state": {word.value: label(word) for word in EvidenceWord},
        },
        totals=_totals(assessment.rows),
        rows=tuple(_row(assessment, row, covered) for row in assessment.rows),
        gaps=_gaps(assessment),
        evidence=evidence_report(assessment),
        evidence_unlisted=assessment.unlisted,
        checks=check_report(assessment),
        waivers=tuple(
            WaiverReport(
                id=waiver.id,
                rule=waiver.rule,
                files=waiver.files,
                reason=waiver.reason,
                approved_by=waiver.approved_by,
                expires=waiver.expires.isoformat(),
            )
            for waiver in workspace.customer.waivers
        ),
        uncounted=tuple(
            UncountedReport(
                citation=str(control.citation),
                title=control.title,
                framework=control.framework,
                kind=control.kind.value,
                requirement=control.requirement,
                link=control.link,
            )
            for control in assessment.matrix.uncounted
        ),
    )


def log_report(state: LogState) -> LogReport:
    """The log and its newest seal for programs."""
    seal = state.seal
    return LogReport(
        lines=state.lines,
        root=state.root or None,
        added=state.added,
        antedated=state.antedated,
        unlogged=state.unlogged,
        seal=None
        if seal is None
        else SealReport(
            number=seal.number,
            name=seal.name,
            sha256=seal.sha256,
            sealed_at=seal.sealed_at,
            root=seal.root,
            lines=seal.lines,
            beside=tuple(kind.value for kind in seal.beside),
        ),
    )


def count(assessment: Assessment, convention: CountingConvention) -> CountReport:
    """The totals of the main framework under one convention."""
    workspace = assessment.matrix.workspace
    framework = workspace.catalog.frameworks[0]
    controls = [
        control
        for control in workspace.catalog.controls
        if control.framework == framework.id
        and (convention.counts == "all" or getattr(control, convention.counts))
    ]
    specifications = [c for c in controls if c.kind is ControlKind.SPECIFICATION]
    labels = Counter(control.designation for control in specifications)
    return CountReport(
        id=convention.id,
        title=convention.title,
        note=convention.note,
        total=len(controls),
        standards=sum(control.kind is ControlKind.STANDARD for control in controls),
        specifications=len(specifications),
        required_specifications=labels[Designation.REQUIRED],
        addressable_specifications=labels[Designation.ADDRESSABLE],
    )


def report_json(value: Report) -> str:
    """The report as JSON text with a final newline; the same report gives the same text."""
    data = {"$schema": "report.schema.json", **to_builtins(value)}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _totals(rows: Iterable[AssessedRow]) -> dict[str, dict[str, int]]:
    held = tuple(rows)
    counts = {
        "party": Counter(row.row.customer.party.value for row in held),
        "status": Counter(row.status.value for row in held),
        "evidence_state": Counter(evidence_word(row).value for row in held),
        "finding": Counter(row.finding.state.value for row in held),
    }
    return {name: dict(sorted(counter.items())) for name, counter in counts.items()}


def _row(
    assessment: Assessment, row: AssessedRow, covered: Mapping[str, CoverageReport]
) -> RowReport:
    facts = row_facts(assessment, row)
    control, customer, provider = row.row.control, row.row.customer, row.row.provider
    decision = customer.decision
    return RowReport(
        citation=facts.citation,
        title=facts.title,
        kind=control.kind.value,
        designation=control.designation.value if control.designation else None,
        family=control.family,
        counted=control.counted,
        requirement=control.requirement,
        link=control.link,
        party=customer.party.value,
        provision=facts.provision,
        duty_kind=customer.duty_kind.value,
        duty=facts.duty,
        statement=facts.statement,
        status=row.status.value,
        provider_status=provider.status.value if provider else None,
        customer_status=customer.status.value,
        remarks=facts.remarks,
        internal_remarks=customer.internal_remarks,
        accountable=facts.accountable,
        accountable_role=customer.accountable,
        responsible=facts.responsible,
        responsible_role=customer.responsible,
        decision=decision.choice.value if decision else None,
        decision_review_on=decision.review_on.isoformat() if decision else None,
        evidence_state=facts.evidence.value,
        newest_on=_day(row.newest_on),
        due_on=_day(row.due_on),
        finding=row.finding.state.value,
        reasons=tuple(
            ReasonReport(
                kind=reason.kind.value,
                text=reason.text,
                requirement=reason.requirement,
                evidence=reason.evidence,
                check=reason.check,
            )
            for reason in row.finding.reasons
        ),
        observations=tuple(_observation(item, covered) for item in row.observations),
        services=facts.services,
        basis=facts.basis,
        features=tuple(feature.id for feature in row.row.features),
        next_action=facts.next_action,
        page=facts.page,
    )


def _observation(
    assessed: AssessedObservation, covered: Mapping[str, CoverageReport]
) -> ObservationReport:
    observation, requirement = assessed.observation, assessed.observation.requirement
    newest, end = observation.newest, observation.expires_at
    return ObservationReport(
        requirement=requirement.id,
        title=requirement.title,
        shows=requirement.shows,
        method=requirement.method.value,
        kind=requirement.kind.value,
        max_age=str(requirement.max_age),
        inherited=requirement.inherited,
        state=evidence_word(assessed).value,
        evidence=tuple(record.id for record in observation.evidence),
        unlisted=observation.unlisted,
        newest_on=_day(newest.collected_at.date()) if newest else None,
        expires_on=_day(end.date()) if end else None,
        outcome=newest.outcome_for(requirement.id).value if newest else None,
        coverage=covered.get(requirement.id),
    )


def _gaps(assessment: Assessment) -> tuple[GapReport, ...]:
    return tuple(
        GapReport(
            id=listed.gap.id,
            citation=str(listed.gap.citation),
            title=listed.gap.title,
            finding=listed.gap.finding,
            severity=listed.gap.severity.value,
            treatment=listed.gap.treatment.value if listed.registered else "",
            registered=listed.registered,
            dated=listed.dated,
            owner=listed.gap.owner,
            opened_on=listed.gap.opened_on.isoformat(),
            due_on=listed.gap.due_on.isoformat(),
            closed_on=_day(listed.gap.closed_on),
            evidence=listed.evidence,
            internal_remarks=listed.gap.internal_remarks,
        )
        for listed in assessment.gaps
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
