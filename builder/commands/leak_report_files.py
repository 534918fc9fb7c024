"""Reports of other scanners that a person names: read once, laid over the files, and told."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from builder.commands.import_sources import placed
from builder.commands.left_to_fill import counted
from builder.errors import UsageError
from builder.imports.json_nodes import MAX_BYTES
from builder.imports.leak_reports import read_leak_report
from builder.leaks.reported import NOTHING_REPORTED, USUAL_SCORE, ReportedLeaks, ReportTally
from builder.model.issues import Issue, Location
from builder.model.leak_reports import LeakReport, ReportedFinding
from builder.shown import one_line
from builder.store.folder import Folder, UnsafePath

_MOST_PLACES = 3
"""Places of findings that a line tells; the rest are counted."""
_LONGEST_NAME = 200


def reported_leaks(options: argparse.Namespace) -> ReportedLeaks:
    """What the named reports hold, with every problem of those that cannot be read.

    Raises `UsageError` for a score that is none.
    """
    score: float | None = getattr(options, "leak_score", None)
    if score is not None and not 0 <= score <= 1:
        raise UsageError(f"--leak-score cannot be {score}", "It is a number from 0 to 1.")
    names: list[str] = getattr(options, "leak_report", None) or []
    if not names:
        return NOTHING_REPORTED
    reports: list[LeakReport] = []
    issues: list[Issue] = []
    for name in names:
        report, problems = _read(name)
        reports.extend([] if report is None else [report])
        issues.extend(problems)
    root: Path = options.root
    return ReportedLeaks(
        reports,
        issues,
        roots=(str(root.absolute()), str(root.resolve())),
        least_score=USUAL_SCORE if score is None else score,
    )


def _read(name: str) -> tuple[LeakReport | None, list[Issue]]:
    path = Path(name)
    try:
        data = Folder(path.parent).read(path.name, limit=MAX_BYTES)
    except (UnsafePath, FileNotFoundError) as problem:
        why = problem.reason if isinstance(problem, UnsafePath) else "it is not there"
        message = f"the leak report cannot be read: {why}"
        hint = "Name a plain file, as the scanner wrote it."
        issue = Issue(code="LEK004", message=message, hint=hint, location=Location(name))
        return None, [issue]
    report, issues = read_leak_report(data, name)
    return report, placed(issues, data)


def reports_told(reported: ReportedLeaks) -> Iterator[str]:
    """A line a report: how many of its findings stand, and what became of the others."""
    for tally in reported.tallies():
        if tally.report.blank:
            yield f"{tally.report.name} is empty: presidio found nothing, or did not run."
            continue
        report, parts = tally.report, [f"{_stand(tally.standing)} in the files that are read"]
        if tally.gone:
            parts.append(f"{_stand(len(tally.gone))} no more in the file{_history(tally)}")
        if tally.elsewhere:
            places = _places(tally.elsewhere)
            parts.append(f"{len(tally.elsewhere)} in files that are not read here ({places})")
        if tally.unsure:
            parts.append(f"{tally.unsure} below the score that counts")
        total = counted(len(report.findings), "finding")
        yield f"{report.name}: {total} of {report.tool}: {', '.join(parts)}."


def _stand(number: int) -> str:
    return f"{number} {'stands' if number == 1 else 'stand'}"


def _history(tally: ReportTally) -> str:
    """That a value is in a commit still, where a report says so: it is not gone."""
    of_commits = sum(finding.in_history for finding in tally.gone)
    told = f", {of_commits} of them in a commit still" if of_commits else ""
    return f" ({_places(tally.gone)}{told})"


def _places(findings: tuple[ReportedFinding, ...]) -> str:
    named = (f"{finding.file[:_LONGEST_NAME]}:{finding.line}" for finding in findings)
    places = list(dict.fromkeys(map(one_line, named)))
    more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
    return ", ".join(places[:_MOST_PLACES]) + more


def reports_data(reported: ReportedLeaks) -> list[dict[str, Any]]:
    """The same as plain data."""
    return [
        {
            "report": tally.report.name,
            "tool": tally.report.tool.value,
            "findings": len(tally.report.findings),
            "standing": tally.standing,
            "gone": len(tally.gone),
            "elsewhere": len(tally.elsewhere),
            "below_score": tally.unsure,
        }
        for tally in reported.tallies()
    ]
