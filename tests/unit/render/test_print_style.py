"""What stands below every printed page."""

from __future__ import annotations

import pytest

from builder.model.assessment import Assessment
from builder.render.pages import site_pages
from builder.render.print_style import css_text, print_style


def test_every_printed_page_names_day_build_and_that_it_is_an_example(
    assessment: Assessment,
) -> None:
    style = site_pages(assessment).print_style
    assert "@bottom-left" in style
    for words in ("As of 2026-11-24", assessment.identity.build_id, "Invented example data"):
        assert words in style
    assert "counter(page)" in style


@pytest.mark.parametrize("text", ['a"; } body { display: none', "back\\slash", "line\nend", "</s>"])
def test_hostile_text_stays_inside_its_string(text: str) -> None:
    inside = css_text(text)
    assert not set(inside) & set('"{};<>\n')
    assert print_style(text).count('"') == print_style("").count('"')


def test_a_character_that_is_written_by_number_ends_with_a_space() -> None:
    assert css_text("a·b") == "a\\B7 b"
