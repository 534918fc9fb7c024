"""What is left to fill in: how many rows in which file, and where to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from builder.commands.terminal import issue_lines
from builder.model.issues import Issue, Severity
from builder.model.organization import Organization


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 row``, ``3 rows``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def refusal(issues: Iterable[Issue], *, release: bool = False) -> str:
    """Why a run was refused, in the same words for every command."""
    held = tuple(issues)
    left = len(left_open(held))
    text = f"Refused: {counted(len(held) - left, 'error')}, {left_words(left)}."
    return f"{text} A release needs every row filled in." if release and left else text


def left_words(left: int) -> str:
    """How much is left: ``3 rows left to fill in``."""
    return f"{counted(left, 'row')} left to fill in"


def left_open(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """The rows that are left to fill in, each once, in the order of their places."""
    return tuple(issue for issue in issues if issue.severity is Severity.OPEN)


def by_file(issues: Iterable[Issue]) -> dict[str, int]:
    """How many rows are left in which file, in the order of the files."""
    return dict(Counter(i.location.file for i in left_open(issues) if i.location is not None))


def overview(issues: Iterable[Issue], organization: Organization | None) -> list[str]:
    """Lines for a person: rows left by file, and the next thing to write; none when none is."""
    held = left_open(issues)
    if not held:
        return []
    files = by_file(held)
    width = len(str(max(files.values())))
    lines = ["Left to fill in before a release, rows by file:"]
    lines.extend(f"  {number:>{width}}  {name}" for name, number in files.items())
    first = _first_of_all(organization)
    return [*lines, f"Next: {first}" if first else "Next:", *([] if first else _next(held[0]))]


def _next(issue: Issue) -> list[str]:
    return [f"  {line}" for line in issue_lines([issue])]


def _first_of_all(organization: Organization | None) -> str:
    """What rows rest on and what therefore comes before them; empty when it is there."""
    if organization is None or organization.origin is None:
        return ""
    folder = organization.origin.file.rpartition("/")[0]
    if not organization.systems:
        return (
            f"list what runs where in {folder}/systems.yml; rows of the provider rest on"
            " the services named there."
        )
    if not organization.agreements:
        return (
            f"list the agreements in {folder}/agreements.yml; a row may rest only on services"
            " that the BAA names."
        )
    return ""
