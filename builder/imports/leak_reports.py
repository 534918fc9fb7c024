"""Reports of other scanners for secrets and PHI: which format it is, and its findings."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from builder.imports import gitleaks_json, gitleaks_sarif, presidio_text
from builder.imports.json_nodes import read_json
from builder.model.issues import Issue
from builder.model.leak_reports import LeakReport, ReportTool

_JSON = (gitleaks_json, gitleaks_sarif)
_HINT = "Give the JSON or SARIF report of gitleaks 8, or what presidio-cli prints with `-f github`."


def read_leak_report(data: bytes, name: str) -> tuple[LeakReport | None, list[Issue]]:
    """A report and every problem with it; None where one keeps it from being read as a whole.

    A problem in JSON has the path to it, for its place to be found.
    """
    issues: list[Issue] = []
    if presidio_text.recognized(data):
        findings = presidio_text.read(data, name, issues)
        report = LeakReport(
            name=name, tool=ReportTool.PRESIDIO, findings=findings, blank=not data.strip()
        )
        return (None if issues else report), issues
    top = read_json(data, name, issues)
    reader = next((r for r in _JSON if top is not None and r.recognized(top)), None)
    if top is None or reader is None:
        if top is not None:
            top.wrong("is none of the leak reports that are read", _HINT)
        return None, _coded(issues)
    report = LeakReport(name=name, tool=ReportTool.GITLEAKS, findings=reader.read(top))
    return (None if issues else report), _coded(issues)


def _coded(issues: Iterable[Issue]) -> list[Issue]:
    return [
        replace(issue, code="LEK004", message=f"the leak report cannot be read: {issue.message}")
        for issue in issues
    ]
