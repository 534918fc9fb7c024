"""Waivers laid over leaks: what is let pass, and which waivers say nothing any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from fnmatch import fnmatchcase

from msgspec import Struct

from builder.leaks.reported import reported_by
from builder.leaks.scanning import NAME
from builder.model.issues import Issue, Location
from builder.model.leak_reports import ReportTool
from builder.model.leaks import Leak, LeakKind, Waiver

_CODES: Mapping[LeakKind, str] = {
    LeakKind.SECRET: "LEK001",
    LeakKind.PHI: "LEK002",
    LeakKind.UNREAD: "LEK004",
}
_HINTS: Mapping[LeakKind, str] = {
    LeakKind.SECRET: "Take the value out, and revoke it: it has been in a file.",
    LeakKind.PHI: "Take the value out, or collect the evidence again without it.",
    LeakKind.UNREAD: "Put what matters of it beside it in a format that can be read, or waive it.",
}


MOST_OF_A_FILE = 20
"""Leaks of one rule in one file that are listed: a table of them is mended as a whole."""


class Judged(Struct, frozen=True, kw_only=True):
    """What is to be mended, and what was let pass."""

    issues: tuple[Issue, ...]
    waived: tuple[Leak, ...]


def judge(
    leaks: Iterable[Leak],
    waivers: Iterable[Waiver],
    as_of: date,
    heard: frozenset[ReportTool] = frozenset(),
) -> Judged:
    """The issues of leaks that no waiver covers, and of waivers that hold no longer.

    An expired waiver is one issue, not one for each leak that it covered. ``heard`` are the tools
    whose reports were read: of another's rules nobody can say that they find nothing.
    """
    held = tuple(waivers)
    used: dict[str, int] = {}
    told: Counter[tuple[str, str]] = Counter()
    issues: list[Issue] = []
    waived: list[Leak] = []
    for leak in leaks:
        cover = [w for w in held if w.rule == leak.rule and fnmatchcase(leak.file, w.files)]
        for waiver in cover:
            used[waiver.id] = used.get(waiver.id, 0) + 1
        if cover:
            waived.append(leak)
        elif told[leak.file, leak.rule] < MOST_OF_A_FILE:
            told[leak.file, leak.rule] += 1
            issues.append(leak_issue(leak))
    for waiver in held:
        tool = reported_by(waiver.rule)
        if tool is not None and tool not in heard:
            continue
        issue = _waiver_issue(waiver, used.get(waiver.id, 0), as_of)
        issues.extend([] if issue is None else [issue])
    return Judged(issues=tuple(issues), waived=tuple(waived))


def leak_issue(leak: Leak) -> Issue:
    """LEK001, LEK002 or LEK004: file, line and kind, never the value."""
    inside = f"`{leak.inner}` in it" if leak.inner else "it"
    inside = NAME if leak.inner == NAME else inside
    looks = leak.kind is not LeakKind.UNREAD
    message = f"{inside} holds what looks like {leak.title}" if looks else f"{inside} {leak.title}"
    return Issue(
        code=_CODES[leak.kind],
        message=f"{message} (rule `{leak.rule}`)" if looks else message,
        hint=_HINTS[leak.kind],
        location=Location(leak.file, leak.line if not leak.inner else 1, leak.column),
    )


def _waiver_issue(waiver: Waiver, used: int, as_of: date) -> Issue | None:
    if used and as_of <= waiver.expires:
        return None
    origin = waiver.origin
    if not used:
        return Issue(
            code="LEK003",
            message=f"the waiver `{waiver.id}` fits nothing that is found",
            hint="Delete it, or correct its `rule:` and `files:`.",
            origin=origin.at("files") if origin else None,
        )
    return Issue(
        code="LEK003",
        message=f"the waiver `{waiver.id}` ran out on {waiver.expires} and still covers {used}",
        hint="Take the values out and delete it, or have the role decide again and set a new date.",
        origin=origin.at("expires") if origin else None,
    )
