"""The last sheet: what the build was made from and what was checked before it was published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from builder.render.log_facts import log_facts
from builder.render.sheet_columns import key, text
from builder.render.sheet_context import SheetContext
from builder.render.sheet_model import Sheet
from builder.render.sheet_table import Field, TablePlan, table_sheet
from builder.render.words import label

NAME = "Build"
SCHEMA_VERSION = "1"
"""Raised when columns or keys change their meaning, so that a return can be refused."""

_CHECKS = (
    ("Check: catalog", "No error in catalog, statements and evidence records."),
    ("Check: limits", "No text is longer than a cell holds, none holds a forbidden character."),
    ("Check: cells", "Every cell was read back from this file and compared, value and type."),
    ("Check: totals", "Every total on the dashboard is the number of rows it counts."),
)


def build_sheet(context: SheetContext, sheets: Sequence[Sheet]) -> Sheet:
    """The sheet; a file that fails a check is never published."""
    return table_sheet(_PLAN, _items(context, sheets))


def _items(context: SheetContext, sheets: Sequence[Sheet]) -> Iterable[tuple[str, str]]:
    assessment, identity = context.assessment, context.assessment.identity
    yield "Build id", identity.build_id
    yield "Kind", "Release: drafts were refused" if identity.release else "Draft"
    yield "As of", assessment.as_of.strftime("%Y-%m-%d %H:%M:%S UTC")
    yield "Audience", label(context.audience)
    yield "Left out: texts", str(assessment.edition.texts)
    yield "Left out: pages", str(assessment.edition.pages)
    yield "Tool version", identity.tool_version
    yield "Schema version", SCHEMA_VERSION
    yield "Input: catalog, SHA-256", identity.catalog_sha256
    yield "Input: evidence, SHA-256", identity.evidence_sha256
    yield "Input: prose, SHA-256", identity.prose_sha256
    yield from log_facts(identity.log)
    for sheet in sheets:
        if sheet.table is not None:
            filled = sum(row[0] is not None and row[0].content is not None for row in sheet.rows)
            yield f"Rows: {sheet.name}", str(filled - 1)
    yield from _CHECKS


_PLAN: TablePlan[tuple[str, str]] = TablePlan(
    sheet=NAME,
    table="Build",
    purpose="What this file was made from, and what was checked before it was published.",
    fields=(
        Field(key("Item", "Item", 28), lambda pair: pair[0]),
        Field(text("Value", "Value", 90), lambda pair: pair[1]),
    ),
)
