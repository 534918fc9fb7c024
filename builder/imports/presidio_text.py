"""What presidio-cli prints in its formats ``standard`` and ``github``: a line a finding.

Neither holds the value. ``parsable`` names no file and no line, so that nobody can say where its
findings are; it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.imports.json_nodes import MAX_BYTES, MAX_ROWS, MOST_ISSUES
from builder.model.issues import Issue, Location
from builder.model.leak_reports import ReportedFinding

_ENTITY = r"(?P<entity>[A-Za-z][A-Za-z0-9_]{0,99})"
_SCORE = r"(?P<score>[01](?:\.\d{1,20})?|\d(?:\.\d{1,20})?e-\d{1,3})"
_STANDARD = re.compile(
    rf"  (?P<line>\d{{1,9}}):(?P<column>\d{{1,9}}) +{_SCORE} +{_ENTITY}(?:  .*)?"
)
_GITHUB = re.compile(
    rf"::{_SCORE} file=(?P<file>.{{1,4000}}),line=(?P<line>\d{{1,9}}),col=(?P<column>\d{{1,9}})"
    rf"::\d{{1,9}}:\d{{1,9}} \[{_ENTITY}\].*"
)
_GROUP = re.compile(r"::group::(?P<file>.{1,4000})|::endgroup::")
_COLOUR = re.compile("\x1b\\[[0-9;]{0,10}m")
_PARSABLE = re.compile(r'\s*\[?\s*\{\s*"entity_type"')
_HINT = "Let presidio-cli write it again with `-f github`, and leave it as it is."


def recognized(data: bytes) -> bool:
    """Whether it can be such a text, or is nothing, which presidio-cli writes for no finding."""
    head = data.lstrip()[:1]
    return head not in (b"[", b"{") or bool(_PARSABLE.match(data[:200].decode("latin-1")))


def read(data: bytes, name: str, issues: list[Issue]) -> tuple[ReportedFinding, ...]:
    """The findings; every line that is none of the format is added to ``issues``."""
    if len(data) > MAX_BYTES:
        issues.append(_issue(name, 1, f"has {len(data):,} bytes; at most {MAX_BYTES:,} are read"))
        return ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        issues.append(_issue(name, line, "is not UTF-8 text"))
        return ()
    if _PARSABLE.match(text):
        issues.append(_issue(name, 1, "is in the format `parsable`, which names no file"))
        return ()
    return tuple(_findings(text, name, issues))


def _findings(text: str, name: str, issues: list[Issue]) -> Iterator[ReportedFinding]:
    file, rows = "", 0
    for number, raw in enumerate(text.split("\n"), start=1):
        line = _COLOUR.sub("", raw.rstrip("\r"))
        if found := _GITHUB.fullmatch(line) or (file and _STANDARD.fullmatch(line)):
            rows += 1
            if rows > MAX_ROWS:
                issues.append(_issue(name, number, f"has more than {MAX_ROWS:,} findings"))
                return
            yield _finding(found, found.groupdict().get("file") or file)
        elif not line.strip():
            file = ""
        elif not _GROUP.fullmatch(line) and not file and not line.startswith((" ", "::")):
            file = line
        elif not _GROUP.fullmatch(line) and len(issues) < MOST_ISSUES:
            issues.append(_issue(name, number, "has a line that is no finding of presidio-cli"))


def _finding(found: re.Match[str], file: str) -> ReportedFinding:
    return ReportedFinding(
        rule=found["entity"],
        file=file,
        line=max(int(found["line"]), 1),
        column=max(int(found["column"]), 1),
        score=float(found["score"]),
    )


def _issue(name: str, line: int, problem: str) -> Issue:
    message = f"the leak report {problem}"
    return Issue(code="LEK004", message=message, hint=_HINT, location=Location(name, line))
