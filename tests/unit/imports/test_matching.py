"""Rows meet mappings: the worst row decides, nothing is dropped, and what is no pass is shown."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.imports.matching import mappings_for, matched
from builder.imports.rows import ImportedRow, Reading
from builder.model.imported import (
    ImportedResults,
    ImportFormat,
    ImportMapping,
    RequirementResult,
    RowWord,
)
from builder.store.foreign_text import foreign_text
from builder.store.placeholders import placeholders
from builder.store.yaml_nodes import read_yaml
from builder.store.yaml_text import yaml_text

LOGS = ImportMapping(
    id="logs", format=ImportFormat.SARIF, rules=("log-*",), requirements=("a.logs",)
)
BOTH = ImportMapping(
    id="both",
    format=ImportFormat.SARIF,
    rules=("log-?", "door"),
    requirements=("a.logs", "b.doors"),
)


def row(rule: str, word: RowWord = RowWord.PASS, aside: str = "") -> ImportedRow:
    return ImportedRow(rule=rule, word=word, set_aside=aside)


def results(rows: Sequence[ImportedRow], *mappings: ImportMapping) -> ImportedResults:
    reading = Reading(rows=tuple(rows), tool="T")
    return matched(reading, ImportFormat.SARIF, mappings or (LOGS,), foreign_text)


def only(rows: Sequence[ImportedRow]) -> RequirementResult:
    (result,) = results(rows).results
    return result


def test_a_row_counts_once_for_each_requirement_it_speaks_of() -> None:
    found = results([row("log-1"), row("door"), row("window"), row("window")], LOGS, BOTH)
    counts = {result.requirement: result.passed for result in found.results}
    assert counts == {"a.logs": 2, "b.doors": 2}
    assert (found.rows, found.unmatched, found.unmatched_rules) == (4, 2, ("window",))


def test_failing_rows_that_no_mapping_speaks_of_are_told_first() -> None:
    waved = ImportedRow(rule="yard", word=RowWord.FAIL, set_aside="Known.")
    bad = ImportedRow(rule="window", word=RowWord.FAIL)
    found = results([row("attic"), waved, bad, bad, row("log-1")])
    assert (found.unmatched, found.unmatched_failed) == (4, 2)
    assert found.unmatched_words == "4, of which 2 fail"
    assert found.unmatched_rules == ("window", "attic", "yard")


def test_rows_of_the_run_as_a_whole_speak_of_everything() -> None:
    trouble = ImportedRow(rule="run", word=RowWord.ERROR, everywhere=True)
    found = results([row("log-1"), trouble], LOGS, BOTH)
    assert [result.word for result in found.results] == [RowWord.ERROR, RowWord.ERROR]
    assert found.unmatched == 0


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([], RowWord.NOT_EVALUATED),
        ([row("log-1")], RowWord.PASS),
        ([row("log-1"), row("log-1", RowWord.FAIL)], RowWord.FAIL),
        ([row("log-1"), row("log-1", RowWord.ERROR)], RowWord.ERROR),
        ([row("log-1", RowWord.ERROR), row("log-1", RowWord.FAIL)], RowWord.FAIL),
        ([row("log-1"), row("log-1", RowWord.NOT_EVALUATED)], RowWord.NOT_EVALUATED),
        ([row("log-1"), row("log-1", RowWord.FAIL, "Muted")], RowWord.NOT_EVALUATED),
        ([row("log-1", RowWord.PASS, "Muted")], RowWord.NOT_EVALUATED),
        ([row("log-1", RowWord.ERROR), row("log-1", RowWord.FAIL, "Muted")], RowWord.ERROR),
    ],
)
def test_the_worst_row_decides(rows: list[ImportedRow], word: RowWord) -> None:
    assert only(rows).word is word


WORDS = st.sampled_from(RowWord)
ROWS = st.lists(st.builds(row, st.sampled_from(["log-1", "x"]), WORDS, st.sampled_from(["", "M"])))


@given(ROWS)
def test_no_row_is_lost_and_nothing_but_passes_is_a_pass(rows: list[ImportedRow]) -> None:
    found = results(rows)
    (result,) = found.results
    assert result.total + found.unmatched == len(rows) == found.rows
    assert len(result.shown) + result.left_out == sum(
        not each.set_aside and each.rule == "log-1" and each.word is not RowWord.PASS
        for each in rows
    )
    own = [each for each in rows if each.rule == "log-1"]
    whole = bool(own) and all(e.word is RowWord.PASS and not e.set_aside for e in own)
    assert (result.word is RowWord.PASS) == whole


def test_twenty_rows_are_shown_the_worst_first_and_the_rest_is_counted() -> None:
    many = [row("log-1", RowWord.NOT_EVALUATED)] * 30 + [row("log-2", RowWord.FAIL)]
    result = only(many)
    assert [shown.word for shown in result.shown[:2]] == [RowWord.FAIL, RowWord.NOT_EVALUATED]
    assert (len(result.shown), result.left_out) == (20, 11)
    assert result.words == "1 fail, 30 not evaluated"


def test_reasons_are_kept_with_their_counts_and_the_rare_ones_together() -> None:
    rows = [row("log-1", RowWord.FAIL, f"Reason {n}") for n in range(12)]
    result = only([*rows, rows[3]])
    assert [(item.reason, item.rows) for item in result.set_aside[:2]] == [
        ("Reason 3", 2),
        ("Reason 0", 1),
    ]
    assert (result.set_aside[-1].reason, result.set_aside[-1].rows) == ("Other reasons", 2)
    assert result.total == 13


def test_a_mapping_may_be_for_one_tool_alone() -> None:
    mine = ImportMapping(
        id="mine", format=ImportFormat.SARIF, rules=("*",), requirements=("a",), tool="Example*"
    )
    assert mappings_for((mine, LOGS), ImportFormat.SARIF, "ExampleScanner") == (mine, LOGS)
    assert mappings_for((mine, LOGS), ImportFormat.SARIF, "Other") == (LOGS,)
    assert mappings_for((mine, LOGS), ImportFormat.HDF, "ExampleScanner") == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  two\nlines\tand  more ", "two lines and more"),
        ("zero\u200bwidth \u202eturned", "zero\ufffdwidth \ufffdturned"),
        ("a TODO and lorem ipsum", "a todo and LOREM IPSUM"),
        ("x" * 50, "x" * 19 + "…"),
        ("", ""),
    ],
)
def test_a_foreign_text_is_one_that_a_record_may_hold(text: str, shown: str) -> None:
    assert foreign_text(text, 20 if len(text) == 50 else 100) == shown


@given(st.text(st.characters(), min_size=1), st.integers(2, 40))
def test_any_text_can_stand_in_a_record(text: str, length: int) -> None:
    shown = foreign_text(text, length)
    assert len(shown) <= length
    if shown:
        data = yaml_text({"text": shown})
        assert read_yaml(data, "record.yml") == ({"text": shown}, [])
        assert list(placeholders(data, "record.yml")) == []
