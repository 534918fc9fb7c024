"""What needs attention, as lines that fit one screen: the gravest rows and the next dates."""

from __future__ import annotations

from builder.commands.left_to_fill import left_words
from builder.model.assessment import AssessedRow, Assessment, FindingState, Reason, ReasonKind
from builder.render.answers_register import due_lines
from builder.render.due_dates import due_dates
from builder.render.words import label

_SHOWN_ROWS = 8
_SHOWN_DATES = 5
_BLANK = frozenset({ReasonKind.NOT_DETERMINED, ReasonKind.NOT_STATED})
"""Reasons of a row that is left to fill in: it is counted, there is nothing yet to be grave."""
_GRAVEST_FIRST = (
    ReasonKind.CHECK_FAILING,
    ReasonKind.EVIDENCE_FAILING,
    ReasonKind.AGREEMENT,
    ReasonKind.WORKLOAD,
    ReasonKind.ACCEPTANCE_ENDED,
    ReasonKind.EVIDENCE_MISSING,
    ReasonKind.EVIDENCE_UNKNOWN,
    ReasonKind.CHECK_UNKNOWN,
    ReasonKind.EVIDENCE_STALE,
    ReasonKind.DECISION_OVERDUE,
    ReasonKind.STATUS,
    ReasonKind.PART,
    ReasonKind.NOT_DETERMINED,
    ReasonKind.NOT_STATED,
)


def overview(assessment: Assessment) -> list[str]:
    """The lines; none when every row is satisfied and nothing falls due."""
    return [*_rows(assessment), *_dates(assessment)]


def _rows(assessment: Assessment) -> list[str]:
    failing = [r for r in assessment.rows if r.finding.state is FindingState.NOT_SATISFIED]
    stated = [r for r in failing if not _BLANK.intersection(x.kind for x in r.finding.reasons)]
    lines = []
    if left := len(failing) - len(stated):
        lines.append(f"\n{left_words(left)}; `shieldbook check` says where.")
    if stated:
        lines.append("\nNot satisfied, the gravest first")
    for row in sorted(stated, key=_gravity)[:_SHOWN_ROWS]:
        kind = min(map(_rank, row.finding.reasons))
        word = label(_GRAVEST_FIRST[kind])
        lines.append(f"  {row.citation!s:<21} {word:<17} {row.row.control.title}")
    if len(stated) > _SHOWN_ROWS:
        more = len(stated) - _SHOWN_ROWS
        lines.append(f"  and {more} more; `shieldbook status --all` lists each with its reasons")
    return lines


def _dates(assessment: Assessment) -> list[str]:
    day, dates = assessment.as_of.date(), due_dates(assessment)
    coming = [due for due in dates if due.day >= day]
    if not dates:
        return []
    passed = len(dates) - len(coming)
    head = f"\nDue next; {passed} dates have passed (`shieldbook who due`)"
    shown = due_lines(assessment, coming[:_SHOWN_DATES], _SHOWN_DATES)
    return [head, *(f"  {line}" for line in shown)]


def _rank(reason: Reason) -> int:
    return _GRAVEST_FIRST.index(reason.kind)


def _gravity(row: AssessedRow) -> tuple[int, int]:
    """The gravest reason, then how many there are."""
    return min(map(_rank, row.finding.reasons)), -len(row.finding.reasons)
