"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

CITATION = re.compile(r"\b16[04]\.\d{3}\b")
CERTIFYING = re.compile(r"\bis compliant\b|\bare compliant\b|\bHIPAA[- ]certified\b", re.IGNORECASE)
LONGEST_MODULE = 300


def modules(root: Path) -> list[Path]:
    return sorted((root / "builder").rglob("*.py"))


def docstrings(tree: ast.AST) -> set[int]:
    """Ids of the constant nodes that are docstrings, those below attributes included."""
    found: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for child in body if isinstance(body, list) else ():
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                found.add(id(child.value))
    return found


def test_the_provider_and_the_rule_are_data(root: Path) -> None:
    provider = re.search(
        r"^short_name: (.+)$",
        (root / "controls/heroku-shield/provider.yml").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert provider is not None
    for path in modules(root):
        if path.is_relative_to(root / "builder" / "collect"):
            continue  # who asks a provider has to know its interface; everybody else takes the pack
        text = path.read_text(encoding="utf-8")
        assert provider.group(1).lower() not in text.lower(), path
        tree = ast.parse(text)
        prose = docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert id(node) in prose or not CITATION.search(node.value), (path, node.value)


def test_templates_name_no_provider_and_no_citation(root: Path) -> None:
    for path in sorted((root / "builder").rglob("*.j2")):
        text = path.read_text(encoding="utf-8")
        assert "heroku" not in text.lower(), path
        assert not CITATION.search(text), path


def test_nothing_says_that_anyone_is_compliant(root: Path) -> None:
    places = [
        *(root / "builder").rglob("*.py"),
        *(root / "builder").rglob("*.j2"),
        *(root / "controls").rglob("*.yml"),
        *(root / "docs").rglob("*.md"),
        root / "README.md",
    ]
    quoting = re.compile(r"never|not|no one|nobody|\"|“|`")
    for path in places:
        for line in path.read_text(encoding="utf-8").splitlines():
            if CERTIFYING.search(line):
                assert quoting.search(line), f"{path}: {line}"


def test_modules_stay_small(root: Path) -> None:
    long = [p for p in modules(root) if len(p.read_text("utf-8").splitlines()) > LONGEST_MODULE]
    assert not long


def test_no_room_for_leftovers(root: Path) -> None:
    for path in modules(root):
        assert not {"utils", "helpers", "common", "base", "manager"} & {path.stem, path.parent.name}


def test_one_module_pair_of_collecting_knows_the_http_client(root: Path) -> None:
    homes = {
        path.name
        for path in (root / "builder" / "collect").glob("*.py")
        if re.search(r"^\s*(import|from) http(x|core)\b", path.read_text("utf-8"), re.MULTILINE)
    }
    assert homes == {"transport.py", "deadlines.py"}


@pytest.mark.parametrize("room", ["model", "rules", "render", "collect"])
def test_pure_rooms_read_no_clock_and_no_file(root: Path, room: str) -> None:
    for path in sorted((root / "builder" / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                assert name not in ("open", "print", "datetime.now", "date.today", "input"), path


def test_imports_keep_to_their_contracts(root: Path) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
