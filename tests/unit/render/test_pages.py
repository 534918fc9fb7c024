"""The pages as values: complete, reachable, stamped, repeatable, and unmoved by hostile text."""

from __future__ import annotations

import json
import re
from enum import Enum
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from builder.model.assessment import Assessment
from builder.model.catalog import ControlKind
from builder.model.responsibility import CustomerStatement
from builder.render.page import NavEntry, Page, Pages
from builder.render.pages import site_pages
from tests.unit.render.test_markdown import Shape, plain, site_extensions

ATTACK = (
    " </td></section><script>x</script> **y** __z__ {.q #w onclick=1} | a | [b](javascript:c)"
    " `d` <!-- e \n\n# f\n- g\n```\n{{ 7 * 7 }}"
)
TEXTS = {
    "title", "summary", "text", "verify", "note", "duty", "statement", "remarks", "reason", "what",
    "where", "shows", "assessment", "rationale", "alternative", "equivalence", "provides", "clause",
    "dated", "finding", "plan", "purpose", "region", "terms", "run", "why", "ask", "how_to_get",
    "counterparty", "data", "tool", "version", "query", "population", "sample", "file",
    "media_type", "publisher", "clock", "name", "short_name", "space",
}  # fmt: skip
KINDS = (
    "index.md", "matrix.md", "controls/index.md", "features/index.md", "roles/index.md",
    "systems/index.md", "evidence/index.md", "gaps.md", "decisions.md", "due.md", "sources.md",
)  # fmt: skip


@pytest.fixture(scope="module")
def pages(assessment: Assessment) -> Pages:
    return site_pages(assessment)


def front_matter(page: Page) -> dict[str, Any]:
    lines = page.text.split("---\n")[1].splitlines()
    return {line.split(": ", 1)[0]: json.loads(line.split(": ", 1)[1]) for line in lines}


def listed(entries: tuple[NavEntry, ...]) -> list[str]:
    found: list[str] = []
    for entry in entries:
        found += [entry.src] if entry.src else listed(entry.entries)
    return found


def poisoned(value: Any) -> Any:
    """The same value with an attack at the end of every text that a page may show."""
    if isinstance(value, tuple):
        return tuple(poisoned(item) for item in value)
    if not isinstance(value, msgspec.Struct):
        return value
    changed: dict[str, Any] = {}
    for field in msgspec.structs.fields(value):
        old = getattr(value, field.name)
        if field.name in TEXTS and isinstance(old, str) and not isinstance(old, Enum):
            changed[field.name] = old + ATTACK if old else old
        elif field.name in TEXTS and isinstance(old, tuple) and old and isinstance(old[0], str):
            changed[field.name] = tuple(text + ATTACK for text in old)
        else:
            changed[field.name] = poisoned(old)
    return type(value)(**changed)


def skeleton(page: Page) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
    """The elements of a page with the attributes that make something happen."""
    body = page.text.split("---\n", 2)[2]
    kept = []
    for tag, attributes in Shape(site_extensions().convert(body)).elements:
        shown = (
            (name, None if name in ("aria-label", "data-counting") or "?" in str(value) else value)
            for name, value in attributes
        )
        kept.append((tag, tuple(shown)))
    return kept


def test_every_row_has_its_place(assessment: Assessment, pages: Pages) -> None:
    standards = [r for r in assessment.rows if r.row.control.kind is ControlKind.STANDARD]
    by_src = {page.src: page for page in pages.pages}
    assert len(by_src) == len(pages.pages)
    assert len(standards) == 22
    for row in standards:
        text = by_src[f"controls/{row.citation.slug}.md"].text
        for member in (row.citation, *row.row.parts):
            assert f"{{ #{member.slug} }}" in text


def test_every_page_is_in_the_navigation_or_says_that_it_is_not(pages: Pages) -> None:
    in_nav = listed(pages.nav)
    assert sorted(in_nav) == sorted(page.src for page in pages.pages if page.in_nav)
    hidden = [page.src for page in pages.pages if not page.in_nav]
    assert all(src.startswith("evidence/") for src in hidden)


def test_every_page_says_of_what_date_and_build_it_is(assessment: Assessment, pages: Pages) -> None:
    for page in pages.pages:
        assert f"{assessment.as_of:%Y-%m-%d}" in page.text
        assert assessment.identity.build_id in page.text
        assert "Invented example data" in page.text
    assert "Invented example data" in pages.stamp


