"""Last touches on rendered pages: comments, table heads, a server's errors, search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from markupsafe import escape

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
"""In rendered HTML a comment in a code block has no angle brackets any more."""


def finished_content(html: str, problems: Sequence[str]) -> str:
    """The HTML of a page with cells that say which column they head, below the problems if any.

    Comments are taken out: a note to the next author is not for whoever gets the page.
    """
    html = _COMMENT.sub("", html)
    html = html.replace("<th>", '<th scope="col">').replace("<th style", '<th scope="col" style')
    if not problems:
        return html
    lines = "".join(f"<li><code>{escape(problem)}</code></li>" for problem in problems)
    lead = "The files have errors; these pages show the last good state."
    return f'<div class="sb-problems" role="alert"><p>{lead}</p><ul>{lines}</ul></div>{html}'


def write_search_script(site: Path) -> None:
    """Write the search index as a script too: a page opened from a folder cannot fetch it."""
    index = site / "search" / "search_index.json"
    if index.is_file():
        text = f"var __index = {index.read_text(encoding='utf-8')}"
        index.with_suffix(".js").write_text(text, encoding="utf-8")
