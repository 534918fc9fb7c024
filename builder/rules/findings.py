"""The judgement on one row: satisfied, or every reason why not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from builder.model.assessment import (
    AssessedObservation,
    Finding,
    FindingState,
    Freshness,
    Reason,
    ReasonKind,
)
from builder.model.evidence import Evidence, EvidenceRequirement
from builder.model.responsibility import MatrixRow, Party
from builder.model.status import Status

_REASON_OF_STATE = {
    Freshness.MISSING: ReasonKind.EVIDENCE_MISSING,
    Freshness.STALE: ReasonKind.EVIDENCE_STALE,
    Freshness.UNKNOWN: ReasonKind.EVIDENCE_UNKNOWN,
}


def finding(
    row: MatrixRow,
    observations: Iterable[AssessedObservation],
    as_of: datetime,
    in_force: frozenset[str],
    of_checks: Iterable[Reason] = (),
) -> Finding:
    """The finding on a row; ``in_force`` are the provider services that a claim may rest on.

    ``of_checks`` are the reasons that checks give.
    """
    customer = row.customer
    if customer.party is Party.NOT_DETERMINED:
        text = "Nobody has said yet whose job this is."
        reason = Reason(kind=ReasonKind.NOT_DETERMINED, text=text)
        return Finding(state=FindingState.NOT_SATISFIED, reasons=(reason,))
    if customer.status is Status.NOT_APPLICABLE and customer.decision is None:
        return Finding(state=FindingState.NOT_APPLICABLE)
    reasons = [
        *_status_reasons(row),
        *_all_evidence_reasons(observations, as_of),
        *_decision_reasons(row, as_of.date()),
        *_acceptance_reasons(row, as_of.date()),
        *_agreement_reasons(row, in_force),
        *of_checks,
    ]
    state = FindingState.NOT_SATISFIED if reasons else FindingState.SATISFIED
    return Finding(state=state, reasons=tuple(reasons))


def _status_reasons(row: MatrixRow) -> Iterable[Reason]:
    if row.customer.status is Status.NOT_STATED:
        yield Reason(kind=ReasonKind.NOT_STATED, text="Nobody has said yet how far this is.")
    elif row.customer.status in (Status.PLANNED, Status.PARTIAL):
        text = f"The status is {row.customer.status.value}."
        yield Reason(kind=ReasonKind.STATUS, text=text)


def _all_evidence_reasons(
    observations: Iterable[AssessedObservation], as_of: datetime
) -> Iterable[Reason]:
    told: set[str] = set()
    for assessed in observations:
        yield from _evidence_reasons(assessed, as_of)
        if (failed := assessed.observation.failed) is not None:
            yield _failure(assessed.observation.requirement, failed, again=failed.id in told)
            told.add(failed.id)


def _failure(requirement: EvidenceRequirement, failed: Evidence, *, again: bool) -> Reason:
    """What a failing record shows; its remarks are told once, however much it serves.

    Of imported rows those are told that speak of the requirement.
    """
    result = failed.imported.of(requirement.id) if failed.imported is not None else None
    if result is not None:
        tool = failed.produced_by.tool
        text = f"{requirement.title}: the rows of {tool} show that it is not met: {result.words}."
    elif again:
        text = f"{requirement.title}: the same record, {failed.id}, shows that it is not met."
    else:
        text = f"{requirement.title}: the evidence shows that it is not met. {failed.remarks}"
    return Reason(
        kind=ReasonKind.EVIDENCE_FAILING,
        text=text.strip(),
        requirement=requirement.id,
        evidence=failed.id,
        since=failed.collected_at.date(),
    )


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
    elif kind is ReasonKind.EVIDENCE_STALE and (end := observation.expires_at) and newest:
        ended = end.date()
        days = (as_of.date() - ended).days
        text = (
            f"{requirement.title}: the evidence {_end_words(observation.evidence, end)} on {ended}"
        )
        text += f" ({days} day{'' if days == 1 else 's'} ago)."
        yield Reason(
            kind=kind, text=text, requirement=requirement.id, evidence=newest.id, since=ended
        )
    elif kind is ReasonKind.EVIDENCE_UNKNOWN and newest:
        text = (
            f"{requirement.title}: the evidence is not whole or concludes nothing, so it shows"
            " nothing."
        )
        yield Reason(
            kind=kind,
            text=text,
            requirement=requirement.id,
            evidence=newest.id,
            since=newest.collected_at.date(),
        )


def _end_words(evidence: Iterable[Evidence], end: datetime) -> str:
    """How the evidence came to its end: it was taken back, or its time was over."""
    ended = [record for record in evidence if record.withdrawn_at == end]
    if not ended:
        return "ran out"
    retired = any(r.retirement is not None and r.retirement.retired_at == end for r in ended)
    return "was retired" if retired else "was replaced"


def _decision_reasons(row: MatrixRow, day: date) -> Iterable[Reason]:
    decision = row.customer.decision
    if decision is not None and decision.review_on < day:
        text = f"The decision was due for review on {decision.review_on}."
        yield Reason(kind=ReasonKind.DECISION_OVERDUE, text=text, since=decision.review_on)


def _acceptance_reasons(row: MatrixRow, day: date) -> Iterable[Reason]:
    for gap in row.gaps:
        if gap.accepted_until is not None and gap.accepted_until < day and gap.open_on(day):
            yield Reason(
                kind=ReasonKind.ACCEPTANCE_ENDED,
                text=f"{gap.finding} This was accepted until {gap.accepted_until}.",
                requirement=gap.requirement,
                since=gap.accepted_until,
            )


def _agreement_reasons(row: MatrixRow, in_force: frozenset[str]) -> Iterable[Reason]:
    if row.customer.party not in (Party.PROVIDER, Party.SHARED) or row.provider is None:
        return
    for service in row.customer.services:
        if service not in in_force:
            text = f"The provider's part rests on {service}, which no agreement in force names."
            yield Reason(kind=ReasonKind.AGREEMENT, text=text)