def test_the_same_assessment_gives_the_same_text(assessment: Assessment, pages: Pages) -> None:
    assert site_pages(assessment) == pages


def test_no_organization_is_called_an_example_that_is_none(assessment: Assessment) -> None:
    workspace = assessment.matrix.workspace
    organization = replace(workspace.customer.organization, sample_data=False)
    customer = replace(workspace.customer, organization=organization)
    matrix = replace(assessment.matrix, workspace=replace(workspace, customer=customer))
    made = site_pages(replace(assessment, matrix=matrix))
    assert "Invented example data" not in made.pages[0].text


def test_totals_name_how_they_are_counted(pages: Pages) -> None:
    for page in pages.pages:
        for total in re.findall(r"\bof 68 elements.{0,40}", page.text):
            assert "NIST SP 800-66" in total, page.src


def test_registers_stay_out_of_the_search(pages: Pages) -> None:
    excluded = {p.src for p in pages.pages if front_matter(p).get("search") == {"exclude": True}}
    assert {"matrix.md", "gaps.md", "decisions.md", "due.md", "evidence/index.md"} <= excluded
    assert not [src for src in excluded if re.match(r"controls/\d", src)]


def test_every_other_spelling_stands_beside_its_control(pages: Pages) -> None:
    page = next(p for p in pages.pages if p.src == "controls/164-312-a-1.md")
    shown = plain(Shape(site_extensions().convert(page.text)).text)
    for spelling in ("45 CFR 164.312(a)(2)(iv)", "§ 164.312(a)(2)(iv)", "164_312_a_2_iv"):
        assert spelling in shown


def test_a_page_is_found_by_citations_addresses_and_terms(pages: Pages) -> None:
    tags = {page.src: front_matter(page).get("tags", []) for page in pages.pages}
    assert {"164.312(a)(2)(iv)", "164-312-a-2-iv"} <= set(tags["controls/164-312-a-1.md"])
    assert "heroku ps:exec" in tags["features/one-off-dynos.md"]


def test_author_prose_is_rendered_on_the_page(assessment: Assessment) -> None:
    row = assessment.rows[0]
    customer = replace(row.row.customer, notes="Some *prose*.\n\n<script>x</script>")
    assert isinstance(customer, CustomerStatement)
    changed = replace(row, row=replace(row.row, customer=customer))
    made = site_pages(replace(assessment, rows=(changed, *assessment.rows[1:])))
    page = next(p for p in made.pages if p.src == f"controls/{row.citation.slug}.md")
    assert '<div class="sb-prose"><p>Some <em>prose</em>.</p>' in page.text
    assert "<script" not in page.text


def test_hostile_text_changes_no_structure(assessment: Assessment, pages: Pages) -> None:
    hostile = {page.src: page for page in site_pages(poisoned(assessment)).pages}
    first: dict[str, Page] = {}
    for page in pages.pages:  # one page of each kind is enough: kinds share their template
        folder = page.src if page.src in KINDS else page.src.rpartition("/")[0]
        first.setdefault(folder, page)
    first["standard"] = next(p for p in pages.pages if p.src == "controls/164-312-a-1.md")
    assert len(first) >= len(KINDS) + 4
    for page in first.values():
        assert skeleton(hostile[page.src]) == skeleton(page), page.src
        assert not re.search(r"[<>]", str(front_matter(hostile[page.src])["title"]))


def test_a_record_that_shows_nothing_holds_until_no_day(
    assessment: Assessment, pages: Pages
) -> None:
    texts = {page.src: page.text for page in pages.pages}
    silent = [record for record in assessment.evidence if not record.shows]
    assert silent
    for record in assessment.evidence:
        served = texts[f"evidence/{record.id}.md"].partition("{ #requirements }")[2]
        assert ("Shows nothing" in served) is (not record.shows), record.id


def test_a_record_speaks_of_one_artifact_or_of_several(
    assessment: Assessment, pages: Pages
) -> None:
    texts = {page.src: page.text for page in pages.pages}
    for record in assessment.evidence:
        one = "The artifact is not published" in texts[f"evidence/{record.id}.md"]
        assert one is (len(record.artifacts) == 1), record.id
