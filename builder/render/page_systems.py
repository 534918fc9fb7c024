"""The organization's systems, spaces, apps and agreements, and the services they run on."""

from __future__ import annotations

from collections.abc import Iterable

from builder.render.book import Book, page_file
from builder.render.page import Page


def system_pages(book: Book) -> Iterable[Page]:
    """The overview with spaces, services and agreements, and a page for each system."""
    covered = book.organization.covered_services(book.today)
    yield book.page("systems/index.md", "Systems and agreements", "systems", {"covered": covered})
    services = {service.id: service for service in book.profile.services}
    for system in book.organization.systems:
        records = [e for e in book.assessment.evidence if system.id in e.systems]
        spaces = {app.space for app in system.apps}
        yield book.page(
            page_file("systems", system.id),
            system.title,
            "system",
            {
                "system": system,
                "spaces": [s for s in book.organization.spaces if s.name in spaces],
                "services": [services[s] for s in system.services if s in services],
                "covered": covered,
                "records": records,
                "unlisted": _unlisted(book, system.id),
            },
            edited_from=system.origin.file if system.origin is not None else "",
        )


def _unlisted(book: Book, system: str) -> int:
    """Collected records about a system that have no page."""
    collected = book.workspace.collected
    kept = sum(system in record.systems for record in collected.kept)
    return collected.by_system.get(system, 0) - kept
