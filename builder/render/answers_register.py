"""The answer to "what is due": what has passed and what comes next, as one screen."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model.assessment import Assessment
from builder.render.answer import Answer
from builder.render.due_dates import SOON, DueDate, due_dates
from builder.render.row_facts import role_title
from builder.render.screen import heading_of, items, screen

_SHOWN = 12
"""Dates of each sort on the screen; the site's register has all."""


def due_answer(assessment: Assessment) -> Answer:
    """What has passed and what falls due next."""
    day = assessment.as_of.date()
    dates = due_dates(assessment)
    passed = [due for due in dates if due.day < day]
    soon = [due for due in dates if day <= due.day <= day + SOON]
    return Answer(
        name="due",
        kind="register",
        title="What has passed and what falls due next",
        text=screen(
            f"What falls due, as of {day}",
            *items(f"Overdue, {len(passed)}", due_lines(assessment, passed, _SHOWN) or ["nothing"]),
            *items(f"Next, {len(soon)}", due_lines(assessment, soon, _SHOWN) or ["nothing"]),
            ("Through", f"{day + SOON}"),
        ),
        terms=("overdue", "due", "due next", "due soon", "deadlines", "late", "expired"),
        rows=tuple(due.citation for due in (*passed, *soon) if due.citation is not None),
    )


def due_lines(assessment: Assessment, dates: Iterable[DueDate], most: int) -> list[str]:
    """One line for each date, with the role it falls to; beyond ``most`` they are counted."""
    organization = assessment.matrix.workspace.customer.organization
    held = list(dates)
    lines = [
        f"{due.day} {due.kind.lower()} {due.key}: {heading_of(due.text)}"
        + (f" ({role_title(organization, due.owner)})" if due.owner else "")
        for due in held[:most]
    ]
    return [*lines, f"and {len(held) - most} more"] if len(held) > most else lines
