"""The responsibility matrix as one page: a table to read as it is, filterable by script."""

from __future__ import annotations

from builder.model.responsibility import DutyKind, Party
from builder.model.status import Status
from builder.render.book import Book
from builder.render.page import Page
from builder.render.words import FAILS, EvidenceWord


def matrix_page(book: Book) -> Page:
    """The matrix with a legend of its words."""
    rows = [(row, book.facts[row.citation]) for row in book.assessment.rows]
    parties = [party for party in Party if any(row.row.customer.party is party for row, _ in rows)]
    shown = {facts.evidence for _, facts in rows}
    standings = [w for w in EvidenceWord if w in shown or not w.value.endswith(FAILS)]
    values = {
        "rows": rows,
        "columns": _columns(book.profile.short_name),
        "parties": parties,
        "legend": (*DutyKind, *Status, *standings),
    }
    return book.page(
        "matrix.md",
        "Responsibility matrix",
        "matrix",
        values,
        hide=["navigation", "toc"],
        search={"exclude": True},
    )


def _columns(provider: str) -> tuple[tuple[str, str], ...]:
    """The fields of a row with their headings, in the order of the table."""
    return (
        ("citation", "Citation"),
        ("title", "Title"),
        ("designation", "Label"),
        ("family", "Family"),
        ("party", "Party"),
        ("provision", f"{provider} does"),
        ("duty_kind", "Kind"),
        ("duty", "Your duty"),
        ("accountable", "Accountable"),
        ("responsible", "Responsible"),
        ("status", "Status"),
        ("evidence_state", "Evidence"),
        ("finding", "Finding"),
    )
