"""The section of an issue code, from the reference that travels with the package."""

from __future__ import annotations

import re

from builder.errors import BuilderError, system_message
from builder.model.issue_codes import ISSUE_CODES
from builder.stock import stock_folder

_REFERENCE = "docs/reference/issues.md"
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_INDENT = "    "


def code_section(code: str) -> str:
    """Title, meaning, bad and good example, and what to do.

    Raises `BuilderError` when the installed package has lost its reference.
    """
    path = stock_folder() / _REFERENCE
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BuilderError(system_message(error), "Install the package again.") from error
    found = re.search(
        rf"^## {code} .*?\{{#\w+\}}\n(?P<body>.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
    )
    if found is None:
        raise BuilderError(f"{path} has no section {code}", "Install the package again.")
    return f"{code}: {ISSUE_CODES[code]}\n\n{_plain(found['body'].strip())}"


def _plain(markdown: str) -> str:
    """The text as it reads on a terminal: examples indented, links as their words."""
    lines, example = [], False
    for line in markdown.splitlines():
        if line.startswith("```"):
            example = not example
        elif example:
            lines.append(f"{_INDENT}{line}".rstrip())
        else:
            lines.append(_LINK.sub(r"\1", line))
    return "\n".join(lines)
