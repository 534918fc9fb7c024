"""Reports of gitleaks and presidio become findings; what is wrong with a report has its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from builder.commands.import_sources import placed
from builder.imports.leak_reports import read_leak_report
from builder.model.leak_reports import LeakReport, ReportedFinding, ReportTool

GITLEAKS: dict[str, Any] = {
    "RuleID": "generic-api-key",
    "Description": "Detected a Generic API Key",
    "StartLine": 3,
    "EndLine": 3,
    "StartColumn": 2,
    "EndColumn": 40,
    "Match": 'api_key = "invented-value"',
    "Secret": "invented-value",
    "File": "docs/guide/rooms.md",
    "SymlinkFile": "",
    "Commit": "",
    "Entropy": 3.5,
    "Author": "",
    "Tags": [],
    "Fingerprint": "docs/guide/rooms.md:generic-api-key:3",
}
SARIF_RESULT: dict[str, Any] = {
    "message": {"text": "generic-api-key has detected secret for file docs/guide/rooms.md."},
    "ruleId": "generic-api-key",
    "locations": [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "docs/guide/rooms.md"},
                "region": {"startLine": 3, "endLine": 3, "snippet": {"text": "invented-value"}},
            }
        }
    ],
    "partialFingerprints": {"commitSha": "0123abcd"},
}


def sarif(*results: dict[str, Any], name: str = "gitleaks", **more: Any) -> dict[str, Any]:
    driver = {"driver": {"name": name, "semanticVersion": "v8.0.0", "rules": []}}
    return {"version": "2.1.0", "runs": [{"tool": driver, "results": [*results]}], **more}


def read(value: Any) -> LeakReport:
    data = value if isinstance(value, bytes) else json.dumps(value, indent=1).encode()
    report, issues = read_leak_report(data, "report")
    assert issues == []
    assert report is not None
    return report


def problems(value: Any) -> list[str]:
    data = value if isinstance(value, bytes) else json.dumps(value, indent=1).encode()
    report, issues = read_leak_report(data, "report")
    assert report is None
    assert {issue.code for issue in issues} == {"LEK004"}
    assert all(issue.hint for issue in issues)
    return [f"{issue.location}: {issue.message}" for issue in placed(issues, data)]


def only(value: Any) -> ReportedFinding:
    (finding,) = read(value).findings
    return finding


def test_a_finding_of_gitleaks_has_rule_place_and_value() -> None:
    report = read([GITLEAKS])
    assert report.tool is ReportTool.GITLEAKS
    (finding,) = report.findings
    assert (finding.rule, finding.file, finding.line) == (
        "generic-api-key",
        "docs/guide/rooms.md",
        3,
    )
    assert finding.parts == ("invented-value",)
    assert not finding.in_history
    assert only([{**GITLEAKS, "Commit": "0123abcd"}]).in_history
    assert "invented-value" not in repr(report)


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (
            {"Secret": "REDACTED", "Match": 'api_key = "REDACTED" in part'},
            ('api_key = "', '" in part'),
        ),
        ({"Secret": "REDACTED", "Match": "REDACTED"}, ()),
        ({"Secret": "inven..."}, ("inven",)),
        ({"Secret": "..."}, ()),
        ({"Secret": ""}, ()),
        ({"Tags": ["decoded:base64", "decode-depth:1"]}, ()),
        ({"Secret": "  kept blanks "}, ("  kept blanks ",)),
    ],
)
def test_what_a_redaction_left_is_what_can_be_compared(
    change: dict[str, Any], parts: tuple[str, ...]
) -> None:
    assert only([{**GITLEAKS, **change}]).parts == parts


def test_a_report_without_findings_is_one() -> None:
    assert read([]).tool is ReportTool.GITLEAKS
    assert read(sarif()).findings == ()
    empty = read(b"")  # presidio-cli prints nothing then
    assert (empty.tool, empty.findings, empty.blank) == (ReportTool.PRESIDIO, (), True)
    assert not read(STANDARD).blank


def test_the_sarif_of_gitleaks_is_read() -> None:
    finding = only(sarif(SARIF_RESULT))
    assert (finding.rule, finding.file, finding.line) == (
        "generic-api-key",
        "docs/guide/rooms.md",
        3,
    )
    assert finding.parts == ("invented-value",)
    assert finding.in_history


STANDARD = b"docs/guide/rooms.md\n  34:58     0.85     PERSON\n  37:3      0.05     US_SSN\n\n"
GITHUB = (
    b"::group::docs/guide/rooms.md\n"
    b"::0.85 file=docs/guide/rooms.md,line=34,col=58::34:58 [PERSON]\n"
    b"::0.05 file=docs/guide/rooms.md,line=37,col=3::37:3 [US_SSN]\n"
    b"::endgroup::\n\n"
)
COLOURED = (
    b"\x1b[4mdocs/guide/rooms.md\x1b[0m\n  \x1b[2m34:58\x1b[0m     \x1b[33m0.85\x1b[0m     PERSON\n"
    b"  \x1b[2m37:3\x1b[0m      \x1b[33m0.05\x1b[0m     US_SSN\n\n"
)


@pytest.mark.parametrize("text", [STANDARD, GITHUB, COLOURED, STANDARD.replace(b"\n", b"\r\n")])
def test_what_presidio_prints_is_read(text: bytes) -> None:
    report = read(text)
    assert report.tool is ReportTool.PRESIDIO
    told = [(f.rule, f.file, f.line, f.column, f.score) for f in report.findings]
    assert told == [
        ("PERSON", "docs/guide/rooms.md", 34, 58, 0.85),
        ("US_SSN", "docs/guide/rooms.md", 37, 3, 0.05),
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (b"[\n{]", "report:2:2: the leak report cannot be read: the file is not JSON"),
        (b'[{"a": 1}]', "report:1:1: the leak report cannot be read: `the file` is none of"),
        (
            [{**GITLEAKS, "RuleID": "a`b"}],
            "report:3:3: the leak report cannot be read: `[0].RuleID` is no",
        ),
        (
            [{**GITLEAKS, "File": ""}],
            "report:11:3: the leak report cannot be read: `[0].File` must be a text",
        ),
        (
            [{**GITLEAKS, "StartLine": -1}],
            "report:5:3: the leak report cannot be read: `[0].StartLine` must be",
        ),
        ([{**GITLEAKS, "EndLine": True}], "`[0].EndLine` must be a whole number"),
        ([GITLEAKS, 1], "`[1]` must be a mapping"),
        (sarif(SARIF_RESULT, name="other"), "`runs[0].tool.driver.name` is not gitleaks"),
        (sarif(SARIF_RESULT, version="2.0.0"), "`version` is not 2.1.0"),
        (sarif({"ruleId": "a"}), "`runs[0].results[0]` names no place"),
        (sarif({**SARIF_RESULT, "ruleId": "a b"}), "`runs[0].results[0].ruleId` is no rule's id"),
        ({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "gitleaks"}}}]}, "no list"),
        (
            b'{"entity_type": "PERSON", "start": 57, "end": 62, "score": 0.85}\n',
            "report:1:1: the leak report is in the format `parsable`, which names no file",
        ),
        (STANDARD + b"  and more\n", "report:5:1: the leak report has a line that is no finding"),
        (b"\xff\xfe", "report:1:1: the leak report is not UTF-8 text"),
        (b"[" * 100, "the leak report cannot be read: "),
        (b"[" * 100 + b"]" * 100, "nests more than 64 deep"),
    ],
)
def test_what_is_wrong_with_a_report_has_its_place(value: Any, told: str) -> None:
    found = problems(value)
    assert len(found) == 1
    assert told in found[0]
    assert "invented-value" not in found[0]


def test_a_report_is_read_within_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.imports.presidio_text.MAX_ROWS", 1)
    assert problems(STANDARD) == ["report:3:1: the leak report has more than 1 findings"]
    monkeypatch.setattr("builder.imports.presidio_text.MAX_BYTES", 10)
    assert problems(STANDARD)[0].endswith("bytes; at most 10 are read")
    monkeypatch.setattr("builder.imports.json_nodes.MAX_BYTES", 10)
    assert problems([GITLEAKS])[0].endswith("bytes; at most 10 are read")
