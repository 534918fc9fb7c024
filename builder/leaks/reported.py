"""Findings of other scanners, laid over the files: which still stand there, and which do not.

A report is older than the files. Where it holds the value, or what a redaction left of it, the
file says whether it still stands; otherwise the line has to be there. Nothing is passed over
unseen: what does not stand, or is about a file that is not read, is counted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from builder.model.issues import Issue
from builder.model.leak_reports import LeakReport, ReportedFinding, ReportTool
from builder.model.leaks import Leak, LeakKind

USUAL_SCORE = 0.5
"""Findings that their tool is less sure of are counted only."""
_TITLES: Mapping[LeakKind, str] = {
    LeakKind.SECRET: "a secret",
    LeakKind.PHI: "an identifier of a person",
}
_TELLING = 8
"""Characters of a value that is looked for beyond the reported lines; shorter ones are anywhere."""
_MOST_SEARCHED = 2_000_000_000
"""Bytes of one file that are searched for values that moved; findings beyond them are believed."""
_MOST_COLUMNS = 10_000
"""Bytes of a line in which columns are told."""
_BREAK = re.compile(rb"\n")


class ReportTally(Struct, frozen=True, kw_only=True):
    """What became of the findings of one report."""

    report: LeakReport
    standing: int
    """Stand in files that are read; waived ones too."""
    gone: tuple[ReportedFinding, ...]
    """Their file is read, and no longer holds them."""
    elsewhere: tuple[ReportedFinding, ...]
    """About files that are not read here."""
    unsure: int
    """Below the least score."""


class ReportedLeaks:
    """The findings of every report, by file; each file is compared once, as it is read."""

    def __init__(
        self,
        reports: Iterable[LeakReport] = (),
        issues: Iterable[Issue] = (),
        *,
        roots: tuple[str, ...] = (),
        least_score: float = USUAL_SCORE,
    ) -> None:
        """``issues`` are of reports that could not be read.

        ``roots`` are the absolute names of the workspace's folder, which may lead names in reports.
        """
        self.reports = tuple(reports)
        self.issues = tuple(issues)
        self._fates: list[list[str]] = [["elsewhere"] * len(r.findings) for r in self.reports]
        self._by_file: dict[str, list[tuple[int, int]]] = {}
        for of_report, report in enumerate(self.reports):
            for position, finding in enumerate(report.findings):
                if finding.score < least_score:
                    self._fates[of_report][position] = "unsure"
                    continue
                name = plain_name(finding.file, roots)
                for key in {name, name.partition("!")[0]}:  # in an archive, after its name
                    self._by_file.setdefault(key, []).append((of_report, position))

    @property
    def tools(self) -> frozenset[ReportTool]:
        """Whose reports were read."""
        return frozenset(report.tool for report in self.reports)

    def concerns(self, name: str) -> bool:
        """Whether a report speaks of a file."""
        return name in self._by_file

    def within(self, name: str, data: bytes) -> Iterator[Leak]:
        """The findings that stand in a file of the workspace, each place once."""
        told: set[tuple[str, int, int, str]] = set()
        starts: list[int] = []
        left = _MOST_SEARCHED
        for of_report, position in self._by_file.get(name, ()):
            report = self.reports[of_report]
            starts = starts or [0, *(found.end() for found in _BREAK.finditer(data))]
            finding = report.findings[position]
            leak = _leak(name, data, starts, report.tool, finding, anywhere=left > 0)
            left -= len(data)
            self._fates[of_report][position] = "gone" if leak is None else "standing"
            if leak is None:
                continue
            place = (leak.rule, leak.line, leak.column, leak.inner)
            if place not in told:  # a secret is reported once for each commit that touches it
                told.add(place)
                yield leak

    def tallies(self) -> tuple[ReportTally, ...]:
        """What became of each report's findings, once every file was read."""
        return tuple(
            ReportTally(
                report=report,
                standing=fates.count("standing"),
                gone=_of(report, fates, "gone"),
                elsewhere=_of(report, fates, "elsewhere"),
                unsure=fates.count("unsure"),
            )
            for report, fates in zip(self.reports, self._fates, strict=True)
        )


