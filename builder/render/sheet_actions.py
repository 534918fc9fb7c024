"""What the customer has to do: one row for each concrete action."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from builder.model.assessment import AssessedObservation
from builder.model.responsibility import Action
from builder.render import sheet_fills as fills
from builder.render.row_facts import RowFacts
from builder.render.sheet_columns import day, key, link, reply, text, word
from builder.render.sheet_context import SheetContext
from builder.render.sheet_model import Sheet
from builder.render.sheet_table import Field, TablePlan, table_sheet
from builder.render.words import NOTHING, cadence_words, evidence_word, label

NAME = "Customer actions"


class ActionFacts(Struct, frozen=True, kw_only=True):
    """One action as it stands on the date of the assessment."""

    action: Action
    row: RowFacts
    verified: AssessedObservation | None
    """What is known of the evidence requirement that shows it was done."""

    @property
    def last_done(self) -> date | None:
        """The day of the newest whole evidence that it was done."""
        if self.verified is None:
            return None
        observed = self.verified.observation
        wanted = observed.requirement.id
        whole = [e.collected_at.date() for e in observed.evidence if e.shows_for(wanted)]
        return max(whole, default=None)

    @property
    def next_due(self) -> date | None:
        """When its turn comes again; None for what has no rhythm or was never done."""
        period = self.action.rhythm
        last = self.last_done
        return period.after_day(last) if period is not None and last is not None else None


def action_facts(context: SheetContext) -> tuple[ActionFacts, ...]:
    """Every action in the order of the rule."""
    return tuple(
        ActionFacts(action=action, row=facts, verified=context.observations.get(action.verified_by))
        for row, facts in context.facts
        for action in row.row.customer.actions
    )


def actions_sheet(context: SheetContext) -> Sheet:
    """The sheet; filter by Responsible to find one's own rows."""
    plan = TablePlan(
        sheet=NAME,
        table="CustomerActions",
        purpose="What exactly to set or run, where, how often, and who does it.",
        fields=tuple(_fields(context)),
    )
    return table_sheet(plan, action_facts(context))


def _fields(context: SheetContext) -> Iterator[Field[ActionFacts]]:
    yield Field(key("ActionID", "Action ID", 22), lambda f: f.action.id)
    yield Field(word("ControlID", "Control ID", 15), lambda f: f.row.citation)
    yield Field(text("What", "What to do", 52), lambda f: f.action.what)
    yield Field(word("Duty", "Duty", 10), lambda f: label(f.action.duty_kind))
    yield Field(text("Where", "Where", 40), lambda f: f.action.where)
    yield Field(word("Cadence", "Cadence", 13), lambda f: cadence_words(f.action))
    yield Field(text("Accountable", "Accountable", 16.5), lambda f: f.row.accountable)
    yield Field(
        text("Responsible", "Responsible", 17), lambda f: context.role(f.action.responsible)
    )
    yield Field(text("Verified", "How verified", 26), _verified)
    yield Field(word("EvidenceState", "Evidence state", 9.5, fills.EVIDENCE, named=True), _state)
    yield Field(day("LastDone", "Last done"), lambda f: f.last_done)
    yield Field(day("NextDue", "Next due", named=True), lambda f: f.next_due)
    yield Field(link("ControlPage", "Control page", 12), lambda f: context.pages[f.row.citation])
    yield Field(
        reply(
            "OwnerReply", "Owner reply", 24, "Write when it was done, or what stands in the way."
        ),
        lambda _: None,
    )


def _verified(facts: ActionFacts) -> str:
    if facts.verified is None:
        return facts.action.verified_by or NOTHING
    return facts.verified.observation.requirement.title


def _state(facts: ActionFacts) -> str:
    return label(evidence_word(facts.verified)) if facts.verified is not None else NOTHING
