"""A record means the same as YAML and as a JSON line, and is wrong in the same ways."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from builder.model.evidence import Evidence
from builder.model.issues import Issue, Origin
from builder.store.decoding import Decoder
from builder.store.folder import Folder
from builder.store.json_lines import MAX_LINE
from builder.store.record_lines import line_places, read_record_lines
from builder.store.yaml_nodes import read_yaml
from builder.store.yaml_text import yaml_text

FILE = "evidence/records/2026-06.jsonl"
RECORD: dict[str, Any] = {
    "id": "list-1",
    "title": "A list",
    "requirements": ["list"],
    "method": "examine",
    "kind": "record",
    "produced_by": {"tool": "hand"},
    "collected_at": "2026-06-16T12:00:00Z",
    "collected_by": "receptionist",
    "artifacts": [
        {"file": "a.txt", "media_type": "text/plain", "bytes": 1, "sha256": "c" * 64}
    ],
    "outcome": "pass",
    "complete": True,
    "classification": "internal",
    "contains_phi": "no",
}  # fmt: skip
RESULT: dict[str, Any] = {
    "requirement": "list",
    "failed": 2,
    "set_aside": [{"reason": "Accepted", "rows": 1}],
    "shown": [{"rule": "a.1", "word": "fail"}],
}


def from_line(*lines: str | bytes) -> tuple[list[Evidence], list[Issue]]:
    issues: list[Issue] = []
    data = b"".join((ln if isinstance(ln, bytes) else ln.encode()) + b"\n" for ln in lines)
    return [record for record, _ in read_record_lines(data, FILE, issues)], issues


def from_yaml(value: dict[str, Any]) -> tuple[list[Evidence], list[Issue]]:
    read, issues = read_yaml(yaml_text(value), FILE)
    record = Decoder().decode(read, Evidence, Origin(FILE), issues) if read is not None else None
    blank = any(issue.code == "YML007" for issue in issues)
    return ([record] if record is not None and not blank else []), issues


def bare(record: Evidence) -> Evidence:
    return replace(record, origin=None, folder="")


def said(issues: list[Issue]) -> list[tuple[str, str]]:
    return sorted((issue.code, issue.message) for issue in issues)


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _spelled_out(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Cn", "Co"]), min_size=1
).filter(lambda text: bool(text.strip()) and "\u115f" not in text and "\u1160" not in text)
_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "title": _TEXT,
        "remarks": _TEXT,
        "complete": st.booleans(),
        "outcome": st.sampled_from(["pass", "fail", "unknown", "passed"]),
        "population_size": st.integers(-5, 10**9),
        "observed_from": st.sampled_from(["2026-06-01", "2026-02-30", "20260601", "2026-W01-1"]),
        "collected_at": st.sampled_from(
            [
                "2026-06-01T00:00:00Z",
                "2026-06-30T23:59:59.5+00:00",
                "2026-06-10T09:00+02:00",
                "2026-06-10",
                "2026-06-10T09:00:00",
                "2026-W24-1T09:30:00Z",
                "2026-06-31T09:30:00Z",
                "2026-06-10t09:00:00z",
            ]
        ),
        "id": st.sampled_from(["list-2", "List 2", "con", "a" * 65]),
        "replaces": st.sampled_from(["list-0"]),
        "sample_data": st.booleans(),
        "titel": st.just("x"),
        "folder": st.just("evidence/elsewhere"),
        "policies": st.sampled_from(
            [
                [{"requirement": "list", "max_age": "P90D"}],
                [{"requirement": "list"}],
                [{"requirement": "list", "max_age": "90 days"}],
            ]
        ),
        "systems": st.lists(st.sampled_from(["desk", "door"]), max_size=2),
        "produced_by": st.sampled_from([{"tool": "hand", "version": "1"}, {"version": "1"}]),
        "sample_size": st.integers(-5, 10**9),
        "imported": st.sampled_from(
            [
                {"format": "sarif"},
                {"format": "sarif", "rows": 3, "odd": "x"},
                {"format": "sarif", "results": [RESULT]},
                {"format": "sarif", "results": [{**RESULT, "odd": "x"}]},
                {"format": "sarif", "results": [{**RESULT, "shown": [{"rule": "a"}]}]},
            ]
        ),
    },
)


@given(
    _FIELDS,
    st.sampled_from([json.dumps, _compact, _spelled_out]),
    st.sets(st.sampled_from(sorted(RECORD)), max_size=1),
)
def test_a_line_and_a_file_give_the_same_record_and_the_same_issues(
    fields: dict[str, Any], write: Callable[[Any], str], left_out: set[str]
) -> None:
    value = {key: v for key, v in {**RECORD, **fields}.items() if key not in left_out}
    ours, issues = from_line(write(value))
    theirs, others = from_yaml(value)
    assert [bare(record) for record in ours] == [bare(record) for record in theirs]
    assert said(issues) == said(others)


def test_the_quick_way_and_the_exact_way_agree() -> None:
    line = json.dumps(RECORD)
    (quick,), issues = from_line(line)
    assert issues == []
    (exact,), issues = from_line(line.replace("A list", "A \\u006cist"))
    assert issues == []
    assert quick == exact
    assert quick.folder == "evidence/records/2026-06"


def _imported(**said: Any) -> str:
    return json.dumps({**RECORD, "imported": {"format": "sarif", **said}})


LINE = json.dumps(RECORD)
MISTAKES: tuple[tuple[str, str | bytes, str, str], ...] = (
    ("twice", LINE.replace('"title"', '"title": "B", "title"'), "YML002", '"title"'),
    ("twice, escaped", LINE.replace('"title"', '"\\u0074itle": "B", "title"'), "YML002", '"title"'),
    (
        "twice, beside what need not be said",
        LINE.replace('"title"', '"sample_data": false, "title": "B", "title"'),
        "YML002",
        '"title"',
    ),
    ("twice, odd spaces", LINE.replace('"title":', '"kind": "b", "title" :'), "YML002", '"kind"'),
    ("in a record below", LINE.replace('"bytes"', '"file": "b", "bytes"'), "YML002", '"file"'),
    ("null", LINE.replace('"A list"', "null"), "YML007", "null"),
    ("empty", LINE.replace('"A list"', '""'), "YML007", '""'),
    ("blank", LINE.replace('"hand"', '" "'), "YML007", '" "'),
    ("control", LINE.replace("A list", "A \\u0007list"), "YML005", '"A \\u0007list"'),
    ("raw control", LINE.replace("A list", "A \x7flist"), "YML005", "\x7f"),
    ("turned round", LINE.replace("A list", "A \u202elist"), "YML005", "\u202e"),
    ("half a pair", LINE.replace("A list", "A \\ud800"), "YML005", '"A \\ud800"'),
    ("quoted number", LINE.replace('"bytes": 1', '"bytes": "1"'), "REC003", '"bytes"'),
    ("a number as text", LINE.replace('"A list"', "7"), "REC003", '"title"'),
    ("not whole", LINE.replace('"bytes": 1', '"bytes": 1.5'), "REC003", '"bytes"'),
    ("true as a number", LINE.replace('"bytes": 1', '"bytes": true'), "REC003", '"bytes"'),
    ("NaN", LINE.replace('"bytes": 1', '"bytes": NaN'), "REC003", '"bytes"'),
    ("quoted flag", LINE.replace('"complete": true', '"complete": "true"'), "REC003", '"complete"'),
    ("quoted rows", _imported(rows="3"), "REC003", '"rows"'),
    ("quoted count", _imported(results=[{**RESULT, "failed": "2"}]), "REC003", '"failed"'),
    ("odd in a result", _imported(results=[{**RESULT, "odd": "x"}]), "REC001", '"odd"'),
    ("odd beside rows", _imported(odd="x"), "REC001", '"odd"'),
    ("long text", LINE.replace("A list", "x" * 5_001), "YML006", '"xxx'),
    ("long line", LINE.replace("A list", "x" * MAX_LINE), "YML006", ""),
    ("deep", LINE.replace('"A list"', "[" * 40 + "]" * 40), "YML006", ""),
    ("far too deep", "[" * 90_000, "YML006", ""),
    ("a placeholder", LINE.replace("A list", "TODO"), "REC009", "TODO"),
    ("no object", "[1]", "REC003", ""),
    ("no JSON", LINE[:-1], "EVD013", ""),
    ("blank line", "", "EVD013", ""),
    ("not UTF-8", LINE.encode().replace(b"A list", b"\xe9"), "EVD013", ""),
    ("another month", LINE.replace("2026-06-16", "2026-07-01"), "EVD015", ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code", "shown"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_each_mistake_has_its_code_and_place(line: str | bytes, code: str, shown: str) -> None:
    _, issues = from_line(LINE.replace("list-1", "list-0"), line)
    assert [issue.code for issue in issues] == [code]
    place = issues[0].location
    assert place is not None
    assert (place.file, place.line) == (FILE, 2)
    if shown:
        assert isinstance(line, str)
        first, last = line.index(shown) + 1, line.rindex(shown) + 1
        assert place.column == (last if code == "YML002" else first)


def test_every_problem_of_every_line_is_told_in_one_run() -> None:
    bad = {**RECORD, "titel": "x", "outcome": "passed", "complete": "no"}
    _, issues = from_line(json.dumps(bad), "{", json.dumps(bad))
    codes = [issue.code for issue in issues]
    assert codes == ["REC001", "REC003", "REC003", "EVD013", "REC001", "REC003", "REC003"]


def test_what_is_not_written_to_its_end_is_named() -> None:
    issues: list[Issue] = []
    data = f"{LINE}\n{LINE}".encode()
    assert len(list(read_record_lines(data, FILE, issues))) == 1
    assert [(i.code, str(i.location)) for i in issues] == [("EVD014", f"{FILE}:2:1")]


def test_a_place_is_found_again(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "2026-06.jsonl").write_text(f"{LINE}\n{LINE}\n")
    paths = ((2, "artifacts", 0, "sha256"), (1,), (7, "id"), (2, "gone"))
    found = line_places(Folder(tmp_path), FILE, paths)
    places = [(found[path].line, found[path].column) for path in paths]
    assert places == [(2, LINE.index('"sha256"') + 1), (1, 1), (7, 1), (2, 1)]
