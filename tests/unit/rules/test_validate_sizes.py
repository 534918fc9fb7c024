"""What the rules let pass fits into the workbook, and what does not is told at its record."""

from __future__ import annotations

import hashlib
import json
import re
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from builder.publish.workbook import write_workbook
from builder.publish.workbook_proof import prove_workbook
from builder.render.sheets import workbook_sheets
from builder.rules.validate_sizes import MOST_LINES, MOST_OF_A_NAME, MOST_OF_A_SHORT_NAME
from builder.store.yaml_nodes import MAX_LINES, MAX_TEXT, read_yaml
from tests.clinic import copy_clinic, run_clinic
from tests.workspaces import replace_in

ORGANIZATION = "controls/clinic/organization.yml"
PROVIDER = "controls/sample-host/provider.yml"
RULE = "controls/visitor-rule"
STATEMENTS = "controls/clinic/statements/9.10.yml"
LISTS = "evidence/entrances.lists/2026-06-15"
FREE = frozenset(
    {"title", "summary", "text", "requirement", "duty", "statement", "what", "where", "finding"}
    | {"plan", "shows", "provides", "clause", "query", "tool", "version", "population", "sample"}
    | {"remarks", "reason", "rationale", "purpose", "note", "detail", "dated"}
)
"""Keys of free text."""


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return copy_clinic(tmp_path)


def told(clinic: Path) -> list[tuple[str, str, str]]:
    """Code, place and sentence of every issue."""
    return [(i.code, str(i.location), i.message) for i in run_clinic(clinic).issues]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * (MAX_TEXT + 1), "5,001 characters; at most 5,000"),
        ("x\n\n" * (MAX_LINES + 1), "line breaks; at most 80"),
    ],
    ids=["long", "many lines"],
)
def test_a_text_that_no_cell_shows_is_told_with_all_others(
    clinic: Path, text: str, words: str
) -> None:
    quoted = text.replace("\n", "\\n")
    replace_in(clinic / STATEMENTS, "    duty: Send", f'    remarks: "{quoted}"\n    duty: Send')
    replace_in(clinic / ORGANIZATION, "\nname: ", f"\nname: {'n' * MOST_OF_A_NAME}")
    found = told(clinic)
    assert [code for code, *_ in found] == ["REC011", "YML006"]
    assert found[1][1] == f"{STATEMENTS}:5:14"
    assert words in found[1][2]


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "words"),
    [
        (ORGANIZATION, "\nname: ", "\nname: " + "n" * 100, ":2:1", "at most 100 fit"),
        (PROVIDER, "\nshort_name: ", "\nshort_name: '*' #", ":4:1", "formulas count by it"),
        (PROVIDER, "\nshort_name: ", "\nshort_name: Customer #", ":4:1", "another party"),
        (PROVIDER, "\nshort_name: ", '\nshort_name: "a\\nb" #', ":4:1", "a line break or a tab"),
        (PROVIDER, "\nshort_name: ", f"\nshort_name: {'s' * 41} #", ":4:1", "at most 40 fit"),
        (f"{RULE}/9.12.yml", "link: https://", "link: https://a b", ":9:5", "not an address"),
    ],
)
def test_a_name_is_told_at_its_place(  # noqa: PLR0913, PLR0917 - one change and what it makes
    clinic: Path, file: str, old: str, new: str, place: str, words: str
) -> None:
    replace_in(clinic / file, old, new)
    ((code, where, message),) = told(clinic)
    assert (code, where) == ("REC011", file + place)
    assert words in message


def test_more_files_than_lines_of_a_cell_are_told_at_the_record(clinic: Path) -> None:
    add_artifacts(clinic, MOST_LINES)
    ((code, where, message),) = told(clinic)
    assert (code, where) == ("REC011", f"{LISTS}/record.yml:10:1")
    assert message == "`artifacts` has 201 entries; at most 200 fit"


def test_titles_that_fill_a_cell_together_are_told_at_the_record(clinic: Path) -> None:
    services = "".join(
        f"  - {{id: s{n}, title: {'t' * 4_000}, summary: x, carries_ephi: false}}\n"
        for n in range(5)
    )
    replace_in(clinic / PROVIDER, "services:\n", "services:\n" + services)
    ((code, where, message),) = told(clinic)
    assert (code, where) == ("REC011", f"{PROVIDER}:8:1")
    assert message.startswith("the entries of `services` together have 20,")


def add_artifacts(clinic: Path, number: int) -> None:
    data = b"x\n"
    digest = hashlib.sha256(data).hexdigest()
    entries = ""
    for position in range(number):
        (clinic / LISTS / f"{position}.txt").write_bytes(data)
        entries += f"  - file: {position}.txt\n    media_type: text/plain\n    bytes: 2\n"
        entries += f"    sha256: {digest}\n"
    replace_in(clinic / LISTS / "record.yml", "artifacts:\n", "artifacts:\n" + entries)


def test_the_longest_texts_that_pass_fit_into_the_workbook(clinic: Path) -> None:
    replace_in(clinic / ORGANIZATION, "\nname: ", "\nname: " + "n" * 60)
    replace_in(clinic / PROVIDER, "\nshort_name: ", "\nshort_name: " + "s" * 20)
    add_artifacts(clinic, MOST_LINES - 1)
    made = "  tool: by hand\n  version: v 1\n  query: in person\n"  # three texts of one cell
    replace_in(clinic / LISTS / "record.yml", "  tool: hand\n", made)
    numbers = count()
    for path in sorted(clinic.rglob("*.yml")):
        if path.name != "framework.yml":
            value, _ = read_yaml(path.read_bytes(), path.name)
            path.write_text(json.dumps(lengthened(value, numbers), ensure_ascii=False))
    build = run_clinic(clinic)
    assert build.assessment is not None, [(i.message, i.location) for i in build.issues]
    sheets = workbook_sheets(build.assessment)
    longest = max(len(str(cell.shown)) for sheet in sheets.sheets for *_, cell in sheet.cells())
    assert longest > MAX_TEXT
    prove_workbook(sheets, write_workbook(sheets))


def lengthened(value: Any, numbers: count[int], key: str = "") -> Any:
    """The value with every free text as long as it may be, of letters that count twice."""
    if isinstance(value, dict):
        return {k: lengthened(v, numbers, k) for k, v in value.items()}
    if isinstance(value, list):
        return [lengthened(v, numbers, key) for v in value]
    if key not in FREE or re.fullmatch(r"[\w.-]+", value):
        return value
    filled = f"{next(numbers)} " + "\n😀" * MAX_LINES + "😀" * MAX_TEXT
    return filled[: 1_000 if key in {"title", "clause", "dated"} else MAX_TEXT]


def test_the_limits_of_names_leave_room_for_our_words() -> None:
    assert len("Shared responsibility matrix: ") + MOST_OF_A_NAME < 255
    assert MOST_OF_A_SHORT_NAME + len(" provides") < 255
