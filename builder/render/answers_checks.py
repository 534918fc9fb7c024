"""Answers about checks: what must hold, what it came to, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model.assessment import Assessment
from builder.model.checks import CheckedPlace, CheckResult
from builder.render.answer import Answer
from builder.render.screen import heading_of, items, screen
from builder.render.words import label

_SHOWN = 8


def check_answers(assessment: Assessment) -> Iterable[Answer]:
    """One for each check of the pack."""
    return map(_check_answer, assessment.checks)


def _check_answer(result: CheckResult) -> Answer:
    check = result.check
    return Answer(
        name=check.id,
        kind="check",
        title=heading_of(check.title),
        text=screen(
            f"{check.id}  {check.title}",
            ("Comes to", f"{label(result.word)}: {result.words}"),
            *items("Fails", _told(result.failing)),
            *items("Unknown", [*_told(result.unknown), *result.reasons]),
            *items("Waived", _told(result.waived)),
            ("Rows", ", ".join(map(str, check.citations))),
            ("Severity", label(check.severity)),
            ("Why", check.rationale),
            ("To do", check.remediation),
            ("Instead", check.attested_by),
            ("Dataset", check.dataset),
            ("Evidence", ", ".join(result.evidence)),
        ),
        terms=(check.title,),
        about=f"{check.rationale} {check.remediation}",
        rows=check.citations,
        origin=check.origin,
    )


def _told(places: tuple[CheckedPlace, ...]) -> list[str]:
    told = [f"{one.place}: {one.value}" if one.value else one.place for one in places[:_SHOWN]]
    more = len(places) - _SHOWN
    return [*told, f"and {more} more"] if more > 0 else told
