"""An audit window in words and as a bar: one wording for site, workbook and terminal."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from builder.model.assessment import AssessedObservation, Assessment
from builder.model.citation import Citation
from builder.model.coverage import Coverage, coverage
from builder.model.evidence import Proves
from builder.model.window import Window

_SHOWN_HOLES = 4
"""Named in a line; a page that has room names all."""
_QUESTIONS = {
    Proves.MOMENT: "evidence was fresh on it",
    Proves.PERIOD: "a record observed it",
}


class CoveredRequirement(Struct, frozen=True, kw_only=True):
    """One evidence requirement over the window, with the row that asks for it."""

    citation: Citation
    observed: AssessedObservation
    coverage: Coverage


class Segment(Struct, frozen=True):
    """A piece of the bar, in its order."""

    kind: str
    """``covered``, ``hole`` or ``to-come``."""
    percent: str
    """Its share of the window, for a style."""


def covered_requirements(assessment: Assessment, window: Window) -> tuple[CoveredRequirement, ...]:
    """Every evidence requirement over the window, in the order of the rule."""
    day = assessment.as_of.date()
    return tuple(
        CoveredRequirement(
            citation=row.citation,
            observed=observed,
            coverage=coverage(observed.observation, window, day),
        )
        for row in assessment.rows
        for observed in row.observations
    )


def question_words(question: Proves) -> str:
    """When a day counts as covered."""
    return _QUESTIONS[question]


def days_words(found: Coverage) -> str:
    """How many of the days that have passed are covered."""
    if found.elapsed is None:
        return "Not begun"
    text = f"{found.days_covered} of {found.days_elapsed} days"
    return f"{text}, {found.days_to_come} to come" if found.days_to_come else text


def holes_words(holes: Iterable[Window]) -> str:
    """The holes by first and last day; beyond a few they are counted. Empty without one."""
    held = list(holes)
    named = [hole.words for hole in held[:_SHOWN_HOLES]]
    if len(held) > _SHOWN_HOLES:
        named.append(f"{len(held) - _SHOWN_HOLES} more")
    return ", ".join(named)


def failures_words(found: Coverage) -> str:
    """On which days evidence showed it not met; empty without one."""
    days = dict.fromkeys(record.collected_at.date().isoformat() for record in found.failures)
    return ", ".join(days)


def segments(found: Coverage) -> tuple[Segment, ...]:
    """The bar from the first day of the window to its last."""
    pieces = [(piece.first, piece.days, "covered") for piece in found.covered]
    pieces += [(hole.first, hole.days, "hole") for hole in found.holes]
    lengths = [(days, kind) for _, days, kind in sorted(pieces)]
    if found.days_to_come:
        lengths.append((found.days_to_come, "to-come"))
    return tuple(Segment(kind, f"{days / found.window.days:.3%}"[:-1]) for days, kind in lengths)