NOTHING_REPORTED = ReportedLeaks()


def plain_name(file: str, roots: tuple[str, ...] = ()) -> str:
    """A reported name as the workspace has it: with forward slashes, from its folder."""
    name = file.replace("\\", "/")
    for root in roots:
        name = name.removeprefix(root.replace("\\", "/").rstrip("/") + "/")
    while name.startswith("./"):
        name = name[2:].lstrip("/")
    return name


def reported_by(rule: str) -> ReportTool | None:
    """The tool that a rule's id names, as `gitleaks:jwt` does; None for a rule of our own."""
    lead, colon, _ = rule.partition(":")
    return next((tool for tool in ReportTool if colon and tool == lead), None)


def _of(report: LeakReport, fates: list[str], fate: str) -> tuple[ReportedFinding, ...]:
    return tuple(f for f, held in zip(report.findings, fates, strict=True) if held == fate)


def _leak(  # noqa: PLR0913 - one finding, one file, and how far to look
    name: str,
    data: bytes,
    starts: list[int],
    tool: ReportTool,
    finding: ReportedFinding,
    *,
    anywhere: bool,
) -> Leak | None:
    rule = f"{tool}:{finding.rule}"
    title = f"{_TITLES[tool.kind]}, as {tool} says"
    whole = Leak(file=name, line=1, rule=rule, kind=tool.kind, title=title)
    inner = plain_name(finding.file).partition("!")[2]
    if inner:  # where it stands in there is not looked up again
        return replace(whole, inner=inner)
    at = _in_its_lines(data, starts, finding)
    if at is None and (not finding.parts or not anywhere):
        return _believed(data, starts, finding, whole)
    if at is None:
        at = _elsewhere(data, finding)
    if at is None:
        return None
    line = bisect_right(starts, at[0])
    before = data[starts[line - 1] : at[0]]
    near = len(before) <= _MOST_COLUMNS
    return replace(
        whole,
        line=line,
        column=len(before.decode("utf-8", "replace")) + 1 if near else 1,
        start=at[0],
        end=at[1],
        mark=hash(data[at[0] : at[1]]),
    )


def _believed(data: bytes, starts: list[int], finding: ReportedFinding, whole: Leak) -> Leak | None:
    """At the reported place, if the file has it."""
    if finding.line > len(starts):
        return None
    end = starts[finding.line] if finding.line < len(starts) else len(data)
    if finding.column > max(1, end - starts[finding.line - 1]):  # in bytes, so never too few
        return None
    return replace(whole, line=finding.line, column=finding.column)


def _in_its_lines(
    data: bytes, starts: list[int], finding: ReportedFinding
) -> tuple[int, int] | None:
    """Where its parts stand in order within the reported lines."""
    if not finding.parts or finding.line > len(starts):
        return None
    last = max(finding.line, finding.last_line)
    until = starts[last] if last < len(starts) else len(data)
    return _in_order(data, finding.parts, starts[finding.line - 1], until)


def _elsewhere(data: bytes, finding: ReportedFinding) -> tuple[int, int] | None:
    """Where a value stands that is long enough to be known again."""
    (value, *others) = finding.parts
    if others or len(value) < _TELLING:
        return None
    return _in_order(data, finding.parts, 0, len(data))


def _in_order(
    data: bytes, texts: tuple[str, ...], since: int, until: int
) -> tuple[int, int] | None:
    parts = [text.encode("utf-8", "replace") for text in texts]
    crlf = [part.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for part in parts]
    for wanted in (parts, crlf) if crlf != parts else (parts,):
        places, at = [], since
        for part in wanted:
            place = data.find(part, at, until)
            if place < 0:
                break
            places.append(place)
            at = place + len(part)
        else:
            return places[0], at
    return None
