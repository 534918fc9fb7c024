"""Why what is not a row stands as it does: its screen, where it is written, and its rows."""

from __future__ import annotations

from typing import Any

from builder.commands.terminal import say
from builder.model.assessment import AssessedRow, Assessment, FindingState
from builder.pipeline import Build
from builder.render.answer import Answer
from builder.render.screen import items, screen

_ROWS = 6
"""Rows that are told in full; the others are named."""


def answer_data(build: Build, assessment: Assessment, answer: Answer) -> dict[str, Any]:
    """The answer with its place and how the rows that it bears on stand, as plain data."""
    rows = [row for row in assessment.rows if row.citation in answer.rows]
    rows.sort(key=lambda row: row.finding.state is not FindingState.NOT_SATISFIED)
    return {
        "name": answer.name,
        "kind": answer.kind,
        "title": answer.title,
        "text": answer.text,
        "at": str(build.files.location(answer.origin)) if answer.origin is not None else "",
        "rows": [
            {
                "citation": str(row.citation),
                "title": row.row.control.title,
                "finding": row.finding.state.value,
                "reasons": _reasons(row, answer),
            }
            for row in rows
        ],
    }


def say_answer(data: dict[str, Any]) -> None:
    """Print it."""
    say(data["text"].rstrip("\n"))
    say(f"Written at {data['at']}\n" if data["at"] else "Written in no file: it was found.\n")
    for row in data["rows"][:_ROWS]:
        finding = row["finding"].replace("-", " ")
        say(
            screen(
                f"{row['citation']} {row['title']}: {finding}",
                *items("Because", row["reasons"] or ["no reason speaks against it"]),
            ).rstrip("\n")
        )
    more = [row["citation"] for row in data["rows"][_ROWS:]]
    if more:
        say(f"and {', '.join(more)}")
    if data["rows"]:
        say(f"\nMore: shieldbook explain '{data['rows'][0]['citation']}'")


def _reasons(row: AssessedRow, answer: Answer) -> list[str]:
    """The reasons that name the thing first, so that it is seen whether it is the cause."""
    reasons = row.finding.reasons
    own = [r for r in reasons if answer.name in (r.requirement, r.evidence)]
    return [r.text for r in (*own, *(r for r in reasons if r not in own))]
