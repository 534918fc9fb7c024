"""An issue code is raised, documented and exemplified, or it does not exist."""

from __future__ import annotations

import ast
import re

import pytest

from builder.model.issue_codes import ISSUE_CODES
from builder.store.yaml_nodes import read_yaml
from tests.clinic import EXAMPLES, bad_examples
from tests.conftest import ROOT

CODE = re.compile(r"[A-Z]{3}\d{3}")
HEADING = re.compile(r"^## (?P<code>\S+) (?P<title>.+) \{#(?P<anchor>\S+)\}$", re.MULTILINE)
FENCE = re.compile(r"^(?P<kind>Bad|Good):\n\n```yaml\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
REFERENCE = ROOT / "docs" / "reference" / "issues.md"


def sections() -> dict[str, str]:
    """The text of each section of the reference by code."""
    text = REFERENCE.read_text(encoding="utf-8")
    found = list(HEADING.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return {match["code"]: text[match.end() : end] for match, end in zip(found, ends, strict=True)}


def raised() -> set[str]:
    """Codes that stand as a constant of their own anywhere in the builder."""
    found = set()
    for path in sorted((ROOT / "builder").rglob("*.py")):
        if path.name == "issue_codes.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} if CODE.fullmatch(node.value) else set()
    return found


def test_every_code_is_raised_and_no_other() -> None:
    assert raised() == set(ISSUE_CODES)


def test_every_code_has_a_section_under_its_title_and_no_other() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    headings = [(m["code"], m["title"], m["anchor"]) for m in HEADING.finditer(text)]
    assert headings == [(code, title, code.lower()) for code, title in ISSUE_CODES.items()]
    assert text.count("\n## ") == len(headings), "a heading that names no code"


def test_every_code_has_a_bad_example_and_no_other() -> None:
    folders = {path.name for path in (EXAMPLES / "bad").iterdir()}
    assert folders == set(ISSUE_CODES)
    with_case = {example.code for example in bad_examples() if example.name == "case"}
    assert with_case == set(ISSUE_CODES)


def test_every_issue_says_what_to_do_next() -> None:
    assert [example for example in bad_examples() if not example.hint] == []


@pytest.mark.parametrize("code", ISSUE_CODES)
def test_a_section_has_a_bad_and_a_good_example_that_are_what_they_say(code: str) -> None:
    section = sections()[code]
    fences = {match["kind"]: match["text"] for match in FENCE.finditer(section)}
    assert fences.keys() == {"Bad", "Good"}
    assert fences["Bad"] != fences["Good"]
    assert "\nWhat to do: " in section
    _, good = read_yaml(fences["Good"].encode(), "good")
    assert good == []
    _, bad = read_yaml(fences["Bad"].encode(), "bad")
    expected = {code} if code.startswith("YML") else set()
    assert {issue.code for issue in bad} == expected
