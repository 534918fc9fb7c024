"""The register of evidence and a page for each record; artifacts are vouched for, not published."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model.assessment import expires_at
from builder.model.evidence import Evidence, Outcome
from builder.model.retention import keep_until, retention_periods
from builder.render.book import Book, page_file
from builder.render.log_facts import root_facts
from builder.render.page import Page
from builder.render.words import in_order


def evidence_pages(book: Book) -> Iterable[Page]:
    """The register by row and a page for each record."""
    families = [
        (family, [r for r in book.assessment.rows if r.row.control.family == family.id])
        for family in book.framework.families
    ]
    values = {
        "total": len(book.observations),
        "families": [
            (family, rows) for family, rows in families if any(r.observations for r in rows)
        ],
        "counts": {
            family.id: sum(len(row.observations) for row in rows) for family, rows in families
        },
        "failing": {
            family.id: sum(not in_order(o) for row in rows for o in row.observations)
            for family, rows in families
        },
        "waivers": book.assessment.matrix.workspace.customer.waivers,
        "log_facts": root_facts(book.assessment.identity.log),
        "months": _by_month(book.assessment.evidence),
    }
    yield book.page(
        "evidence/index.md", "Evidence register", "evidence", values, search={"exclude": True}
    )
    for record in book.assessment.evidence:
        yield _record_page(book, record)


def _by_month(records: Iterable[Evidence]) -> list[tuple[str, list[Evidence]]]:
    """The records by the month they were collected in, the latest first."""
    latest = sorted(records, key=lambda record: (record.collected_at, record.id), reverse=True)
    months: dict[str, list[Evidence]] = {}
    for record in latest:
        months.setdefault(f"{record.collected_at:%Y-%m}", []).append(record)
    return list(months.items())


def _record_page(book: Book, record: Evidence) -> Page:
    served = [
        (book.observations[key][0], expires_at(observed.observation.requirement, record), key)
        for key in record.requirements
        if key in book.observations
        for observed in [book.observations[key][1]]
    ]
    newest = [key for _, _, key in served if book.observations[key][1].observation.newest == record]
    requirements = [
        book.observations[key][1].observation.requirement
        for key in record.requirements
        if key in book.observations
    ]
    roles = {role.id for role in book.organization.roles}
    return book.page(
        page_file("evidence", record.id),
        record.title,
        "evidence_record",
        {
            "record": record,
            "served": served,
            "newest": newest,
            "keep_until": keep_until(record, requirements, retention_periods(book.workspace)),
            "remarks_inside": record.outcome is not Outcome.FAIL,
            "by_role": record.collected_by in roles,
            "checks": [one for one in book.assessment.checks if record.id in one.evidence],
        },
        edited_from=record.origin.file if record.origin is not None else "",
        in_nav=False,
        search={"boost": 0.3},
    )
