"""Matrix and date to assessment: observations first, then one finding for each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from builder.model.assessment import (
    AssessedObservation,
    AssessedRow,
    Assessment,
    BuildIdentity,
    Finding,
    FindingState,
    Freshness,
    ListedGap,
    Observation,
    Reason,
    ReasonKind,
    worst,
)
from builder.model.citation import Citation
from builder.model.evidence import Evidence
from builder.model.organization import Organization
from builder.model.period import Period
from builder.model.responsibility import (
    Gap,
    GapSeverity,
    Matrix,
    MatrixRow,
    Party,
    Treatment,
)
from builder.model.status import Status, roll_up_all
from builder.rules.merge import services_in_force

_REASON_OF_STATE = {
    Freshness.MISSING: ReasonKind.EVIDENCE_MISSING,
    Freshness.STALE: ReasonKind.EVIDENCE_STALE,
    Freshness.UNKNOWN: ReasonKind.EVIDENCE_UNKNOWN,
}
_SEVERITY_OF_REASON = {
    ReasonKind.EVIDENCE_FAILING: GapSeverity.HIGH,
    ReasonKind.EVIDENCE_MISSING: GapSeverity.MEDIUM,
    ReasonKind.EVIDENCE_UNKNOWN: GapSeverity.MEDIUM,
    ReasonKind.EVIDENCE_STALE: GapSeverity.MEDIUM,
    ReasonKind.DECISION_OVERDUE: GapSeverity.LOW,
    ReasonKind.AGREEMENT: GapSeverity.HIGH,
}


def assess(matrix: Matrix, as_of: datetime, identity: BuildIdentity) -> Assessment:
    """How every row stands at ``as_of`` (UTC); evidence collected later is not seen."""
    seen = tuple(e for e in matrix.workspace.evidence if e.collected_at <= as_of)
    organization = matrix.workspace.customer.organization
    moment = _Moment(
        as_of=as_of,
        notice=organization.notice,
        in_force=services_in_force(matrix.workspace, as_of.date()),
        evidence=_by_requirement(seen),
    )
    statuses = _statuses(matrix)
    rows = tuple(_assess_row(row, statuses[row.citation], moment) for row in matrix.rows)
    return Assessment(
        as_of=as_of,
        identity=identity,
        matrix=matrix,
        rows=rows,
        gaps=_list_gaps(rows, organization, as_of.date()),
        evidence=tuple(sorted(seen, key=lambda record: record.id)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    """What is the same for every row at the moment of the assessment."""

    as_of: datetime
    notice: Period
    in_force: frozenset[str]
    """Provider services that a claim may rest on."""
    evidence: Mapping[str, tuple[Evidence, ...]]
    """Records collected by then, newest first, by requirement."""


def _by_requirement(seen: Iterable[Evidence]) -> Mapping[str, tuple[Evidence, ...]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    for record in sorted(seen, key=lambda e: (e.collected_at, e.id), reverse=True):
        for requirement in dict.fromkeys(record.requirements):
            found[requirement].append(record)
    return {requirement: tuple(records) for requirement, records in found.items()}


def _statuses(matrix: Matrix) -> Mapping[Citation, Status]:
    """Each row's status: its parties' rolled up, and for a standard its specifications' as well."""
    own = {row.citation: _own_status(row) for row in matrix.rows}
    return {
        row.citation: roll_up_all(
            [own[row.citation], *(own[part] for part in row.parts if part in own)]
        )
        for row in matrix.rows
    }


def _own_status(row: MatrixRow) -> Status:
    if row.customer.party is Party.NOT_DETERMINED:
        return Status.PLANNED
    sides = [row.customer.status]
    if row.provider is not None and row.customer.party in (Party.PROVIDER, Party.SHARED):
        sides.append(row.provider.status)
    return roll_up_all(sides)


def _assess_row(row: MatrixRow, status: Status, moment: _Moment) -> AssessedRow:
    observations = []
    for requirement in row.customer.evidence:
        observation = Observation(
            requirement=requirement,
            citation=row.citation,
            evidence=moment.evidence.get(requirement.id, ()),
        )
        state = observation.freshness(moment.as_of, moment.notice)
        observations.append(AssessedObservation(observation=observation, state=state))
    newest = [o.observation.newest.collected_at for o in observations if o.observation.newest]
    ends = [o.observation.expires_at for o in observations if o.state.holds]
    return AssessedRow(
        row=row,
        status=status,
        observations=tuple(observations),
        evidence_state=worst(tuple(o.state for o in observations)),
        newest_on=max(newest).date() if newest else None,
        due_on=min((end.date() for end in ends if end is not None), default=None),
        finding=_finding(row, observations, moment),
    )


