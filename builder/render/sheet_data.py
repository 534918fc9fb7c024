"""The plain facts for pivots and sorting: a line for each control, party and thing to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from msgspec import Struct

from builder.model.assessment import AssessedObservation
from builder.model.coverage import Coverage, coverage
from builder.model.responsibility import Party
from builder.render.row_facts import RowFacts
from builder.render.sheet_columns import day, key, number, text, word
from builder.render.sheet_context import SheetContext
from builder.render.sheet_model import Sheet
from builder.render.sheet_table import Field, TablePlan, table_sheet
from builder.render.window_words import holes_words, question_words
from builder.render.words import NOTHING, evidence_word, label, party_label

NAME = "Data"


class DataLine(Struct, frozen=True, kw_only=True):
    """One line: a party of a row and one thing that is asked of it."""

    row: RowFacts
    party: str
    status: str
    owner: str
    asked: AssessedObservation | None

    @property
    def line_id(self) -> str:
        """Stable as long as control, party and requirement are."""
        what = self.asked.observation.requirement.id if self.asked else NOTHING
        return f"{self.row.citation} | {self.party} | {what}"


def data_sheet(context: SheetContext) -> Sheet:
    """The sheet; unprotected, so that it can be sorted and changed at will."""
    plan = TablePlan(
        sheet=NAME,
        table="Data",
        purpose="The same facts in one long table without protection, for sorting and pivots.",
        fields=(
            *_split_fields(),
            *(_evidence_fields() if context.sees_workings else ()),
            *(_window_fields(context) if context.sees_workings else ()),
        ),
        protected=False,
    )
    return table_sheet(plan, data_lines(context))


def data_lines(context: SheetContext) -> Iterator[DataLine]:
    """Every line in the order of the rule: the provider's side of a row before the customer's."""
    for row, facts in context.facts:
        whose, asked = row.row.customer.party, list(row.observations)
        if whose in (Party.PROVIDER, Party.SHARED):
            inherited = [o for o in asked if o.observation.requirement.inherited]
            asked = [o for o in asked if not o.observation.requirement.inherited]
            yield from _lines(context, facts, Party.PROVIDER, inherited)
            if asked or whose is Party.SHARED:
                yield from _lines(context, facts, Party.CUSTOMER, asked)
        else:
            yield from _lines(context, facts, whose, asked)


def _lines(
    context: SheetContext, facts: RowFacts, party: Party, asked: list[AssessedObservation]
) -> Iterator[DataLine]:
    provider = context.profile.short_name
    is_provider = party is Party.PROVIDER
    lines: list[AssessedObservation | None] = [*asked] or [None]
    for observation in lines:
        yield DataLine(
            row=facts,
            party=party_label(party, provider),
            status=facts.provider_status if is_provider else facts.customer_status,
            owner=provider if is_provider else facts.responsible,
            asked=observation,
        )


def _split_fields() -> Iterator[Field[DataLine]]:
    yield Field(key("RowID", "Row ID", 44), lambda d: d.line_id)
    yield Field(word("ControlID", "Control ID", 16), lambda d: d.row.citation)
    yield Field(word("SafeguardType", "Safeguard type", 14.5), lambda d: d.row.family)
    yield Field(text("Title", "Title", 26), lambda d: d.row.title)
    yield Field(word("Designation", "R/A", 11), lambda d: d.row.designation)
    yield Field(word("Responsibility", "Responsibility", 14), lambda d: d.row.party)
    yield Field(word("Party", "Party", 14), lambda d: d.party)
    yield Field(word("PartyStatus", "Party status", 14), lambda d: d.status)
    yield Field(word("Status", "Status", 14), lambda d: d.row.status)
    yield Field(word("Finding", "Finding", 14), lambda d: d.row.finding)
    yield Field(word("Duty", "Customer duty", 11), lambda d: d.row.duty_kind)
    yield Field(text("Owner", "Owner", 18), lambda d: d.owner)


def _evidence_fields() -> Iterator[Field[DataLine]]:
    yield Field(text("Asked", "Evidence asked for", 34), _title)
    yield Field(word("Method", "Method", 10), _method)
    yield Field(word("State", "Evidence state", 13.5), _state)
    yield Field(text("EvidenceID", "Evidence ID", 24), _newest)
    yield Field(day("CollectedOn", "Collected on"), _collected)
    yield Field(day("RunsOut", "Runs out on"), _runs_out)


def _window_fields(context: SheetContext) -> Iterator[Field[DataLine]]:
    """How evidence covers the audit window, for the screen; no columns without one."""
    window, day_ = context.organization.audit_window, context.assessment.as_of.date()
    if window is None:
        return

    def found(line: DataLine) -> Coverage | None:
        return coverage(line.asked.observation, window, day_) if line.asked else None

    def told(line: DataLine, words: Callable[[Coverage], str]) -> str:
        covered = found(line)
        return (words(covered) if covered is not None else "") or NOTHING

    def counted(line: DataLine, count: Callable[[Coverage], int]) -> int | None:
        covered = found(line)
        return count(covered) if covered is not None else None

    yield Field(
        text("Window", "Audit window", 13, printed=False),
        lambda d: told(d, lambda c: c.window.words),
    )
    yield Field(
        text("Counts", "A day counts when", 14, printed=False),
        lambda d: told(d, lambda c: question_words(c.requirement.question)),
    )
    yield Field(
        number("DaysPassed", "Days passed", 9, printed=False),
        lambda d: counted(d, lambda c: c.days_elapsed),
    )
    yield Field(
        number("DaysCovered", "Days covered", 9, printed=False),
        lambda d: counted(d, lambda c: c.days_covered),
    )
    yield Field(
        text("Holes", "Open days", 26, printed=False),
        lambda d: told(d, lambda c: holes_words(c.holes)),
    )


def _title(line: DataLine) -> str:
    return line.asked.observation.requirement.title if line.asked else NOTHING


def _method(line: DataLine) -> str:
    return label(line.asked.observation.requirement.method) if line.asked else NOTHING


def _state(line: DataLine) -> str:
    return label(evidence_word(line.asked)) if line.asked else NOTHING


def _newest(line: DataLine) -> str:
    newest = line.asked.observation.newest if line.asked else None
    return newest.id if newest is not None else NOTHING


def _collected(line: DataLine) -> date | None:
    newest = line.asked.observation.newest if line.asked else None
    return newest.collected_at.date() if newest is not None else None


def _runs_out(line: DataLine) -> date | None:
    end = line.asked.observation.expires_at if line.asked else None
    return end.date() if end is not None else None
