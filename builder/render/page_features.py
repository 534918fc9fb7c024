"""The provider's features: what each does, asks and does not do, each sentence with its source."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model.provider import Feature
from builder.render.book import Book, page_file
from builder.render.page import Page


def feature_pages(book: Book) -> Iterable[Page]:
    """The index by area and a page for each feature."""
    yield book.page(
        "features/index.md",
        f"{book.profile.short_name} features",
        "features",
        {"areas": areas(book)},
        search={"exclude": True},
    )
    covered = book.organization.covered_services(book.assessment.as_of.date())
    services = {service.id: service for service in book.profile.services}
    answers = {
        answer: statement.citation
        for statement in book.workspace.customer.statements
        for answer in statement.answers
    }
    for feature in book.provider.features:
        yield book.page(
            page_file("features", feature.id),
            feature.title,
            "feature",
            {
                "feature": feature,
                "services": [services[s] for s in feature.services if s in services],
                "covered": covered,
                "used": book.organization.used_services,
                "serves": [c for c in feature.citations if c in book.rows],
                "answers": answers,
            },
            edited_from=feature.origin.file if feature.origin is not None else "",
            tags=[feature.title, *feature.terms],  # the search weighs tags above titles
        )


def areas(book: Book) -> dict[str, tuple[Feature, ...]]:
    """The features by area, both in alphabetical order."""
    found: dict[str, tuple[Feature, ...]] = {}
    for feature in sorted(book.provider.features, key=lambda f: (f.area, f.title)):
        found[feature.area] = (*found.get(feature.area, ()), feature)
    return found
