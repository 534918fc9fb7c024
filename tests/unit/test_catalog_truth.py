"""The catalog against a table of the rule that was written down independently of it."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from builder.model.catalog import Control, ControlKind, Counted, Designation
from builder.model.citation import Citation
from builder.pipeline import Build

TABLE = Path(__file__).parents[1] / "reference" / "security-rule-68.tsv"
RULE = "hipaa-security-rule"


def table() -> list[dict[str, str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((ln for ln in lines if not ln.startswith("#")), delimiter="\t"))


def counted(build: Build) -> list[Control]:
    return [control for control in build.files.catalog.controls if control.counted]


@pytest.mark.parametrize("row", table(), ids=lambda row: row["citation"])
def test_an_element_of_the_rule(row: dict[str, str], build: Build) -> None:
    control = next(
        (c for c in build.files.catalog.controls if c.citation == Citation(row["citation"])), None
    )
    assert control is not None, "the catalog has no such control"
    assert control.counted
    assert control.framework == RULE
    assert control.title == row["title"]
    assert control.kind.value == row["kind"]
    assert (control.designation.value if control.designation else "-") == row["designation"]
    assert control.in_appendix_a == (row["appendix_a"] == "yes")


def test_nothing_else_is_counted_and_the_order_is_that_of_the_rule(build: Build) -> None:
    assert [str(control.citation) for control in counted(build)] == [
        row["citation"] for row in table()
    ]


def test_the_totals(build: Build) -> None:
    controls = counted(build)
    kinds = Counter(control.kind for control in controls)
    labels = Counter(
        control.designation for control in controls if control.kind is ControlKind.SPECIFICATION
    )
    assert len(controls) == 68
    assert kinds == {ControlKind.STANDARD: 22, ControlKind.SPECIFICATION: 46}
    assert labels == {Designation.REQUIRED: 24, Designation.ADDRESSABLE: 22}


def test_the_table_itself_adds_up() -> None:
    rows = table()
    assert len({row["citation"] for row in rows}) == 68
    assert Counter(row["kind"] for row in rows) == {"standard": 22, "specification": 46}
    assert Counter(r["designation"] for r in rows if r["kind"] == "specification") == {
        "required": 24,
        "addressable": 22,
    }
    assert sum(row["appendix_a"] == "yes" for row in rows) == 54
    sections = Counter(row["citation"].split("(")[0] for row in rows)
    assert sections == {"164.308": 30, "164.310": 12, "164.312": 12, "164.314": 9, "164.316": 5}


def test_appendix_a_lists_what_it_lists(build: Build) -> None:
    listed = [control for control in build.files.catalog.controls if control.in_appendix_a]
    assert len(listed) == 54
    assert {control.citation.section for control in listed} == {"164.308", "164.310", "164.312"}
    assert all(control.counted for control in listed)


def test_a_specification_hangs_on_a_counted_standard_of_its_section(build: Build) -> None:
    by_citation = {control.citation: control for control in counted(build)}
    for control in by_citation.values():
        if control.kind is ControlKind.STANDARD:
            assert control.parent is None
            continue
        assert control.parent is not None, control.citation
        parent = by_citation[control.parent]
        assert parent.kind is ControlKind.STANDARD
        assert parent.citation.section == control.citation.section
        assert parent.citation < control.citation


def test_a_standard_with_specifications_carries_no_label_and_one_without_is_required(
    build: Build,
) -> None:
    controls = counted(build)
    parents = {control.parent for control in controls}
    for control in controls:
        if control.kind is ControlKind.STANDARD:
            expected = None if control.citation in parents else Designation.REQUIRED
            assert control.designation is expected, control.citation


def test_breach_notification_stands_beside_the_rule_and_is_not_counted(build: Build) -> None:
    catalog = build.files.catalog
    first, second = catalog.frameworks
    assert (first.id, second.id) == (RULE, "breach-notification")
    assert first.main_counting is not None
    assert first.main_counting.counts is Counted.COUNTED
    assert second.main_counting is None
    breach = [control for control in catalog.controls if control.framework == second.id]
    assert len(breach) > 20
    assert not any(control.counted or control.in_appendix_a for control in breach)
    assert {control.citation.section for control in breach} <= {
        "164.400", "164.402", "164.404", "164.406", "164.408", "164.410", "164.412", "164.414"
    }  # fmt: skip


def test_every_counted_control_is_one_row_of_the_matrix(build: Build) -> None:
    assert build.assessment is not None, build.errors
    assert [row.citation for row in build.assessment.rows] == [c.citation for c in counted(build)]
