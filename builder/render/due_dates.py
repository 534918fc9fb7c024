"""What falls due and when: evidence, decisions, gaps and agreements in one list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from builder.model.assessment import Assessment
from builder.model.citation import Citation
from builder.model.period import Period

SOON = timedelta(days=90)
"""What falls due within this time is called out."""


class DueDate(Struct, frozen=True, kw_only=True):
    """One thing with a last day."""

    day: date
    kind: str
    text: str
    owner: str
    """Id of the role it falls to; empty when none is named."""
    key: str
    """What it is about: id of an evidence requirement, gap or agreement, or a row's citation."""
    citation: Citation | None = None


def due_within(assessment: Assessment, within: Period, role: str = "") -> tuple[DueDate, ...]:
    """What falls due from the day of the assessment until ``within`` after it, both included.

    What has passed and still stands open comes first: it is due as well. With the id of a
    ``role`` only what falls to it.
    """
    last = within.after_day(assessment.as_of.date())
    return tuple(
        due for due in due_dates(assessment) if due.day <= last and role in ("", due.owner)
    )


def due_dates(assessment: Assessment) -> tuple[DueDate, ...]:
    """Everything with a last day, earliest first; what has passed comes first of all."""
    found = (
        *_evidence(assessment),
        *_decisions(assessment),
        *_gaps(assessment),
        *_agreements(assessment),
    )
    return tuple(sorted(found, key=lambda due: (due.day, due.kind, due.key)))


def _evidence(assessment: Assessment) -> Iterable[DueDate]:
    for row in assessment.rows:
        for observed in row.observations:
            end = observed.observation.expires_at
            if end is not None:
                yield DueDate(
                    day=end.date(),
                    kind="Evidence",
                    text=observed.observation.requirement.title,
                    owner=observed.responsible,
                    key=observed.observation.requirement.id,
                    citation=row.citation,
                )


def _decisions(assessment: Assessment) -> Iterable[DueDate]:
    for row in assessment.rows:
        decision = row.row.customer.decision
        if decision is not None:
            yield DueDate(
                day=decision.review_on,
                kind="Decision",
                text=f"Review the decision on {row.row.control.title}",
                owner=decision.approver,
                key=str(row.citation),
                citation=row.citation,
            )


def _gaps(assessment: Assessment) -> Iterable[DueDate]:
    for listed in assessment.gaps:
        gap = listed.gap
        if listed.dated and gap.open_on(assessment.as_of.date()):
            yield DueDate(
                day=gap.accepted_until or gap.due_on,
                kind="Gap" if listed.registered else "Gap, no treatment",
                text=gap.title,
                owner=gap.owner,
                key=gap.id,
                citation=gap.citation,
            )


def _agreements(assessment: Assessment) -> Iterable[DueDate]:
    for agreement in assessment.matrix.workspace.customer.organization.agreements:
        yield DueDate(
            day=agreement.renewal,
            kind="Agreement",
            text=f"Renew: {agreement.title}",
            owner="",
            key=agreement.id,
        )
