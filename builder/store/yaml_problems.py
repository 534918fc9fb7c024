"""What is wrong with a YAML file, in words: one function for each way of refusing it."""

from __future__ import annotations

import re
from typing import Any

from builder.model.issues import Issue, Location

_SHORT = 80
"""Characters of a hostile key that a message repeats."""
_SHALLOW = "Nest less deeply: no record of the catalog goes so deep."


def disguise(text: str, hidden: re.Match[str], file: str) -> Issue:
    """YML005: a raw character that shows nothing or turns text around."""
    before = text[: hidden.start()]
    line = before.count("\n") + 1
    column = hidden.start() - (before.rfind("\n") + 1) + 1
    message = f"the character U+{ord(hidden.group()):04X} can hide or disguise text"
    return _issue(
        "YML005", message, "Delete it, or write what is meant.", Location(file, line, column)
    )


def _issue(code: str, message: str, hint: str, where: Location) -> Issue:
    return Issue(code=code, message=message, hint=hint, location=where)


def place(event: Any) -> tuple[int, int]:
    """Line and column, from 1, at which something begins."""
    return event.start_mark.line + 1, event.start_mark.column + 1


def _at(event: Any, code: str, message: str, hint: str, file: str) -> Issue:
    return _issue(code, message, hint, Location(file, *place(event)))


def syntax(error: Exception, file: str) -> Issue:
    """YML001: what the parser says; YML006 when its own limit of depth is met first."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be parsed"
    where = Location(file) if mark is None else Location(file, mark.line + 1, mark.column + 1)
    if "nesting depth" in problem:
        return _issue("YML006", "far too many levels deep", _SHALLOW, where)
    hint = "Check the indentation and the quotes here and on the line before."
    if "mapping values" in problem:
        hint = "A text that holds `: ` has to be quoted or written as a block with `>-`."
    return _issue("YML001", f"not valid YAML: {problem}", hint, where)


def marks(event: Any, file: str) -> list[Issue]:
    """YML003, YML004: the anchor and the tag before a value."""
    found = [] if event.anchor is None else [indirection(event, file)]
    if event.tag is not None:
        hint = "Write the value itself, without `!`."
        found.append(_at(event, "YML004", "tags are not allowed", hint, file))
    return found


def indirection(event: Any, file: str) -> Issue:
    """YML003: an anchor, alias or merge key."""
    message = "anchors (&), aliases (*) and merge keys (<<) are not allowed"
    hint = "Write the value out, or quote a text that begins with & or *."
    return _at(event, "YML003", message, hint, file)


def duplicate(key: str, first: int, event: Any, file: str) -> Issue:
    """YML002: a key for the second time."""
    message = f"the key `{_short(key)}` stands twice in this mapping, first on line {first}"
    return _at(event, "YML002", message, "Keep one of the two.", file)


def empty(key: str | None, event: Any, file: str) -> Issue:
    """YML007: nothing where a value belongs; an entry of a list has no key."""
    what = "this entry of the list" if key is None else f"the key `{_short(key)}`"
    return _at(event, "YML007", f"{what} has no value", "Fill it in, or delete it.", file)


def compound_key(event: Any, file: str) -> Issue:
    """YML001: a key that is not text."""
    return _at(event, "YML001", "a key must be text", "Write a plain word as the key.", file)


def too_deep(event: Any, file: str, levels: int) -> Issue:
    """YML006: nested deeper than the limit."""
    message = f"more than {levels} levels deep"
    return _at(event, "YML006", message, _SHALLOW, file)


def too_long(event: Any, file: str, characters: int, lines: int) -> list[Issue]:
    """YML006: a text that no cell of a workbook could show, or no reader read."""
    hint = "Shorten it; longer prose belongs on a page below docs/ or into an artifact."
    length, breaks = len(event.value), event.value.count("\n")
    if length > characters:
        message = f"this text has {length:,} characters; at most {characters:,} are taken"
        return [_at(event, "YML006", message, hint, file)]
    if breaks > lines:
        message = f"this text has {breaks:,} line breaks; at most {lines:,} are taken"
        return [_at(event, "YML006", message, hint, file)]
    return []


def escaped_disguise(event: Any, file: str) -> Issue:
    """YML005: the same, written as an escape sequence."""
    message = "an escape sequence stands for a character that can hide or disguise text"
    return _at(event, "YML005", message, "Write what is meant.", file)


def second_document(event: Any, file: str) -> Issue:
    """YML008: a second document in the file."""
    return _at(event, "YML008", "a second document begins here", "Keep one document a file.", file)


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
