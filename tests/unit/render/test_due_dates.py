"""What falls due: every gap with a day is in the list, whoever opened it."""

from __future__ import annotations

from builder.model.assessment import Assessment
from builder.render.book import Book
from builder.render.due_dates import due_dates
from builder.render.pages import site_pages


def test_every_open_gap_that_an_event_dates_falls_due(assessment: Assessment) -> None:
    book = Book(assessment)
    due = {date.key: date for date in due_dates(assessment)}
    dated = [listed for listed in book.open_gaps if listed.dated]
    assert {listed.registered for listed in dated} == {True, False}
    for listed in dated:
        found = due[listed.gap.id]
        assert found.day == (listed.gap.accepted_until or listed.gap.due_on)
        assert found.text == listed.gap.title
        assert ("no treatment" in found.kind) is (not listed.registered)


def test_a_gap_that_nothing_dates_stands_on_the_page_without_a_day(assessment: Assessment) -> None:
    book = Book(assessment)
    page = next(page for page in site_pages(assessment).pages if page.src == "due.md")
    before, _, after = page.text.partition("{ #undated }")
    undated = [listed.gap.id for listed in book.open_gaps if not listed.dated]
    assert undated
    for gap in undated:
        assert f"gaps.md#{gap})" in after
        assert f"gaps.md#{gap})" not in before
