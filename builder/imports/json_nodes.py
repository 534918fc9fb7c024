"""Hostile JSON, read within limits: every value knows its place, and no problem ends the reading.

Python's decoder takes the last of two equal keys, infinities, and as many digits as there are; all
of that is refused here. A value of the wrong kind becomes an issue with the path to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from builder.model.issues import Issue, Location, Origin

_T = TypeVar("_T")

MAX_BYTES = 50_000_000
MAX_VALUES = 5_000_000
MAX_DEPTH = 64
MAX_ROWS = 100_000
"""Rows of one file; more have to be split where they are made."""
MOST_ISSUES = 100
"""Of one file."""
_SHORT = 40
_HINT = "Let the tool write the file again, and leave it as it is."


class JsonNode:
    """A value of a file with the path to it, and the list that problems are added to."""

    def __init__(self, value: Any, origin: Origin, issues: list[Issue]) -> None:
        self.value = value
        self.origin = origin
        self._issues = issues

    def has(self, key: str) -> bool:
        """Whether it is a mapping with that key, and a value that is not null."""
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def at(self, key: str) -> JsonNode:
        """The value below a key; null when there is none."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return JsonNode(value, self.origin.at(key), self._issues)

    def items(self, key: str = "") -> Iterator[JsonNode]:
        """The entries of the list below a key, or of the value itself; null is an empty list."""
        node = self.at(key) if key else self
        if isinstance(node.value, list):
            if len(node.value) > MAX_ROWS:
                node.wrong(f"has {len(node.value):,} entries; at most {MAX_ROWS:,} are read")
                return
            for position, entry in enumerate(node.value):
                yield JsonNode(entry, node.origin.at(position), self._issues)
        elif node.value is not None:
            node.wrong("must be a list")

    def mappings(self, key: str = "") -> Iterator[JsonNode]:
        """The entries of a list that are mappings; others are an issue each."""
        for node in self.items(key):
            if isinstance(node.value, dict):
                yield node
            else:
                node.wrong("must be a mapping of keys")

    def text(self, key: str, *, needed: bool = False) -> str:
        """The text below a key; empty when there is none, an issue when it is ``needed``."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        if isinstance(value, str) and (value.strip() or not needed):
            return value.strip()
        if value is not None or needed:
            self.at(key).wrong("must be a text" if value is not None else "is missing")
        return ""

    def word(self, key: str, words: Mapping[str, _T], usual: str = "") -> _T | None:
        """What the word below a key stands for; None, with an issue, for one that is not known.

        ``usual`` is the word that a missing key stands for; without it the key is needed.
        """
        text = self.text(key, needed=not usual) or usual
        if text in words:
            return words[text]
        if text:
            known = ", ".join(words)
            self.at(key).wrong(f"is `{text[:_SHORT]}`; known are {known}")
        return None

    def moment(self, key: str) -> datetime | None:
        """The moment below a key, UTC; None when there is none, or it does not name its zone."""
        text = self.text(key)
        try:
            moment = datetime.fromisoformat(text) if text else None
            zoned = moment is not None and moment.tzinfo is not None
            return moment.astimezone(UTC).replace(microsecond=0) if moment and zoned else None
        except (ValueError, OverflowError):
            self.at(key).wrong("is not a moment")
            return None

    def wrong(self, what: str, hint: str = _HINT) -> None:
        """Add an issue about this value."""
        if len(self._issues) < MOST_ISSUES:
            message = f"`{_path(self.origin)}` {what}"
            self._issues.append(
                Issue(code="EVD004", message=message, hint=hint, origin=self.origin)
            )


def read_json(data: bytes, file: str, issues: list[Issue]) -> JsonNode | None:
    """The top value of a file; None, with an issue that says where, when it is not strict JSON."""
    problem, line, column = "", 1, 1
    value: Any = None
    if len(data) > MAX_BYTES:
        problem = f"has {len(data):,} bytes; at most {MAX_BYTES:,} are read"
    elif sum(map(data.count, (b",", b"[", b"{"))) > MAX_VALUES:
        problem = f"has more than {MAX_VALUES:,} values"
    else:
        try:
            value = json.loads(
                data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
            )
            problem = "" if _depth_fits(value) else f"nests more than {MAX_DEPTH} deep"
        except UnicodeDecodeError as error:
            problem, line = "is not UTF-8 text", data.count(b"\n", 0, error.start) + 1
        except json.JSONDecodeError as error:
            problem, line, column = f"is not JSON: {error.msg.lower()}", error.lineno, error.colno
        except RecursionError:
            problem = f"nests more than {MAX_DEPTH} deep"
        except ValueError as error:
            problem = f"is not strict JSON: {str(error)[:100]}"
    if problem:
        place = Location(file, line, column)
        issues.append(
            Issue(code="EVD004", message=f"the file {problem}", hint=_HINT, location=place)
        )
        return None
    return JsonNode(value, Origin(file), issues)


def _depth_fits(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            for inner in (
                outer.values()
                if isinstance(outer, dict)
                else outer
                if isinstance(outer, list)
                else ()
            )
            if isinstance(inner, dict | list)
        ]
        if not level:
            return True
    return False


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key `{twice[:_SHORT]}` stands twice in one mapping")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _path(origin: Origin) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step[:_SHORT]}" for step in origin.path)
    return "".join(steps).removeprefix(".") or "the file"
