"""The first page: the state at a glance, what is open, what falls due, and where to go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

from markupsafe import Markup
from msgspec import Struct

from builder.model.assessment import AssessedRow, FindingState
from builder.model.responsibility import GapSeverity, Party
from builder.model.status import Status
from builder.render.book import Book
from builder.render.due_dates import SOON, due_dates
from builder.render.links import Links, chip
from builder.render.log_facts import root_facts
from builder.render.page import Page
from builder.render.words import EvidenceWord, evidence_word, label, party_label

SHOWN = 8
"""How many open gaps and due dates stand on the first page; the registers have all."""


class Share(Struct, frozen=True, kw_only=True):
    """How many rows have one word."""

    word: str
    chip: Markup
    count: int
    percent: int
    link: Markup


def home_page(book: Book) -> Page:
    """The state at a glance."""
    to, rows = Links(book, "index.md"), book.assessment.rows
    profile = book.profile
    last = book.today + SOON
    dates = [due for due in due_dates(book.assessment) if due.day <= last]
    findings = {s: sum(r.finding.state is s for r in rows) for s in FindingState}
    values = {
        "findings": [(state, str(findings[state])) for state in FindingState],
        "parties": _shares(
            to, rows, Party, lambda r: r.row.customer.party, "party",
            lambda w: party_label(Party(w), profile.short_name),
        ),
        "statuses": _shares(to, rows, Status, lambda r: r.status, "status", label),
        "evidence": _shares(to, rows, EvidenceWord, evidence_word, "evidence", label),
        "severities": [
            (severity, sum(g.gap.severity is severity for g in book.open_gaps))
            for severity in GapSeverity
        ],
        "gaps": book.open_gaps[:SHOWN],
        "dates": dates[:SHOWN],
        "more_dates": len(dates) > SHOWN,
        "gap_count": str(len(book.open_gaps)),
        "due_count": str(sum(due.day >= book.today for due in dates)),
        "passed_count": sum(due.day < book.today for due in dates),
        "days": SOON.days,
        "log_facts": root_facts(book.assessment.identity.log),
    }  # fmt: skip
    name = f"{book.organization.name} on {profile.name}"
    return book.page("index.md", name, "home", values, hide=["navigation", "toc"])


def _shares(  # noqa: PLR0913, PLR0917 - one call site, four facts about one column
    to: Links,
    rows: tuple[AssessedRow, ...],
    words: Iterable[StrEnum],
    word_of: Callable[[AssessedRow], StrEnum],
    column: str,
    name: Callable[[StrEnum], str],
) -> list[Share]:
    shares = []
    for word in words:
        count = sum(word_of(row) is word for row in rows)
        if count:
            shares.append(
                Share(
                    word=word.value,
                    chip=chip(word, name(word)),
                    count=count,
                    percent=round(100 * count / len(rows)),
                    link=to.view(column, name(word), str(count)),
                )
            )
    return shares
