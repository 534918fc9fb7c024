"""The audit window on page and sheet: one truth, told in words, and a bar that says the same."""

from __future__ import annotations

import re
from datetime import date

import pytest
from msgspec.structs import replace

from builder.model.assessment import Assessment
from builder.model.audience import Audience
from builder.model.coverage import Coverage
from builder.model.retention import keep_until, retention_periods
from builder.model.window import Window
from builder.render.pages import site_pages
from builder.render.sheets import workbook_sheets
from builder.render.window_words import (
    covered_requirements,
    days_words,
    failures_words,
    holes_words,
    question_words,
    segments,
)
from tests.factories import make_evidence, make_requirement
from tests.unit.render.sheet_samples import column_of, headings, sheet_of, with_organization

ROW = re.compile(
    r'^\| \[(?P<title>[^|]*?)\]\([^|]*?\) \| (?P<question>[^|]*?) \| <span class="sb-window"'
    r' aria-hidden="true">(?P<bar>.*)</span>(?P<days>[^|<]*) \| (?P<holes>[^|]*?) \|$',
    re.MULTILINE,
)
SEGMENT = re.compile(r'<span class="sb-window-(\S+)" style="width:([\d.]+)%"></span>')


@pytest.fixture(scope="module")
def window(assessment: Assessment) -> Window:
    """The window that the example sets."""
    found = assessment.matrix.workspace.customer.organization.audit_window
    assert found is not None
    return found


def a_coverage(*holes: Window) -> Coverage:
    half = Window(date(2026, 1, 1), date(2026, 6, 30))
    return Coverage(
        requirement=make_requirement(), window=half, elapsed=half, covered=(), holes=holes,
        failures=(make_evidence(), make_evidence("b")),
    )  # fmt: skip


def test_the_bar_and_the_words_of_a_page_say_the_same(
    assessment: Assessment, window: Window
) -> None:
    pages = [page.text for page in site_pages(assessment).pages if page.src.startswith("controls/")]
    told = [match for page in pages for match in ROW.finditer(page)]
    found = covered_requirements(assessment, window)
    assert len(told) == len(found) > 100
    for match in told:
        widths = [(kind, float(share)) for kind, share in SEGMENT.findall(match["bar"])]
        assert sum(share for _, share in widths) == pytest.approx(100, abs=0.02)
        covered = sum(share for kind, share in widths if kind == "covered") / 100 * window.days
        assert f"{round(covered)} of " in match["days"]
        holes = re.findall(r'<span class="sb-days">([^<]*)</span>', match["holes"])
        assert holes or match["holes"].startswith("–")
        assert len(holes) == sum(kind == "hole" for kind, _ in widths)
    assert sorted((m["days"], m["question"]) for m in told) == sorted(
        (days_words(i.coverage), question_words(i.coverage.requirement.question)) for i in found
    )


def test_the_data_sheet_has_the_days_of_every_requirement(
    assessment: Assessment, window: Window
) -> None:
    data = sheet_of(workbook_sheets(assessment, Audience.AUDITOR), "Data")
    found = {
        f"{i.citation} {i.coverage.requirement.title}": i.coverage
        for i in covered_requirements(assessment, window)
    }
    names = ("Control ID", "Evidence asked for", "Audit window", "Days passed", "Days covered")
    lines = zip(*(column_of(data, name) for name in (*names, "Open days")), strict=True)
    seen = 0
    for citation, title, whole, passed, covered, holes in lines:
        if title == "–":
            assert (whole, passed, covered, holes) == ("–", None, None, "–")
            continue
        one = found[f"{citation} {title}"]
        assert (whole, passed, covered) == (window.words, one.days_elapsed, one.days_covered)
        assert holes == (holes_words(one.holes) or "–")
        seen += 1
    assert seen == len(found)
    customer = sheet_of(workbook_sheets(assessment, Audience.CUSTOMER), "Data")
    assert "Days covered" not in headings(customer)


def test_without_a_window_nothing_is_said_of_one(assessment: Assessment) -> None:
    bare = with_organization(
        assessment, replace(assessment.matrix.workspace.customer.organization, audit_window=None)
    )
    assert not any("sb-window" in page.text for page in site_pages(bare).pages)
    assert "Days covered" not in headings(sheet_of(workbook_sheets(bare), "Data"))


def test_every_record_says_until_when_it_is_kept(assessment: Assessment) -> None:
    workspace = assessment.matrix.workspace
    periods = retention_periods(workspace)
    assert [str(period) for period in periods] == ["P6Y"]
    asked = {r.id: r for s in workspace.customer.statements for r in s.evidence}
    sheet = sheet_of(workbook_sheets(assessment), "Evidence")
    told = dict(zip(column_of(sheet, "Evidence ID"), column_of(sheet, "Keep until"), strict=True))
    pages = {page.src: page.text for page in site_pages(assessment).pages}
    for record in assessment.evidence:
        kept = keep_until(record, [asked[r] for r in record.requirements], periods)
        assert told[record.id] == kept
        assert f"| Keep until | <time>{kept}</time> |" in pages[f"evidence/{record.id}.md"]


def test_a_replaced_record_says_by_when_and_by_which(assessment: Assessment) -> None:
    older, newer = sorted(assessment.evidence, key=lambda record: record.collected_at)[:2]
    changed = tuple(
        replace(r, replaced_at=newer.collected_at) if r is older
        else replace(r, replaces=older.id) if r is newer else r
        for r in assessment.evidence
    )  # fmt: skip
    pages = {p.src: p.text for p in site_pages(replace(assessment, evidence=changed)).pages}
    (line,) = re.findall(r"\| Replaced \| (.*) \|", pages[f"evidence/{older.id}.md"])
    assert line.replace("\\", "").startswith(str(newer.collected_at.date()))
    assert "| Replaced |" not in pages[f"evidence/{newer.id}.md"]
    (line,) = re.findall(r"\| Replaces \| (.*) \|", pages[f"evidence/{newer.id}.md"])
    assert f"/{older.id}." in line.replace("\\", "")


def test_a_line_names_a_few_holes_and_counts_the_rest() -> None:
    days = [Window(date(2026, 2, n), date(2026, 2, n)) for n in range(1, 12, 2)]
    found = a_coverage(*days)
    assert holes_words(found.holes[:1]) == "2026-02-01"
    assert holes_words(found.holes).endswith("2026-02-07, 2 more")
    assert failures_words(found) == "2026-06-16"


def test_of_a_window_to_come_there_is_one_segment() -> None:
    found = replace(a_coverage(), elapsed=None, failures=())
    assert days_words(found) == "Not begun"
    assert [(s.kind, s.percent) for s in segments(found)] == [("to-come", "100.000")]