def _finding(
    row: MatrixRow, observations: Iterable[AssessedObservation], moment: _Moment
) -> Finding:
    customer = row.customer
    if customer.party is Party.NOT_DETERMINED:
        text = "Nobody has said yet whose job this is."
        reason = Reason(kind=ReasonKind.NOT_DETERMINED, text=text)
        return Finding(state=FindingState.NOT_SATISFIED, reasons=(reason,))
    if customer.status is Status.NOT_APPLICABLE and customer.decision is None:
        return Finding(state=FindingState.NOT_APPLICABLE)
    reasons = [
        *_status_reasons(row),
        *(reason for o in observations for reason in _evidence_reasons(o, moment.as_of)),
        *_decision_reasons(row, moment.as_of.date()),
        *_agreement_reasons(row, moment.in_force),
    ]
    state = FindingState.NOT_SATISFIED if reasons else FindingState.SATISFIED
    return Finding(state=state, reasons=tuple(reasons))


def _status_reasons(row: MatrixRow) -> Iterable[Reason]:
    if row.customer.status in (Status.PLANNED, Status.PARTIAL):
        text = f"The status is {row.customer.status.value}."
        yield Reason(kind=ReasonKind.STATUS, text=text)


def _evidence_reasons(assessed: AssessedObservation, as_of: datetime) -> Iterable[Reason]:
    observation, requirement = assessed.observation, assessed.observation.requirement
    newest = observation.newest
    kind = _REASON_OF_STATE.get(assessed.state)
    if kind is ReasonKind.EVIDENCE_MISSING:
        text = (
            f"{requirement.title}: no evidence yet; it must be at most"
            f" {requirement.max_age.words} old."
        )
        yield Reason(kind=kind, text=text, requirement=requirement.id)
    elif kind is ReasonKind.EVIDENCE_STALE and observation.expires_at is not None and newest:
        ended = observation.expires_at.date()
        days = (as_of.date() - ended).days
        text = f"{requirement.title}: the evidence ran out on {ended} ({days} days ago)."
        yield Reason(
            kind=kind, text=text, requirement=requirement.id, evidence=newest.id, since=ended
        )
    elif kind is ReasonKind.EVIDENCE_UNKNOWN and newest:
        text = f"{requirement.title}: the evidence is not known to be whole, so it shows nothing."
        yield Reason(
            kind=kind,
            text=text,
            requirement=requirement.id,
            evidence=newest.id,
            since=newest.collected_at.date(),
        )
    if observation.failing and newest:
        text = f"{requirement.title}: the evidence shows that it is not met. {newest.remarks}"
        yield Reason(
            kind=ReasonKind.EVIDENCE_FAILING,
            text=text.strip(),
            requirement=requirement.id,
            evidence=newest.id,
            since=newest.collected_at.date(),
        )


def _decision_reasons(row: MatrixRow, day: date) -> Iterable[Reason]:
    decision = row.customer.decision
    if decision is not None and decision.review_on < day:
        text = f"The decision was due for review on {decision.review_on}."
        yield Reason(kind=ReasonKind.DECISION_OVERDUE, text=text, since=decision.review_on)


def _agreement_reasons(row: MatrixRow, in_force: frozenset[str]) -> Iterable[Reason]:
    if row.customer.party not in (Party.PROVIDER, Party.SHARED) or row.provider is None:
        return
    for service in row.customer.services:
        if service not in in_force:
            text = (
                f"The provider's part rests on {service}, which no agreement in force covers"
                " or no system uses."
            )
            yield Reason(kind=ReasonKind.AGREEMENT, text=text)


def _list_gaps(
    rows: Iterable[AssessedRow], organization: Organization, day: date
) -> tuple[ListedGap, ...]:
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
            listed.append(ListedGap(gap=gap, registered=False, evidence=evidence))
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
    return Gap(
        id=f"found-{row.citation.slug}-{kind}-{number}",
        citation=row.citation,
        finding=reason.text,
        severity=_SEVERITY_OF_REASON[reason.kind],
        treatment=Treatment.FIX,
        plan="No treatment has been registered yet.",
        owner=row.row.customer.responsible or row.row.customer.accountable,
        opened_on=opened,
        due_on=remediation.after_day(max(opened, day - timedelta(days=1))),
        requirement=reason.requirement,
    )


def _evidence_ids(row: AssessedRow, gap: Gap) -> tuple[str, ...]:
    return tuple(
        o.observation.newest.id
        for o in row.observations
        if o.observation.newest is not None and o.observation.requirement.id == gap.requirement
    )
