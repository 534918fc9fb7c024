"""What other scanners found, laid over the files: what stands, is gone, or is elsewhere."""

from __future__ import annotations

from datetime import date

import pytest

from builder.leaks.reported import ReportedLeaks, plain_name, reported_by
from builder.leaks.waiving import judge, leak_issue
from builder.model.leak_reports import LeakReport, ReportedFinding, ReportTool
from builder.model.leaks import Leak, LeakKind, Waiver

FILE = "docs/guide/rooms.md"
VALUE = "an-invented-value"
TEXT = f"# Rooms\n\nThé key is {VALUE}.\n".encode()


def finding(**facts: object) -> ReportedFinding:
    known: dict[str, object] = {"rule": "generic-api-key", "file": FILE, "line": 3}
    return ReportedFinding(**{**known, **facts})  # type: ignore[arg-type]


def laid(
    *findings: ReportedFinding, tool: ReportTool = ReportTool.GITLEAKS, roots: tuple[str, ...] = ()
) -> ReportedLeaks:
    report = LeakReport(name="report.json", tool=tool, findings=findings)
    return ReportedLeaks([report], roots=roots)


def fates(reported: ReportedLeaks) -> tuple[int, int, int, int]:
    (tally,) = reported.tallies()
    return tally.standing, len(tally.gone), len(tally.elsewhere), tally.unsure


def places(reported: ReportedLeaks, data: bytes = TEXT, name: str = FILE) -> list[tuple[int, int]]:
    return [(leak.line, leak.column) for leak in reported.within(name, data)]


def test_a_value_that_stands_is_a_leak_at_its_place() -> None:
    reported = laid(finding(parts=(VALUE,)))
    assert reported.concerns(FILE)
    (leak,) = reported.within(FILE, TEXT)
    assert (leak.line, leak.column, leak.rule) == (3, 12, "gitleaks:generic-api-key")
    assert leak.kind is LeakKind.SECRET
    assert TEXT[leak.start : leak.end] == VALUE.encode()
    issue = leak_issue(leak)
    assert f"{issue.location}: {issue.code}" == f"{FILE}:3:12: LEK001"
    assert issue.message == (
        "it holds what looks like a secret, as gitleaks says (rule `gitleaks:generic-api-key`)"
    )
    assert VALUE not in repr(leak) + repr(issue)
    assert fates(reported) == (1, 0, 0, 0)


@pytest.mark.parametrize("line", [1, 3, 90])
def test_a_value_that_moved_is_found_where_it_stands_now(line: int) -> None:
    assert places(laid(finding(line=line, parts=(VALUE,)))) == [(3, 12)]


def test_a_column_far_out_is_not_counted() -> None:
    far = b"x" * 10_001 + VALUE.encode()
    assert places(laid(finding(line=1, parts=(VALUE,))), far) == [(1, 1)]
    assert places(laid(finding(line=1, parts=(VALUE,))), far[1:]) == [(1, 10_001)]


def test_a_value_that_is_gone_is_counted() -> None:
    reported = laid(finding(parts=("another-value",)), finding(file="src/app.py", parts=(VALUE,)))
    assert places(reported) == []
    assert fates(reported) == (0, 1, 1, 0)


def test_a_short_value_is_looked_for_in_its_line_only() -> None:
    assert places(laid(finding(line=1, parts=("key",)))) == []
    assert places(laid(finding(line=3, parts=("key",)))) == [(3, 5)]


def test_a_value_is_believed_when_there_are_too_many_to_look_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = [finding(line=1, column=1, parts=(f"value-{n:08}",)) for n in range(3)]
    monkeypatch.setattr("builder.leaks.reported._MOST_SEARCHED", 2 * len(TEXT))
    reported = laid(*gone, finding(parts=(VALUE,)))
    assert places(reported) == [(1, 1), (3, 12)]
    assert fates(reported) == (2, 2, 0, 0)


def test_what_stands_around_a_redaction_has_to_stand_in_order() -> None:
    assert places(laid(finding(parts=("key is ", ".")))) == [(3, 5)]
    assert places(laid(finding(parts=(".", "key is ")))) == []
    assert places(laid(finding(line=1, parts=(" key is an-", ".")))) == []


