"""The responsibility matrix as one page: a table to read as it is, filterable by script."""

from __future__ import annotations

from builder.model.assessment import Freshness
from builder.model.responsibility import DutyKind, Party
from builder.model.status import Status
from builder.render.book import Book
from builder.render.page import Page


def matrix_page(book: Book) -> Page:
    """The matrix with a legend of its words."""
    rows = [(row, book.facts[row.citation]) for row in book.assessment.rows]
    parties = [party for party in Party if any(row.row.customer.party is party for row, _ in rows)]
    return book.page(
        "matrix.md",
        "Responsibility matrix",
        "matrix",
        {
            "rows": rows,
            "parties": parties,
            "legend": (
                ("Duty", tuple(DutyKind)),
                ("Status", tuple(Status)),
                ("Evidence", tuple(Freshness)),
            ),
        },
        hide=["navigation", "toc"],
        search={"exclude": True},
    )
