"""The gaps: what is known to be open, who mends it and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from builder.model.assessment import ListedGap
from builder.model.audience import Audience
from builder.render import sheet_fills as fills
from builder.render.sheet_columns import day, key, reply, text, word
from builder.render.sheet_context import SheetContext
from builder.render.sheet_lists import FOUND, GAP_CLOSED, GAP_OPEN, REGISTERED
from builder.render.sheet_model import Fill, Sheet
from builder.render.sheet_table import Field, TablePlan, table_sheet
from builder.render.words import NOTHING, label

NAME = "Gaps"


def gaps_sheet(context: SheetContext) -> Sheet:
    """The sheet: registered gaps, and those that follow from findings without a treatment."""
    plan = TablePlan(
        sheet=NAME,
        table="Gaps",
        purpose="What is open, what is done about it, who owns it and by when.",
        fields=tuple(_fields(context)),
    )
    return table_sheet(plan, context.assessment.gaps)


def gap_state(listed: ListedGap, day_of_build: date) -> str:
    """``Open`` or ``Closed`` on that day."""
    return GAP_OPEN if listed.gap.open_on(day_of_build) else GAP_CLOSED


def _fields(context: SheetContext) -> Iterator[Field[ListedGap]]:
    today = context.assessment.as_of.date()
    origin = {FOUND: Fill.YELLOW}
    yield Field(key("GapID", "Gap ID", 28), lambda g: g.gap.id)
    yield Field(word("ControlID", "Control ID", 15), lambda g: str(g.gap.citation))
    yield Field(text("Title", "Title", 24), lambda g: g.gap.title)
    yield Field(text("Finding", "Finding", 46), lambda g: g.gap.finding)
    yield Field(
        word("Severity", "Severity", 9, fills.SEVERITY, named=True), lambda g: label(g.gap.severity)
    )
    yield Field(word("Treatment", "Treatment", 11), _treatment)
    yield Field(text("Plan", "Plan", 46), lambda g: g.gap.plan or NOTHING)
    yield Field(
        word("Origin", "Origin", 12, origin, named=True),
        lambda g: REGISTERED if g.registered else FOUND,
    )
    yield Field(text("Owner", "Owner", 17), lambda g: context.role(g.gap.owner))
    yield Field(word("State", "State", 8, named=True), lambda g: gap_state(g, today))
    yield Field(day("Opened", "Opened"), lambda g: g.gap.opened_on)
    yield Field(day("Due", "Due", named=True), lambda g: g.gap.due_on)
    yield Field(day("Closed", "Closed"), lambda g: g.gap.closed_on)
    yield Field(text("AcceptedBy", "Accepted by", 14), lambda g: context.role(g.gap.accepted_by))
    yield Field(day("AcceptedUntil", "Accepted until", width=10.5), lambda g: g.gap.accepted_until)
    yield Field(text("EvidenceIDs", "Evidence IDs", 22), lambda g: "; ".join(g.evidence) or NOTHING)
    if context.audience is Audience.INTERNAL:
        yield Field(
            text("InternalRemarks", "Internal remarks", 30, printed=False),
            lambda g: g.gap.internal_remarks or NOTHING,
        )
    yield Field(reply("AuditorComment", "Auditor comment", 24), lambda _: None)


def _treatment(listed: ListedGap) -> str:
    """Nobody has chosen a treatment for a gap that follows from the assessment alone."""
    return label(listed.gap.treatment) if listed.registered else NOTHING
