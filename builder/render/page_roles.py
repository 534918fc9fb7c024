"""The duties of each role: what it answers for, what it does and when, what evidence it owes."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model.organization import Role
from builder.render.book import Book, page_file
from builder.render.due_dates import DueDate, due_dates
from builder.render.page import Page
from builder.render.words import cadence_words


def role_pages(book: Book) -> Iterable[Page]:
    """The index and a page for each role."""
    duties = {role.id: _counts(book, role) for role in book.organization.roles}
    yield book.page("roles/index.md", "Roles", "roles", {"duties": duties})
    dates = due_dates(book.assessment)
    for role in book.organization.roles:
        yield _role_page(book, role, dates)


def _counts(book: Book, role: Role) -> tuple[int, int, int]:
    statements = [row.row.customer for row in book.assessment.rows]
    return (
        sum(statement.accountable == role.id for statement in statements),
        sum(statement.responsible == role.id for statement in statements),
        sum(action.responsible == role.id for s in statements for action in s.actions),
    )


def _role_page(book: Book, role: Role, dates: tuple[DueDate, ...]) -> Page:
    rows = book.assessment.rows
    actions = [
        (row, action, cadence_words(action))
        for row in rows
        for action in row.row.customer.actions
        if action.responsible == role.id
    ]
    return book.page(
        page_file("roles", role.id),
        role.title,
        "role",
        {
            "role": role,
            "accountable": [r for r in rows if r.row.customer.accountable == role.id],
            "responsible": [r for r in rows if r.row.customer.responsible == role.id],
            "actions": actions,
            "owed": [
                (r, observed)
                for r in book.assessment.rows
                for observed in r.observations
                if observed.responsible == role.id
            ],
            "dates": [due for due in dates if due.owner == role.id],
            "gaps": [listed for listed in book.open_gaps if listed.gap.owner == role.id],
        },
        edited_from=role.origin.file if role.origin is not None else "",
    )
