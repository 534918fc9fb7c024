"""The sheet of words: every list with definitions, and the words that other frameworks use."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from builder.model.assessment import FindingState
from builder.model.catalog import Designation
from builder.model.responsibility import Choice, DutyKind, GapSeverity, Party, Treatment
from builder.model.status import Status
from builder.render.sheet_context import SheetContext
from builder.render.sheet_model import Area, Column, DefinedName, Sheet, StyleName
from builder.render.sheet_table import Field, TablePlan, table_sheet
from builder.render.words import NOTHING, EvidenceWord, label, meaning, party_label

NOT_CLAIMED = "Not claimed"
"""Stands in the HITRUST column while the provider names no assessment that can be inherited."""
NOT_STARTED = "Not started"
NOT_TESTED = "Not tested"
GAP_OPEN = "Open"
GAP_CLOSED = "Closed"
REGISTERED = "Registered"
FOUND = "Found by this build"
NAME = "Lists"


class Entry(Struct, frozen=True, kw_only=True):
    """One word of a list, its exact meaning and its translations."""

    value: str
    definition: str
    caiq: str = NOTHING
    fedramp: str = NOTHING
    hitrust: str = NOTHING
    pci: str = NOTHING
    oscal: str = NOTHING


TRANSLATIONS: dict[Party, tuple[str, str, str, str, str]] = {
    Party.PROVIDER: (
        "CSP-owned",
        "Yes / service provider or inherited",
        "Fully inheritable",
        "provider",
        "provided, no responsibility; customer: inherited",
    ),
    Party.SHARED: (
        "Shared CSP and CSC",
        "Partial / shared, or configured by customer",
        "Partially inheritable",
        "shared",
        "provided + responsibility; customer: inherited + satisfied",
    ),
    Party.CUSTOMER: (
        "CSC-owned",
        "No / provided by customer",
        "Not inheritable",
        "customer",
        "own by-component only",
    ),
    Party.NOT_APPLICABLE: ("N/A", "N/A", NOTHING, "N/A", "not-applicable"),
    Party.NOT_DETERMINED: ("ND", NOTHING, NOTHING, NOTHING, NOTHING),
}
"""CAIQ ownership, FedRAMP, HITRUST, PCI and OSCAL words for each party."""

_FINDINGS = {
    FindingState.SATISFIED: (
        "In place as stated, and shown by evidence; for a standard, its specifications too."
    ),
    FindingState.NOT_SATISFIED: (
        "Something is open: the status, a piece of evidence, a decision, an agreement, or a"
        " specification of the standard."
    ),
    FindingState.NOT_APPLICABLE: "Has no object here; reason and approver are on the row.",
}
_DESIGNATIONS = {
    label(Designation.REQUIRED): "Has to be carried out.",
    label(Designation.ADDRESSABLE): "Has to be assessed, decided and documented.",
    "Standard": "A standard whose specifications carry the labels.",
}
_SEVERITIES = {
    GapSeverity.HIGH: "Exposes ePHI, or a piece of evidence shows that a safeguard fails.",
    GapSeverity.MEDIUM: "Weakens a safeguard, or leaves it unshown.",
    GapSeverity.LOW: "A matter of form or of time.",
}
_TREATMENTS = {
    Treatment.FIX: "The shortfall is mended by the due date.",
    Treatment.ALTERNATIVE: "Another measure takes its place.",
    Treatment.ACCEPT: "The risk is accepted, by whom and until when stands beside it.",
    Treatment.TRANSFER: "The risk is passed on by contract or insurance.",
}
_AUDITOR_STATUS = {
    NOT_STARTED: "The auditor has not looked yet.",
    "In review": "The auditor is looking.",
    "Question": "The auditor asks something; the comment says what.",
    "Accepted": "The auditor needs nothing more.",
}
_AUDITOR_RESULT = {
    NOT_TESTED: "No result yet.",
    "Satisfied": "The auditor found the objective met.",
    "Other than satisfied": "The auditor found it not or not fully met; the comment says why.",
}
_GAP_STATES = {
    GAP_OPEN: "Known and not closed on the as-of date of the build.",
    GAP_CLOSED: "Closed by then.",
}
_GAP_ORIGINS = {
    REGISTERED: "Somebody wrote it down, with a treatment.",
    FOUND: (
        "Follows from the assessment; nobody has registered a treatment yet. Where no event dates"
        " it, it counts from the as-of date of the build."
    ),
}


def word_lists(context: SheetContext) -> dict[str, tuple[Entry, ...]]:
    """Every list by the name it has after ``lst_``, in the order of the sheet."""
    lists = {
        "responsibility": tuple(_party(context, party) for party in Party),
        "duty": _meant(DutyKind),
        "status": tuple(
            Entry(
                value=label(status),
                definition=meaning(status),
                oscal=NOTHING if status is Status.NOT_STATED else status.value,
            )
            for status in Status
        ),
        "evidence_state": _meant(EvidenceWord),
        "finding": tuple(
            Entry(value=label(state), definition=text, oscal=state.value)
            for state, text in _FINDINGS.items()
        ),
        "safeguard": families(context),
        "designation": _plain(_DESIGNATIONS),
        "decision": (
            *_meant(Choice),
            Entry(value=NOTHING, definition="Nothing to decide: the row is not addressable."),
        ),
        "auditor_status": _plain(_AUDITOR_STATUS),
        "auditor_result": _plain(_AUDITOR_RESULT),
    }
    if context.sees_workings:
        lists["severity"] = _plain({label(word): text for word, text in _SEVERITIES.items()})
        lists["treatment"] = _plain({label(word): text for word, text in _TREATMENTS.items()})
        lists["gap_state"] = _plain(_GAP_STATES)
        lists["gap_origin"] = _plain(_GAP_ORIGINS)
    return lists


def families(context: SheetContext) -> tuple[Entry, ...]:
    """The families of safeguards that have a row, in the order of the rule."""
    used = {facts.family for _, facts in context.facts}
    return tuple(
        Entry(value=family.short_title, definition=family.title)
        for family in context.main_framework.families
        if family.short_title in used
    )


def lists_sheet(context: SheetContext) -> Sheet:
    """The sheet, one row for each word."""
    entries = [(f"lst_{name}", e) for name, es in word_lists(context).items() for e in es]
    return table_sheet(_PLAN, entries)


def list_names(context: SheetContext) -> tuple[DefinedName, ...]:
    """A defined name for each list's run of values."""
    names, row = [], 1
    for name, entries in word_lists(context).items():
        area = Area(row, 1, row + len(entries) - 1, 1)
        names.append(DefinedName(name=f"lst_{name}", sheet=NAME, area=area))
        row += len(entries)
    return tuple(names)


