"""One line of JSON to plain values, as strictly as YAML is read, with the place of each value.

This is the exact way, for lines that are not plainly good: it finds every problem and its column.
The quick way for good lines is in `builder.store.record_lines`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]  # the parser's own, in C
from typing import Any

from builder.model.issues import Issue, Location
from builder.store.value_problems import WHOLE
from builder.store.yaml_nodes import DISGUISE, MAX_DEPTH, MAX_LINES, MAX_TEXT

MAX_LINE = 100_000
"""Bytes of one line: the longest texts of a record and two hundred artifacts fit."""
_SPACE = re.compile(r"[ \t\r]*")
_BARE = re.compile(r"[-+.\w]+")
_SHORT = 80
_LONG_HINT = "Shorten it; longer prose belongs into an artifact."
_LINE_HINT = "Write one JSON object on each line, as `json.dumps` does."


class JsonLine:
    """A line that was read: its value, what is wrong with it, and where everything stands."""

    def __init__(self, line: bytes, file: str, number: int) -> None:
        """Read ``line``, the ``number``-th of ``file`` from 1; nothing is raised."""
        self.issues: list[Issue] = []
        self.value: Any = None
        self._file = file
        self._number = number
        self._places: dict[tuple[str | int, ...], int] = {}
        self._at = 0
        try:
            self._text = self._checked(line)
            self.value = self._read(())
        except _Refused as refused:
            self.value = None
            self.issues.append(refused.issue)

    @property
    def unfit(self) -> bool:
        """Whether it says nothing that can be relied on: unreadable, or a key without a value."""
        return self.value is None or any(issue.code == "YML007" for issue in self.issues)

    def location(self, path: Sequence[str | int]) -> Location:
        """The place of the deepest part of ``path`` that is there."""
        steps = tuple(path)
        while steps and steps not in self._places:
            steps = steps[:-1]
        return Location(self._file, self._number, self._places.get(steps, 0) + 1)

    def _checked(self, line: bytes) -> str:
        if len(line) > MAX_LINE:
            message = f"this line has {len(line):,} bytes; at most {MAX_LINE:,} are read"
            raise self._refused("YML006", 0, message, _LONG_HINT)
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            raise self._refused("EVD013", 0, "not UTF-8 text", "Save it as UTF-8.") from None
        hidden = DISGUISE.search(text.removesuffix("\r"))
        if hidden is not None:
            message = f"the character U+{ord(hidden.group()):04X} can hide or disguise text"
            hint = "Delete it, or write what is meant."
            raise self._refused("YML005", hidden.start(), message, hint)
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            message = f"not valid JSON: {error.msg}"
            raise self._refused("EVD013", error.colno - 1, message, _LINE_HINT) from None
        except RecursionError:
            raise self._too_deep(0) from None
        return text

    def _read(self, path: tuple[str | int, ...]) -> Any:
        self._skip()
        start = self._at
        self._places.setdefault(path, start)
        first = self._text[start]
        if first in "{[" and len(path) >= MAX_DEPTH:
            raise self._too_deep(start)
        if first == "{":
            return self._mapping(path)
        if first == "[":
            return self._list(path)
        if first == '"':
            text = self._string()
            self._look_at(text, start, path)
            return text
        found = _BARE.match(self._text, start)
        word = found.group() if found is not None else ""
        self._at = start + len(word)
        return self._bare(word, start, path)

    def _mapping(self, path: tuple[str | int, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._at += 1
        while self._next() == '"':
            start = self._at
            key = self._string()
            self._look_at_escaped(key, start)
            if key in found:
                message = f"the key `{key[:_SHORT]}` stands twice in this mapping"
                self._add("YML002", start, message, "Keep one of the two.")
            self._places.setdefault((*path, key), start)
            self._skip()
            self._at += 1  # the colon
            found[key] = self._read((*path, key))
        self._at += 1
        return found

    def _list(self, path: tuple[str | int, ...]) -> list[Any]:
        found: list[Any] = []
        self._at += 1
        while self._next() != "]":
            found.append(self._read((*path, len(found))))
        self._at += 1
        return found

    def _next(self) -> str:
        """The next character that is neither space nor a comma."""
        self._skip()
        if self._text[self._at] == ",":
            self._at += 1
            self._skip()
        return self._text[self._at]

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found is not None else self._at

    def _string(self) -> str:
        text, self._at = scanstring(self._text, self._at + 1, True)
        return str(text)

    def _look_at(self, text: str, start: int, path: tuple[str | int, ...]) -> None:
        self._look_at_escaped(text, start)
        if not text or text.isspace():
            self._empty(start, path)
        length, breaks = len(text), text.count("\n")
        if length > MAX_TEXT:
            message = f"this text has {length:,} characters; at most {MAX_TEXT:,} are taken"
            self._add("YML006", start, message, _LONG_HINT)
        elif breaks > MAX_LINES:
            message = f"this text has {breaks:,} line breaks; at most {MAX_LINES:,} are taken"
            self._add("YML006", start, message, _LONG_HINT)

    def _look_at_escaped(self, text: str, start: int) -> None:
        if DISGUISE.search(text):
            message = "an escape sequence stands for a character that can hide or disguise text"
            raise self._refused("YML005", start, message, "Write what is meant.")

    def _empty(self, start: int, path: tuple[str | int, ...]) -> None:
        last = path[-1] if path else ""
        named = f"the key `{last[:_SHORT]}`" if isinstance(last, str) else "this entry of the list"
        self._add("YML007", start, f"{named} has no value", "Fill it in, or delete it.")

    def _bare(self, word: str, start: int, path: tuple[str | int, ...]) -> Any:
        """A number, true, false or null; a number that is not whole stays its text in a list.

        No field holds one, so that the decoder names what was asked for.
        """
        if word in ("true", "false"):
            return word == "true"
        if word == "null":
            self._empty(start, path)
            return ""
        return int(word) if WHOLE.fullmatch(word) else float("nan")

    def _too_deep(self, start: int) -> _Refused:
        hint = "Nest less deeply: no record goes so deep."
        return self._refused("YML006", start, f"more than {MAX_DEPTH} levels deep", hint)

    def _add(self, code: str, start: int, message: str, hint: str) -> None:
        place = Location(self._file, self._number, start + 1)
        self.issues.append(Issue(code=code, message=message, hint=hint, location=place))

    def _refused(self, code: str, start: int, message: str, hint: str) -> _Refused:
        place = Location(self._file, self._number, start + 1)
        return _Refused(Issue(code=code, message=message, hint=hint, location=place))


class _Refused(Exception):  # noqa: N818 - not an error of the program
    """Carries the issue that ends the reading of one line."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message)
        self.issue = issue
