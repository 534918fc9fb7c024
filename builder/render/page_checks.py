"""The page of checks: what must hold of the estate, what it came to, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model.checks import CheckResult, CheckWord, Severity
from builder.render.book import Book
from builder.render.page import Page


def check_pages(book: Book) -> Iterable[Page]:
    """One page with every check, by what it came to; none for a pack without checks."""
    results = book.assessment.checks
    if not results:
        return
    names = {dataset.id: dataset.title for dataset in book.provider.datasets}
    values = {
        "groups": [(word, _of(results, word)) for word in CheckWord if _of(results, word)],
        "names": names,
        "waivers": {waiver.id: waiver for waiver in book.workspace.customer.check_waivers},
        "collected": any(result.evidence for result in results),
    }
    yield book.page("checks.md", "Checks", "checks", values, hide=["toc"])


def _of(results: Iterable[CheckResult], word: CheckWord) -> list[CheckResult]:
    """Those that came to a word, the gravest first."""
    order = list(Severity)
    held = [result for result in results if result.word is word]
    return sorted(held, key=lambda one: (order.index(one.check.severity), one.check.id))
