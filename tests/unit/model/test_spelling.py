"""Hints cost a bounded effort, however many names there are and however many are wrong."""

from __future__ import annotations

import pytest

from builder.model import spelling
from builder.model.citation import Citation, CitationIndex
from builder.model.spelling import MOST_LETTERS, MOST_NAMES, MOST_WORDS, NearNames
from builder.rules.context import known_words


def test_the_closest_name_is_found() -> None:
    near = NearNames(["receptionist", "manager"])
    assert near.to("receptionit") == "receptionist"
    assert near.to("xyz") is None


def none_of_them(_word: str, names: list[str], **_: object) -> list[str]:
    """Stands for the comparing where there is nothing to compare with."""
    assert names == []
    return []


def test_a_word_is_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def count(word: str, *_: object, **__: object) -> list[str]:
        asked.append(word)
        return []

    monkeypatch.setattr(spelling, "get_close_matches", count)
    near = NearNames(["receptionist"])
    for number in range(3 * MOST_WORDS):
        near.to(f"word-{number % (2 * MOST_WORDS)}")
    assert asked == [f"word-{number}" for number in range(MOST_WORDS)]


def test_among_very_many_names_none_is_looked_for() -> None:
    names = [f"role-{number}" for number in range(MOST_NAMES)]
    assert NearNames(names).to("rolle-7") == "role-7"
    assert NearNames([*names, "one-more"]).to("rolle-7") is None


def test_a_long_text_is_no_misspelled_name() -> None:
    assert NearNames(["a" * MOST_LETTERS]).to("a" * (MOST_LETTERS + 1)) is None


def test_a_long_name_is_not_compared_with(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def note(_word: str, names: list[str], **_: object) -> list[str]:
        compared.extend(names)
        return []

    monkeypatch.setattr(spelling, "get_close_matches", note)
    assert NearNames(["a" * (MOST_LETTERS + 1), "b"]).to("a" * MOST_LETTERS) is None
    assert compared == ["b"]


def test_a_catalog_of_thousands_is_searched_by_its_paragraphs_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index = CitationIndex.of((Citation(f"9.{number}(a)"), ()) for number in range(2 * MOST_NAMES))
    assert index.nearest("9.7(a)(2)") == Citation("9.7(a)")
    monkeypatch.setattr(spelling, "get_close_matches", none_of_them)
    assert [index.nearest(f"q{number}") for number in range(1_000)] == [None] * 1_000


def test_known_words_are_listed_as_far_as_anybody_reads() -> None:
    assert known_words(["b", "a"], "-") == "Known: a, b."
    assert known_words(map(str, range(10_000)), "-").endswith(" and 9960 more.")
