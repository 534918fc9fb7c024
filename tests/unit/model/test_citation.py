"""Citations: every spelling finds the paragraph, and they sort as the rule's table of contents."""

from __future__ import annotations

import random
import time

import pytest

from builder.model.citation import Citation, CitationIndex, citation_tokens
from builder.pipeline import Build

IN_ORDER = [
    "9.2", "9.8(a)", "9.10", "9.10(a)", "9.10(a)(1)", "9.10(a)(2)", "9.10(a)(2)(i)",
    "9.10(a)(2)(iv)", "9.10(a)(2)(v)", "9.10(a)(2)(ix)", "9.10(a)(2)(x)", "9.10(a)(2)(xiv)",
    "9.10(a)(2)(xl)", "9.10(a)(10)", "9.10(b)", "9.10(b)[terms]", "9.10(z)", "9.10(aa)",
    "9.12(a)(1)(ii)(A)", "9.12(a)(1)(ii)(B)(1)(iii)", "9.12(a)(1)(ii)(B)(1)(iv)",
    "9.12[definition]", "10.1",
]  # fmt: skip

INDEX = CitationIndex.of(
    [
        (Citation("9.10(a)(1)"), ("9.10(a)",)),
        (Citation("9.10(a)(2)(iv)"), ()),
        (Citation("9.10(b)(3)"), ("9.10(b)(4)", "9.10(a)(1)")),
        (Citation("9.12"), ()),
    ],
    ("99 XYZ", "99 X.Y.Z.", "99 XYZ Part", "§"),
)


def test_they_sort_as_the_table_of_contents_does() -> None:
    shuffled = [Citation(text) for text in IN_ORDER]
    random.Random(7).shuffle(shuffled)
    assert [str(citation) for citation in sorted(shuffled)] == IN_ORDER


def test_two_spellings_of_a_number_are_not_the_same_place() -> None:
    # Equal places with unequal texts would make the order depend on where a sort begins.
    assert Citation("9.2") != Citation("9.02")
    assert Citation("9.02") < Citation("9.2")
    assert not Citation("9.2") < Citation("9.02")


@pytest.mark.parametrize(
    "text",
    [
        "", "9", "9.10.", "9.10(a", "9.10 (a)", "9.10()", "§ 9.10", "9.10(a)[T]", "9.10\n",
        "\u0669.10(a)", "9.\u0661\u0660", "9.10(\u0430)", "a.10",
    ],
)  # fmt: skip
def test_what_is_not_canonical_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Citation(text)


def test_a_citation_is_a_value() -> None:
    citation = Citation("9.10(a)(2)(iv)")
    assert {citation, Citation("9.10(a)(2)(iv)")} == {citation}
    assert citation != "9.10(a)(2)(iv)"
    assert repr(citation) == "Citation('9.10(a)(2)(iv)')"
    assert citation.section == "9.10"
    assert Citation("9.12[definition]").section == "9.12"
    assert citation.slug == "9-10-a-2-iv"
    with pytest.raises(AttributeError, match="cannot change"):
        citation.text = "9.11"


@pytest.mark.parametrize(
    ("spelling", "citation"),
    [
        ("9.10(a)(2)(iv)", "9.10(a)(2)(iv)"),
        ("§ 9.10 (a)(2)(iv)", "9.10(a)(2)(iv)"),
        ("99 XYZ 9.10(a)(2)(iv)", "9.10(a)(2)(iv)"),
        ("99 X.Y.Z. § 9.10(A)(2)(IV)", "9.10(a)(2)(iv)"),
        ("99 XYZ Part 9.10 a 2 iv", "9.10(a)(2)(iv)"),
        ("9_10_a_2_iv", "9.10(a)(2)(iv)"),
        ("9-10-a-2-iv", "9.10(a)(2)(iv)"),
        ("9.10(a.2.iv)", "9.10(a)(2)(iv)"),
        ("9.10a2iv", "9.10(a)(2)(iv)"),
        ("10(a)(2)(iv)", "9.10(a)(2)(iv)"),
        ("9.10(a)", "9.10(a)(1)"),
        ("9.10(b)(4)", "9.10(b)(3)"),
        ("9.12", "9.12"),
        ("12", "9.12"),
    ],
)
def test_any_spelling_finds_it(spelling: str, citation: str) -> None:
    assert INDEX.find(spelling) == Citation(citation)


@pytest.mark.parametrize(
    "text",
    ["", "9", "9.10(c)", "9.10(b)(3)(i)", "Part 9", "9.12(\u0430)", "\uff19.12 x", "9.12 or 9.10"],
)
def test_what_is_not_there_is_not_found(text: str) -> None:
    assert INDEX.find(text) is None


def test_a_paragraph_wins_over_an_alias() -> None:
    assert INDEX.find("9.10(a)(1)") == Citation("9.10(a)(1)")


@pytest.mark.parametrize(
    ("text", "citation"),
    [
        ("9.10(a)(2)(iv)(A)", "9.10(a)(2)(iv)"),
        ("10(a)(7)", "9.10(a)(1)"),
        ("9.10(b)(9)", "9.10(b)(3)"),
        ("99 XYZ 9.12(q)", "9.12"),
    ],
)
def test_the_nearest_is_the_paragraph_above_or_the_closest_spelling(
    text: str, citation: str
) -> None:
    assert INDEX.nearest(text) == Citation(citation)


def test_nothing_is_near_to_a_word() -> None:
    assert INDEX.nearest("tailored suits") is None


def test_a_monstrous_citation_costs_no_time() -> None:
    started = time.process_time()
    assert INDEX.nearest("1a" * 500_000) is None
    assert time.process_time() - started < 5


def test_tokens_are_numbers_and_letters_of_every_script() -> None:
    assert citation_tokens("§ 9.10 (a)(2)(IV)") == ("9", "10", "a", "2", "iv")
    assert citation_tokens("9.10(\u0430)") == ("9", "10", "\u0430")


@pytest.mark.parametrize(
    ("spelling", "citation"),
    [
        ("164.312(a)(2)(iv)", "164.312(a)(2)(iv)"),
        ("§ 164.312 (a)(2)(iv)", "164.312(a)(2)(iv)"),
        ("45 CFR 164.312(a)(2)(iv)", "164.312(a)(2)(iv)"),
        ("45 C.F.R. § 164.312(a)(2)(iv)", "164.312(a)(2)(iv)"),
        ("164_312_a_2_iv", "164.312(a)(2)(iv)"),
        ("164.312(a.2.iv)", "164.312(a)(2)(iv)"),
        ("312(a)(2)(iv)", "164.312(a)(2)(iv)"),
        ("164.308(b)(4)", "164.308(b)(3)"),
        ("164.312(a)", "164.312(a)(1)"),
        ("164.308(a)(1)", "164.308(a)(1)(i)"),
        ("308(a)(7)", "164.308(a)(7)(i)"),
        ("164.316(b)", "164.316(b)(1)"),
        ("164.310(d)", "164.310(d)(1)"),
        ("164.404(b)", "164.404(b)"),
    ],
)
def test_the_catalog_knows_how_people_write(spelling: str, citation: str, build: Build) -> None:
    assert build.files.index.find(spelling) == Citation(citation)
