"""What falls due and when: evidence, decisions, gaps and agreements in one list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from builder.model.citation import Citation
from builder.render.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """One thing with a last day."""

    day: date
    kind: str
    text: str
    owner: str
    """Id of the role it falls to; empty when none is named."""
    place: str
    """The page, with its anchor, that tells more."""
    citation: Citation | None = None


def due_dates(book: Book) -> tuple[DueDate, ...]:
    """Everything with a last day, earliest first; what has passed comes first of all."""
    found = (*_evidence(book), *_decisions(book), *_gaps(book), *_agreements(book))
    return tuple(sorted(found, key=lambda due: (due.day, due.kind, due.place)))


def _evidence(book: Book) -> Iterable[DueDate]:
    for requirement_id, (citation, observed) in book.observations.items():
        end = observed.observation.expires_at
        if end is None:
            continue
        yield DueDate(
            day=end.date(),
            kind="Evidence",
            text=observed.observation.requirement.title,
            owner=observed.responsible,
            place=book.requirement_places[requirement_id][0],
            citation=citation,
        )


def _decisions(book: Book) -> Iterable[DueDate]:
    for row in book.assessment.rows:
        decision = row.row.customer.decision
        if decision is not None:
            yield DueDate(
                day=decision.review_on,
                kind="Decision",
                text=f"Review the decision on {row.row.control.title}",
                owner=decision.approver,
                place=f"decisions.md#decision-{row.citation.slug}",
                citation=row.citation,
            )


def _gaps(book: Book) -> Iterable[DueDate]:
    for listed in book.open_gaps:
        if listed.dated:
            yield DueDate(
                day=listed.gap.accepted_until or listed.gap.due_on,
                kind="Gap" if listed.registered else "Gap, no treatment",
                text=listed.gap.title,
                owner=listed.gap.owner,
                place=f"gaps.md#{listed.gap.id}",
                citation=listed.gap.citation,
            )


def _agreements(book: Book) -> Iterable[DueDate]:
    for agreement in book.organization.agreements:
        yield DueDate(
            day=agreement.renewal,
            kind="Agreement",
            text=f"Renew: {agreement.title}",
            owner="",
            place=f"systems/index.md#agreement-{agreement.id}",
        )
