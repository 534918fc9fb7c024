"""Matrix and date to assessment: observations first, then one finding for each row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from builder.model.acceptance import accepts
from builder.model.assessment import (
    AssessedObservation,
    AssessedRow,
    Assessment,
    BuildIdentity,
    Finding,
    FindingState,
    Freshness,
    Observation,
    Reason,
    ReasonKind,
    worst,
)
from builder.model.checks import CheckResult
from builder.model.citation import Citation
from builder.model.collected import Collected
from builder.model.evidence import Evidence, EvidenceRequirement
from builder.model.period import Period
from builder.model.provider import Service
from builder.model.responsibility import Matrix, MatrixRow, Party
from builder.model.status import Status, roll_up_all
from builder.rules.check_reasons import check_reasons, workload_reasons
from builder.rules.findings import finding
from builder.rules.listed_gaps import list_gaps
from builder.rules.merge import services_in_force
from builder.rules.seen_evidence import seen_evidence


def assess(
    matrix: Matrix,
    as_of: datetime,
    identity: BuildIdentity,
    checks: tuple[CheckResult, ...] = (),
) -> Assessment:
    """How every row stands at ``as_of`` (UTC); evidence collected later is not seen.

    ``checks`` are what the checks over that evidence came to.
    """
    collected = matrix.workspace.collected
    held = (*matrix.workspace.evidence, *collected.kept)
    seen = seen_evidence(held, as_of, collected.replaced)
    organization = matrix.workspace.customer.organization
    moment = _Moment(
        as_of=as_of,
        notice=organization.notice,
        in_force=services_in_force(matrix.workspace, as_of.date()),
        evidence=_by_requirement(seen),
        collected=collected,
        checks=checks,
        services={service.id: service for service in matrix.workspace.provider.profile.services},
        bringers={
            action.verified_by: action.responsible
            for row in reversed(matrix.rows)
            for action in reversed(row.customer.actions)
        },
    )
    statuses = _statuses(matrix)
    rows = _with_parts(_assess_row(row, statuses[row.citation], moment) for row in matrix.rows)
    return Assessment(
        as_of=as_of,
        identity=identity,
        matrix=matrix,
        rows=rows,
        gaps=list_gaps(rows, organization, as_of.date()),
        evidence=tuple(sorted(seen, key=lambda record: record.id)),
        unlisted=collected.total - len(collected.kept),
        checks=checks,
    )


class _Moment(Struct, frozen=True, kw_only=True):
    """What is the same for every row at the moment of the assessment."""

    as_of: datetime
    notice: Period
    in_force: frozenset[str]
    """Provider services that a claim may rest on."""
    evidence: Mapping[str, tuple[Evidence, ...]]
    """Records collected by then, newest first, by requirement."""
    collected: Collected
    """What is known of the records that are not held."""
    checks: tuple[CheckResult, ...]
    services: Mapping[str, Service]
    bringers: Mapping[str, str]
    """The role of the first action that each requirement shows."""


def _with_parts(rows: Iterable[AssessedRow]) -> tuple[AssessedRow, ...]:
    """A standard is not satisfied while one of its specifications is not."""
    own = {row.citation: row for row in rows}
    return tuple(_with_its_parts(row, own) for row in own.values())


def _with_its_parts(row: AssessedRow, own: Mapping[Citation, AssessedRow]) -> AssessedRow:
    reasons = [
        Reason(kind=ReasonKind.PART, text=f"Its specification {part} is not satisfied.")
        for part in row.row.parts
        if own[part].finding.state is FindingState.NOT_SATISFIED
    ]
    if not reasons or row.finding.state is FindingState.NOT_APPLICABLE:
        return row
    whole = Finding(state=FindingState.NOT_SATISFIED, reasons=(*row.finding.reasons, *reasons))
    return replace(row, finding=whole)


def _by_requirement(seen: Iterable[Evidence]) -> Mapping[str, tuple[Evidence, ...]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    for record in sorted(seen, key=lambda e: (e.collected_at, e.id), reverse=True):
        for requirement in dict.fromkeys(record.requirements):
            found[requirement].append(record)
    return {requirement: tuple(records) for requirement, records in found.items()}


def _statuses(matrix: Matrix) -> Mapping[Citation, Status]:
    """Each row's status: its parties' rolled up, and for a standard its specifications' as well.

    A row that nobody has filled in is not stated, whatever its parts are.
    """
    own = {row.citation: _own_status(row) for row in matrix.rows}
    return {row.citation: _whole_status(row, own) for row in matrix.rows}


def _whole_status(row: MatrixRow, own: Mapping[Citation, Status]) -> Status:
    whole = own[row.citation]
    parts = [own[part] for part in row.parts if part in own]
    return whole if whole is Status.NOT_STATED else roll_up_all([whole, *parts])


def _own_status(row: MatrixRow) -> Status:
    if row.customer.party is Party.NOT_DETERMINED or row.customer.status is Status.NOT_STATED:
        return Status.NOT_STATED  # whatever the provider does: our own side is still blank
    sides: list[Status] = [row.customer.status]
    if row.provider is not None and row.customer.party in (Party.PROVIDER, Party.SHARED):
        sides.append(row.provider.status)
    return roll_up_all(sides)


def _assess_row(row: MatrixRow, status: Status, moment: _Moment) -> AssessedRow:
    observations = []
    for requirement in row.customer.evidence:
        observation = Observation(
            requirement=requirement,
            citation=row.citation,
            evidence=tuple(
                record
                for record in moment.evidence.get(requirement.id, ())
                if accepts(requirement, record)
            ),
            unlisted=_unlisted(requirement, moment),
            failing_too=moment.collected.failing.get(requirement.id, ()),
            shown=moment.collected.shown.get(requirement.id),
        )
        state = observation.freshness(moment.as_of, moment.notice)
        observations.append(
            AssessedObservation(
                observation=observation,
                state=state,
                responsible=moment.bringers.get(requirement.id)
                or row.customer.responsible
                or row.customer.accountable,
                checks=tuple(
                    result
                    for result in moment.checks
                    if result.check.dataset and result.check.dataset in requirement.datasets
                ),
            )
        )
    newest = [o.observation.newest.collected_at for o in observations if o.observation.newest]
    ends = [o.observation.expires_at for o in observations if o.state.holds]
    return AssessedRow(
        row=row,
        status=status,
        observations=tuple(observations),
        evidence_state=_evidence_state(row, observations),
        newest_on=max(newest).date() if newest else None,
        due_on=min((end.date() for end in ends if end is not None), default=None),
        finding=finding(
            row,
            observations,
            moment.as_of,
            moment.in_force,
            [
                *check_reasons(row, moment.checks),
                *workload_reasons(row, moment.services, moment.checks),
            ],
        ),
    )


def _unlisted(requirement: EvidenceRequirement, moment: _Moment) -> int:
    kept = sum(
        requirement.id in record.requirements and accepts(requirement, record)
        for record in moment.collected.kept
    )
    return moment.collected.counts.get(requirement.id, 0) - kept


def _evidence_state(row: MatrixRow, observations: Iterable[AssessedObservation]) -> Freshness:
    if row.customer.party is Party.NOT_DETERMINED:
        return Freshness.UNKNOWN  # nobody has said what must be shown, so nothing is shown
    return worst(tuple(o.state for o in observations))