def test_a_value_of_several_lines_is_found_with_either_line_end() -> None:
    value = finding(line=1, last_line=2, parts=("first\nsecond",))
    assert places(laid(value), b"first\nsecond\n") == [(1, 1)]
    assert places(laid(value), b"first\r\nsecond\r\n") == [(1, 1)]


def test_a_place_without_a_value_is_believed_if_the_file_has_it() -> None:
    for line, column, expected in [
        (3, 5, [(3, 5)]),
        (1, 7, [(1, 7)]),
        (2, 1, [(2, 1)]),
        (1, 30, []),
        (9, 1, []),
    ]:
        assert places(laid(finding(line=line, column=column))) == expected


def test_a_value_is_told_once_however_many_commits_hold_it() -> None:
    reported = laid(*[finding(parts=(VALUE,), in_history=True)] * 3)
    assert places(reported) == [(3, 12)]
    assert fates(reported) == (3, 0, 0, 0)


def test_a_finding_inside_an_archive_is_one_of_the_archive() -> None:
    reported = laid(finding(file="evidence/a.zip!b/c.txt", parts=(VALUE,)))
    (leak,) = reported.within("evidence/a.zip", b"PK")
    assert (leak.inner, leak.line) == ("b/c.txt", 1)


def test_a_finding_of_presidio_is_of_a_person_and_counts_from_a_score_on() -> None:
    sure, unsure = finding(rule="US_SSN", score=0.5), finding(rule="PERSON", score=0.49)
    reported = laid(sure, unsure, tool=ReportTool.PRESIDIO)
    (leak,) = reported.within(FILE, TEXT)
    assert (leak.rule, leak.kind) == ("presidio:US_SSN", LeakKind.PHI)
    assert leak_issue(leak).code == "LEK002"
    assert fates(reported) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    "name",
    [
        FILE,
        f"./{FILE}",
        f".//{FILE}",
        f"/srv/book/{FILE}",
        FILE.replace("/", "\\"),
        f"C:\\book\\{FILE}".replace("/", "\\"),
    ],
)
def test_names_are_compared_as_the_workspace_has_them(name: str) -> None:
    assert plain_name(name, ("/srv/book", "C:\\book")) == FILE


@pytest.mark.parametrize("name", [f"../{FILE}", f"/elsewhere/{FILE}", f"book/{FILE}", ""])
def test_a_name_that_leads_elsewhere_is_about_no_file_here(name: str) -> None:
    reported = laid(finding(file=name, parts=(VALUE,)), roots=("/srv/book",))
    assert not reported.concerns(FILE)
    assert fates(reported) == (0, 0, 1, 0)


def waiver(rule: str) -> Waiver:
    return Waiver(
        id="seen",
        rule=rule,
        files="docs/*",
        reason="It is invented.",
        approved_by="practice-manager",
        expires=date(2027, 1, 31),
    )


def judged(leaks: list[Leak], rule: str, *heard: ReportTool, day: int = 1) -> list[str]:
    as_of = date(2027, 2 if day > 31 else 1, 1)
    return [i.code for i in judge(leaks, [waiver(rule)], as_of, frozenset(heard)).issues]


def test_a_waiver_lets_pass_what_another_scanner_found() -> None:
    leaks = list(laid(finding(parts=(VALUE,))).within(FILE, TEXT))
    own, other = "gitleaks:generic-api-key", "gitleaks:jwt"
    assert judged(leaks, own, ReportTool.GITLEAKS) == []
    assert judged(leaks, other, ReportTool.GITLEAKS) == ["LEK001", "LEK003"]
    assert judged(leaks, own, ReportTool.GITLEAKS, day=32) == ["LEK003"]


def test_a_waiver_of_a_tool_that_gave_no_report_fits_nobody_knows_what() -> None:
    assert judged([], "gitleaks:jwt") == []
    assert judged([], "gitleaks:jwt", ReportTool.PRESIDIO) == []
    assert judged([], "gitleaks:jwt", ReportTool.GITLEAKS) == ["LEK003"]
    assert judged([], "gitlaeks:jwt") == ["LEK003"]
    assert reported_by("presidio:PERSON") is ReportTool.PRESIDIO
    assert reported_by("gitleaks") is None
