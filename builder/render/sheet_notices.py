"""Sentences that several sheets show: whether data is invented, and how rows are counted."""

from __future__ import annotations

from builder.model.catalog import ControlKind
from builder.render.report import SAMPLE_NOTICE, STANDING_NOTICE
from builder.render.sheet_context import SheetContext


def notice(context: SheetContext) -> str:
    """What a reader must know before relying on a number."""
    notices = [SAMPLE_NOTICE] if context.organization.sample_data else []
    return " ".join([*notices, STANDING_NOTICE])


def counting_sentence(context: SheetContext) -> str:
    """How many rows there are, and by which convention they are counted."""
    kinds = [row.row.control.kind for row in context.assessment.rows]
    standards = kinds.count(ControlKind.STANDARD)
    convention = context.main_framework.main_counting
    by = f", as {convention.title} counts" if convention is not None else ""
    return (
        f"{len(kinds)} rows: {standards} standards and {len(kinds) - standards} specifications{by}."
    )
