from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from builder.errors import BuilderError
from builder.model.assessment import Assessment
from builder.model.audience import Audience
from builder.publish.workbook import write_workbook
from builder.publish.workbook_limits import MAX_LINE_FEEDS, MAX_LINKS, MAX_TEXT, check_limits
from builder.publish.workbook_proof import prove_workbook
from builder.render.sheet_model import Cell, Content, Link, Sheet, StyleName
from builder.render.sheets import workbook_sheets
from tests.unit.render.sheet_samples import (
    headings,
    little_sheet,
    little_workbook,
    sheet_of,
    with_profile,
)

SURVIVORS = (
    "=1+1", "=cmd|' /C calc'!A0", "+1-800-555-0100", "-2", "@SUM(A1)", "\t=1", " leading",
    "trailing ", "R&D <team>", "=> see policy", "שלום", "👩‍⚕️ chart", "_x000D_", "_x005f_", "x005F_",
    "#REF!", "#N/A", "TRUE", "1e3", "2026-02-31", "{=A1}", "<r>not closed", "&amp;", "]]>",
    "<b>bold</b>", "a\nb", "a\rb", "a\r\nb", "\u2028", "\u202e", "x" * MAX_TEXT, "\n" * 253,
    "<r>x</r>", "<r><t>raw</t></r>", "_x005F_", "_x005F_x000D_", "_x000D_x000D_x005F_",
    "\\_x000D_\r",
    "https://example.org", "internal:Sheet!A1", "mailto:a@example.org", "'quoted", "\x85", "",
)  # fmt: skip
REFUSED = (
    "\x00", "a\x07", "\x1b[2J", "\ud800", "\udfff", "\ufffe", "\uffff", "x" * (MAX_TEXT + 1),
    "😀" * (MAX_TEXT // 2 + 1), "\n" * (MAX_LINE_FEEDS + 1), "\x0b", "\x0c",
)  # fmt: skip
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=40)


def round_trip(sheet: Sheet) -> None:
    workbook = little_workbook(sheet)
    prove_workbook(workbook, write_workbook(workbook))


@pytest.mark.parametrize("text", SURVIVORS, ids=lambda text: ascii(text[:12]))
def test_honest_and_tricky_texts_arrive_character_for_character(text: str) -> None:
    round_trip(little_sheet("before", text, "after"))


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: ascii(text[:12]))
def test_what_cannot_be_held_stops_with_the_cell_named(text: str) -> None:
    with pytest.raises(BuilderError) as refused:
        write_workbook(little_workbook(little_sheet("before", text)))
    assert "sheet `Sample`, cell A3" in refused.value.message
    assert refused.value.hint
    assert re.fullmatch(r"[\x20-\x7e]*", refused.value.message)


@given(ANYTHING)
@example("<r>a</r>")
@example("_x0041_")
@example("_x005F_x000D_")
@settings(deadline=None, max_examples=150)
def test_any_text_survives_or_stops_with_its_cell(text: str) -> None:
    try:
        round_trip(little_sheet(text))
    except BuilderError as refused:
        assert "cell A2" in refused.message  # noqa: PT017 - either outcome is right
        assert "cannot" in refused.message  # noqa: PT017


@pytest.mark.parametrize("heading", ["_x0041_", "_x005F_ a", 'say "so"', "R&D <b>"])
def test_a_heading_is_the_same_in_its_cell_and_in_its_table(heading: str) -> None:
    sheet = little_sheet("x")
    assert sheet.table is not None
    columns = tuple(replace(column, title=heading) for column in sheet.table.columns)
    rows = ((Cell(heading, StyleName.HEAD),), *sheet.rows[1:])
    round_trip(replace(sheet, rows=rows, table=replace(sheet.table, columns=columns)))


@given(ANYTHING.filter(bool))
@settings(deadline=None, max_examples=20)
def test_any_short_name_of_the_provider_survives_or_stops(
    assessment: Assessment, name: str
) -> None:
    profile = assessment.matrix.workspace.provider.profile
    changed = with_profile(assessment, replace(profile, short_name=name))
    workbook = workbook_sheets(changed, Audience.CUSTOMER)
    try:
        check_limits(workbook)
    except BuilderError as refused:
        assert re.search(r"cell [A-Z]+\d+|property", refused.message)  # noqa: PT017
    else:
        prove_workbook(workbook, write_workbook(workbook))