def hitrust_word(context: SheetContext, party: Party) -> str:
    """The HITRUST word of a row: a claim only when the provider names an assessment."""
    return TRANSLATIONS[party][2] if context.profile.assessments else NOT_CLAIMED


def caiq_word(party: Party) -> str:
    """The CAIQ ownership of a row."""
    return TRANSLATIONS[party][0]


def _party(context: SheetContext, party: Party) -> Entry:
    caiq, fedramp, hitrust, pci, oscal = TRANSLATIONS[party]
    return Entry(
        value=party_label(party, context.profile.short_name),
        definition=meaning(party),
        caiq=caiq,
        fedramp=fedramp,
        hitrust=hitrust,
        pci=pci,
        oscal=oscal,
    )


def _meant(words: Iterable[StrEnum]) -> tuple[Entry, ...]:
    return tuple(Entry(value=label(word), definition=meaning(word)) for word in words)


def _plain(words: dict[str, str]) -> tuple[Entry, ...]:
    return tuple(Entry(value=word, definition=text) for word, text in words.items())


def _column(key: str, title: str, width: float, style: StyleName = StyleName.TEXT) -> Column:
    return Column(key=key, title=title, width=width, style=style)


_PLAN: TablePlan[tuple[str, Entry]] = TablePlan(
    sheet=NAME,
    table="Lists",
    purpose="Every word with its exact meaning, and what other frameworks call it.",
    fields=(
        Field(_column("List", "List", 20, StyleName.KEY), lambda pair: pair[0]),
        Field(_column("Value", "Value", 22, StyleName.TEXT), lambda pair: pair[1].value),
        Field(_column("Definition", "Definition", 70), lambda pair: pair[1].definition),
        Field(_column("Caiq", "CAIQ", 20), lambda pair: pair[1].caiq),
        Field(_column("Fedramp", "FedRAMP", 26), lambda pair: pair[1].fedramp),
        Field(_column("Hitrust", "HITRUST", 20), lambda pair: pair[1].hitrust),
        Field(_column("Pci", "PCI", 12), lambda pair: pair[1].pci),
        Field(_column("Oscal", "OSCAL", 30), lambda pair: pair[1].oscal),
    ),
)
