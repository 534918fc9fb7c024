"""The matrix itself: one row for each counted standard and specification."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model.assessment import AssessedRow
from builder.model.audience import Audience
from builder.model.responsibility import Party
from builder.render import sheet_fills as fills
from builder.render.row_facts import RowFacts
from builder.render.sheet_columns import choice, day, key, link, number, open_day, reply, text, word
from builder.render.sheet_context import SheetContext
from builder.render.sheet_lists import NOT_STARTED, NOT_TESTED, caiq_word, hitrust_word
from builder.render.sheet_model import Content, Link, Sheet
from builder.render.sheet_table import Field, TablePlan, table_sheet
from builder.render.words import NOTHING

NAME = "Matrix"
_Pair = tuple[AssessedRow, RowFacts]


def matrix_sheet(context: SheetContext) -> Sheet:
    """The sheet; what helps on paper comes first, references and hashes after it."""
    plan = TablePlan(
        sheet=NAME,
        table="Matrix",
        purpose="Who does what: one row for each standard and specification.",
        fields=(
            *_rule_fields(),
            *_split_fields(context),
            *_standing_fields(context),
            *_auditor_fields(),
            *_reference_fields(context),
        ),
    )
    return table_sheet(plan, context.facts)


def _rule_fields() -> Iterator[Field[_Pair]]:
    yield Field(key("ControlID", "Control ID", 15), lambda p: p[1].citation)
    yield Field(word("SafeguardType", "Safeguard type", 14.5, named=True), lambda p: p[1].family)
    yield Field(text("Title", "Title", 14.5), lambda p: p[1].title)
    yield Field(text("Requirement", "Requirement", 18), lambda p: p[0].row.control.requirement)
    yield Field(word("Designation", "R/A", 10.5), lambda p: p[1].designation)
    yield Field(word("Decision", "Addressable decision", 10.5), lambda p: p[1].decision)


def _split_fields(context: SheetContext) -> Iterator[Field[_Pair]]:
    provider = context.profile.short_name
    yield Field(
        word("Responsibility", "Responsibility", 13, fills.PARTY, named=True), lambda p: p[1].party
    )
    yield Field(word("CustomerDuty", "Customer duty", 9), lambda p: p[1].duty_kind)
    yield Field(text("ProviderProvides", f"{provider} provides", 26.5), lambda p: p[1].provision)
    yield Field(text("CustomerMust", "Customer must", 31.5), lambda p: p[1].duty)
    yield Field(
        word("ProviderStatus", f"{provider} status", 10.5, fills.STATUS),
        lambda p: p[1].provider_status,
    )
    yield Field(
        word("CustomerStatus", "Customer status", 11, fills.STATUS), lambda p: p[1].customer_status
    )
    yield Field(word("Status", "Status", 11, fills.STATUS, named=True), lambda p: p[1].status)


def _standing_fields(context: SheetContext) -> Iterator[Field[_Pair]]:
    if context.sees_workings:
        yield Field(text("Remarks", "Remarks", 14), lambda p: p[1].remarks or NOTHING)
    yield Field(text("Accountable", "Accountable", 12), lambda p: p[1].accountable)
    yield Field(text("Responsible", "Responsible", 12), lambda p: p[1].responsible)
    yield Field(number("EvidenceItems", "Evidence items", 8), lambda p: p[1].evidence_count)
    yield Field(
        word("EvidenceState", "Evidence state", 8.5, fills.EVIDENCE, named=True),
        lambda p: p[1].evidence_state,
    )
    yield Field(day("NewestEvidence", "Newest evidence", width=10.5), lambda p: p[1].newest_on)
    yield Field(word("Finding", "Finding", 10, fills.FINDING, named=True), lambda p: p[1].finding)


def _auditor_fields() -> Iterator[Field[_Pair]]:
    yield Field(
        choice(
            "AuditorStatus",
            "Auditor status",
            9,
            "lst_auditor_status",
            "How far the audit of this row is.",
        ),
        lambda _: NOT_STARTED,
    )
    yield Field(
        choice(
            "AuditorResult",
            "Auditor result",
            8.5,
            "lst_auditor_result",
            "What the test of this row showed.",
        ),
        lambda _: NOT_TESTED,
    )
    yield Field(reply("AuditorInitials", "Auditor initials", 7.5), _empty)
    yield Field(
        open_day("AuditorDate", "Auditor date", "The day of the result, such as 2026-12-01."),
        _empty,
    )
    yield Field(reply("AuditorComment", "Auditor comment", 13), _empty)


def _reference_fields(context: SheetContext) -> Iterator[Field[_Pair]]:
    """For the screen: they would make the print too small to read."""
    yield Field(
        text("Services", "Services in scope", 34, printed=False),
        lambda p: "; ".join(p[1].services) or NOTHING,
    )
    yield Field(
        text("Basis", "Basis of the split", 80, printed=False),
        lambda p: "; ".join(p[1].basis) or NOTHING,
    )
    yield Field(
        text("Hitrust", "HITRUST inheritability", 13, printed=False),
        lambda p: hitrust_word(context, _party(p)),
    )
    yield Field(text("Caiq", "CAIQ ownership", 12, printed=False), lambda p: caiq_word(_party(p)))
    yield Field(
        link("Citation", "CFR citation", 19, printed=False), lambda p: _rule_link(context, p)
    )
    yield Field(
        text("RuleVersion", "Rule version", 44, printed=False), lambda p: _version(context, p)
    )
    if context.audience is Audience.INTERNAL:
        yield Field(
            text("InternalRemarks", "Internal remarks", 30, printed=False),
            lambda p: p[0].row.customer.internal_remarks or NOTHING,
        )
    yield Field(
        link("ControlPage", "Control page", 11, printed=False),
        lambda p: context.pages[p[1].citation],
    )


def _party(pair: _Pair) -> Party:
    return pair[0].row.customer.party


def _rule_link(context: SheetContext, pair: _Pair) -> Content:
    control = pair[0].row.control
    citation = str(control.citation)
    if not control.link.startswith("https://"):
        return citation
    target, _, anchor = control.link.partition("#")
    tip = f"Official text of {context.rule_citation(control)}"
    return Link(text=citation, target=target, anchor=anchor, tip=tip)


def _version(context: SheetContext, pair: _Pair) -> str:
    edition = context.frameworks[pair[0].row.control.framework].edition
    return f"{edition.title}; in force since {edition.effective}"


def _empty(_: _Pair) -> None:
    return None