@pytest.mark.parametrize("name", ["*", "A?", "<b", "=A", ">1", "~"])
def test_a_counted_word_is_no_pattern(assessment: Assessment, name: str) -> None:
    profile = assessment.matrix.workspace.provider.profile
    changed = with_profile(assessment, replace(profile, short_name=name))
    with pytest.raises(BuilderError, match="sheet `Dashboard`, cell A8: formulas count by this"):
        write_workbook(workbook_sheets(changed, Audience.AUDITOR))


def test_a_cell_of_a_table_is_named_by_its_row_and_heading(assessment: Assessment) -> None:
    workbook = workbook_sheets(assessment, Audience.AUDITOR)
    matrix = sheet_of(workbook, "Matrix")
    key, number = matrix.rows[1][0], headings(matrix).index("Customer must")
    assert key is not None
    row = (*matrix.rows[1][:number], Cell("x" * (MAX_TEXT + 1), StyleName.TEXT))
    spoiled = replace(matrix, rows=(matrix.rows[0], row, *matrix.rows[2:]))
    sheets = tuple(spoiled if sheet is matrix else sheet for sheet in workbook.sheets)
    with pytest.raises(BuilderError) as refused:
        check_limits(replace(workbook, sheets=sheets))
    assert f" ({key.shown}, Customer must): " in refused.value.message


def linked(*links: Content) -> Sheet:
    sheet = little_sheet(*(["link"] * len(links)))
    rows = (sheet.rows[0], *((Cell(link, StyleName.LINK),) for link in links))
    return replace(sheet, rows=rows)


def test_links_of_all_sorts_arrive() -> None:
    round_trip(
        linked(
            Link(text="page", target="site/a/index.html", anchor="b-c", tip="Page"),
            Link(text="rule", target="https://example.org/a?b=c&d=e", anchor="p-1"),
            Link(text="plain", target="https://example.org/x%20y"),
            Link(text="here", anchor="'Sample'!A1", tip="Here"),
        )
    )


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (Link(text="x", target="https://e/" + "a" * 2080), "at most 2079"),
        (Link(text="x", target="site/a", tip="t" * 256), "at most 255"),
        (Link(text="x", target="https://e/a b"), "unencoded"),
        (Link(text="x", target="https://e/100%"), "unencoded"),
        (Link(text="", target="site/a"), "without a text"),
        (Link(text="x" * 32_768, target="site/a"), "at most 32767"),
        (Link(text="x", target="site/\ufffe"), "U+FFFE"),
    ],
)
def test_links_that_would_be_dropped_stop(link: Link, words: str) -> None:
    with pytest.raises(BuilderError) as refused:
        write_workbook(little_workbook(linked(link)))
    assert "cell A2" in refused.value.message
    assert words in refused.value.message


def test_too_many_links_stop() -> None:
    many = linked(*([Link(text="x", target="site/a")] * (MAX_LINKS + 1)))
    with pytest.raises(BuilderError, match=r"cell A65532.*: link number 65531"):
        check_limits(little_workbook(many))


@pytest.mark.parametrize("name", ["", "x" * 32, "a/b", "a[b", "'a", "a'"])
def test_impossible_sheet_names_stop(name: str) -> None:
    with pytest.raises(BuilderError, match="cannot have that name"):
        check_limits(little_workbook(little_sheet("x", name=name)))


def test_two_sheets_of_one_name_stop() -> None:
    pair = little_sheet("x"), little_sheet("x", name="SAMPLE")
    with pytest.raises(BuilderError, match="exists twice"):
        check_limits(little_workbook(*pair))


def test_headers_footers_and_properties_are_limited() -> None:
    workbook = little_workbook(little_sheet("x"))
    for broken, words in (
        (replace(workbook, header="&" * 120), "header"),
        (replace(workbook, footer="x" * 256), "footer"),
        (replace(workbook, title="x" * 256), "property title"),
        (replace(workbook, properties=(("Audience", "\x00"),)), "property Audience"),
    ):
        with pytest.raises(BuilderError, match=words):
            check_limits(broken)


def test_an_ampersand_in_header_and_footer_is_no_code() -> None:
    workbook = replace(little_workbook(little_sheet("x")), header="R&D &P", footer="7 & 8")
    prove_workbook(workbook, write_workbook(workbook))
    assert write_workbook(workbook) == write_workbook(workbook)
