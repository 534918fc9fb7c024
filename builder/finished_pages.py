"""Last touches on rendered pages: table heads, a server's errors, search from a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from markupsafe import escape


def finished_content(html: str, problems: Sequence[str]) -> str:
    """The HTML of a page with cells that say which column they head, below the problems if any."""
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
