"""Rows and mappings to results: which requirement each row speaks of, and what they come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase

from builder.imports.rows import ImportedRow, Reading
from builder.model.imported import (
    ImportedResults,
    ImportFormat,
    ImportMapping,
    RequirementResult,
    RowWord,
    SetAside,
    ShownRow,
)

MOST_SHOWN = 20
"""Rows of one requirement kept in a record; all of them stand in the artifact."""
MOST_REASONS = 10
MOST_RULES = 20
"""Ids of rules that match nothing kept in a record."""
_ORDER = tuple(RowWord)


def mappings_for(
    mappings: Iterable[ImportMapping], name: ImportFormat, tool: str
) -> tuple[ImportMapping, ...]:
    """The mappings that speak of a tool's files of a format."""
    return tuple(
        mapping
        for mapping in mappings
        if mapping.format is name and (not mapping.tool or fnmatchcase(tool, mapping.tool))
    )


def matched(
    reading: Reading,
    name: ImportFormat,
    mappings: Sequence[ImportMapping],
    fit: Callable[[str, int], str],
) -> ImportedResults:
    """What the rows say of each requirement of ``mappings``.

    A requirement that no row speaks of stands there without a row: it was not evaluated. ``fit``
    makes a foreign text, cut to a length, one that a record may hold.
    """
    found: dict[str, list[ImportedRow]] = {
        requirement: [] for mapping in mappings for requirement in mapping.requirements
    }
    served: dict[str, frozenset[str]] = {}
    unmatched: list[ImportedRow] = []
    for row in reading.rows:
        if row.everywhere:
            names = frozenset(found)
        elif row.rule in served:
            names = served[row.rule]
        else:
            names = served[row.rule] = spoken_of(row.rule, mappings)
        for requirement in names:
            found[requirement].append(row)
        if not names:
            unmatched.append(row)
    return ImportedResults(
        format=name,
        rows=len(reading.rows),
        unmatched=len(unmatched),
        unmatched_failed=sum(_fails(row) for row in unmatched),
        unmatched_rules=tuple(fit(rule, 100) for rule in _rules(unmatched)[:MOST_RULES]),
        results=tuple(_result(requirement, rows, fit) for requirement, rows in found.items()),
    )


def _rules(rows: Iterable[ImportedRow]) -> list[str]:
    """Their rules, those of failing rows first."""
    failing = {row.rule for row in rows if _fails(row)}
    return sorted({row.rule for row in rows}, key=lambda rule: (rule not in failing, rule))


def _fails(row: ImportedRow) -> bool:
    return row.word is RowWord.FAIL and not row.set_aside


def spoken_of(rule: str, mappings: Sequence[ImportMapping]) -> frozenset[str]:
    """The requirements that rows of a rule speak of."""
    return frozenset(
        requirement
        for mapping in mappings
        if any(fnmatchcase(rule, pattern) for pattern in mapping.rules)
        for requirement in mapping.requirements
    )


def _result(
    requirement: str, rows: Sequence[ImportedRow], fit: Callable[[str, int], str]
) -> RequirementResult:
    counted = [row for row in rows if not row.set_aside]
    counts = Counter(row.word for row in counted)
    bad = [row for row in counted if row.word is not RowWord.PASS]
    bad.sort(key=lambda row: (_ORDER.index(row.word), row.rule, row.subject))
    return RequirementResult(
        requirement=requirement,
        passed=counts[RowWord.PASS],
        failed=counts[RowWord.FAIL],
        errors=counts[RowWord.ERROR],
        not_evaluated=counts[RowWord.NOT_EVALUATED],
        set_aside=_set_aside(rows, fit),
        shown=tuple(
            ShownRow(
                rule=fit(row.rule, 100),
                word=row.word,
                subject=fit(row.subject, 200),
                text=fit(row.text, 300),
            )
            for row in bad[:MOST_SHOWN]
        ),
    )


def _set_aside(rows: Iterable[ImportedRow], fit: Callable[[str, int], str]) -> tuple[SetAside, ...]:
    """The reasons with their counts, the most frequent first; the rest of them as one."""
    reasons: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.set_aside:
            reasons[fit(row.set_aside, 200)] += 1
    by_count = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    kept = [SetAside(reason=reason, rows=count) for reason, count in by_count[:MOST_REASONS]]
    others = sum(count for _, count in by_count[MOST_REASONS:])
    return (*kept, *([SetAside(reason="Other reasons", rows=others)] if others else []))
