"""SVG drawings of docs/: a reader gets the whole file, also what the picture does not show."""

from __future__ import annotations

import re

from builder.model.issues import Issue, Location

SUFFIX = ".svg"
_UNSEEN = (
    (re.compile(r"<!--"), "a comment"),
    (re.compile(r"<(?:[\w.-]+:)?metadata[\s>/]", re.IGNORECASE), "metadata of the drawing program"),
    (re.compile(r"<(?:[\w.-]+:)?script[\s>/]", re.IGNORECASE), "a script"),
    (re.compile(r"<(?:[\w.-]+:)?foreignobject[\s>/]", re.IGNORECASE), "a page inside the drawing"),
    (re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE), "definitions of its own"),
    (re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE), "a handler of events"),
)
_HINT = "Save it as a plain SVG, or take that out by hand: whoever gets the page gets the file."


def drawing_issues(data: bytes, name: str) -> list[Issue]:
    """DOC004 for each sort of thing in a drawing that is not part of the picture."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [_issue(name, 1, "bytes that are not UTF-8")]
    found = ((pattern.search(text), what) for pattern, what in _UNSEEN)
    return [
        _issue(name, text.count("\n", 0, match.start()) + 1, what) for match, what in found if match
    ]


def _issue(name: str, line: int, what: str) -> Issue:
    message = f"the drawing holds {what}, which nobody sees in the picture"
    return Issue(code="DOC004", message=message, hint=_HINT, location=Location(name, line))
