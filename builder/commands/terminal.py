"""What commands print: lines that cannot act on a terminal, located issues, JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from builder.shown import one_line, printable

TYPE_CHECKING = False  # `who` prints through here, and `typing` takes a part of its start
if TYPE_CHECKING:
    from typing import Any

    from builder.model.issues import Issue

MAX_SHOWN = 50
"""Issues printed in one run; the rest are counted."""
_LONGEST = 2_000
"""Characters of a sentence; `--json` has all of it."""


def say(text: str = "") -> None:
    """Print for a person; control characters are shown, never sent to the terminal."""
    sys.stdout.write(printable(text) + "\n")


def complain(text: str) -> None:
    """Print to the error stream, just as safely."""
    sys.stderr.write(printable(text) + "\n")


def say_json(value: Any) -> None:
    """Print for a program."""
    import json  # noqa: PLC0415 - a look-up's screen needs none

    text = json.dumps(value, ensure_ascii=False, indent=1)
    plain = sys.stdout.encoding.lower() not in ("utf-8", "utf8")
    if plain or not text.replace("\n", "").isprintable():
        text = "".join(c if _passes(c, plain=plain) else json.dumps(c)[1:-1] for c in text)
    sys.stdout.write(text + "\n")


def _passes(character: str, *, plain: bool) -> bool:
    if character == "\n":
        return True
    return character.isprintable() and not (plain and not character.isascii())


def issue_lines(issues: Iterable[Issue]) -> list[str]:
    """Issues as ``path:line:column: severity CODE: message`` with the hint below."""
    lines = []
    for issue in issues:
        lead = f"{issue.location}: {issue.severity} {issue.code}"
        lines.append(one_line(f"{lead}: {_cut(issue.message)}"))
        if issue.hint:
            lines.append(one_line(f"    {_cut(issue.hint)}"))
    return lines


def _cut(text: str) -> str:
    """A sentence as a terminal shows it; one that repeats a huge name loses its end."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def complain_of(issues: Iterable[Issue], *, every: bool = False) -> None:
    """Print issues to the error stream, errors first; beyond a screenful they are counted."""
    held = sorted(issues, key=lambda issue: issue.severity)  # errors before what is left open
    for line in issue_lines(held if every else held[:MAX_SHOWN]):
        complain(line)
    if len(held) > MAX_SHOWN and not every:
        complain(f"... and {len(held) - MAX_SHOWN} more; `shieldbook check --all` lists them all.")


def issue_data(issue: Issue) -> dict[str, Any]:
    """An issue as plain data."""
    place = issue.location
    return {
        "code": issue.code,
        "severity": issue.severity.value,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "message": issue.message,
        "hint": issue.hint,
    }
