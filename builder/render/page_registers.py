"""The registers: gaps, decisions, what falls due, and the sources everything rests on."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model.responsibility import Choice
from builder.render.book import Book
from builder.render.due_dates import SOON, due_dates
from builder.render.page import Page
from builder.render.report import count


def register_pages(book: Book) -> Iterable[Page]:
    """The pages of the registers."""
    unlisted = {"search": {"exclude": True}}
    closed = tuple(listed for listed in book.assessment.gaps if listed not in book.open_gaps)
    yield book.page("gaps.md", "Gaps", "gaps", {"closed": closed}, hide=["toc"], **unlisted)
    decided = [row for row in book.assessment.rows if row.row.customer.decision is not None]
    choices = [
        (
            choice,
            sum(
                r.row.customer.decision.choice is choice for r in decided if r.row.customer.decision
            ),
        )
        for choice in Choice
    ]
    values = {"decided": decided, "choices": choices}
    yield book.page("decisions.md", "Decisions", "decisions", values, **unlisted)
    soon = book.today + SOON
    dates = due_dates(book.assessment)
    parts = {
        "passed": [due for due in dates if due.day < book.today],
        "soon": [due for due in dates if book.today <= due.day <= soon],
        "later": [due for due in dates if due.day > soon],
        "days": SOON.days,
        "undated": [listed for listed in book.open_gaps if not listed.dated],
        "remediation": book.organization.remediation.words,
    }
    yield book.page("due.md", "What falls due", "due", parts, **unlisted)
    yield _sources_page(book)


def _sources_page(book: Book) -> Page:
    used: dict[str, int] = {}
    for feature in book.provider.features:
        for claim in feature.claims:
            used[claim.source] = used.get(claim.source, 0) + 1
    origin = book.profile.origin
    return book.page(
        "sources.md",
        "Sources and open questions",
        "sources",
        {"counts": [count(book.assessment, c) for c in book.framework.counting], "used": used},
        edited_from=origin.file if origin is not None else "",
    )
