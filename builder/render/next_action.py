"""The one thing to do next on a row, so that every reader is told the same."""

from __future__ import annotations

from builder.model.assessment import AssessedRow, Finding, Freshness, ReasonKind
from builder.model.responsibility import Party

_LEADS = {
    ReasonKind.EVIDENCE_FAILING: "Mend what fails, then collect again.",
    ReasonKind.EVIDENCE_MISSING: "Bring the first evidence.",
    ReasonKind.EVIDENCE_STALE: "Renew the evidence.",
    ReasonKind.EVIDENCE_UNKNOWN: "Collect again, to the end.",
    ReasonKind.DECISION_OVERDUE: "Review the decision.",
    ReasonKind.ACCEPTANCE_ENDED: "Mend it, or have it accepted anew.",
    ReasonKind.NOT_STATED: "Set the status.",
    ReasonKind.PART: "First settle the specification.",
    ReasonKind.AGREEMENT: "Renew the agreement, or stop using the service.",
}


def next_action(row: AssessedRow) -> str:
    """What to do next, the most urgent first; never empty."""
    if row.row.customer.party is Party.NOT_DETERMINED:
        return "Say whose job this is, then write the duty."
    open_gaps = sorted(
        (gap for gap in row.row.gaps if gap.closed_on is None), key=lambda gap: (gap.due_on, gap.id)
    )
    ended = any(reason.kind is ReasonKind.ACCEPTANCE_ENDED for reason in row.finding.reasons)
    if row.finding.reasons and open_gaps and not ended:  # else the plan has run out as well
        return f"By {open_gaps[0].due_on}: {open_gaps[0].plan}"
    return _from_reasons(row.finding) or _from_evidence(row)


def _from_reasons(finding: Finding) -> str:
    for kind, lead in _LEADS.items():
        reason = next((reason for reason in finding.reasons if reason.kind is kind), None)
        if reason is not None:
            return f"{lead} {reason.text}"
    return finding.reasons[0].text if finding.reasons else ""


def _from_evidence(row: AssessedRow) -> str:
    ends = sorted(
        (assessed.observation.expires_at, assessed.observation.requirement.title)
        for assessed in row.observations
        if assessed.state is Freshness.DUE and assessed.observation.expires_at is not None
    )
    if ends:
        return f"By {ends[0][0].date()}: renew {ends[0][1]}."
    if row.due_on is not None:
        return f"Nothing now; the next evidence runs out on {row.due_on}."
    return "Nothing: no evidence has to be shown for this row."
