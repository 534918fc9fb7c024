"""YAML text to plain values, strictly: every scalar stays text, and nothing means two things.

Works on the parser's events in one pass, so that aliases, depth and what hides are refused before
anything grows, and no anchor or tag is ever acted on. Positions are not kept; `Positions` finds
them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import yaml

from builder.model.issues import Issue, Location
from builder.store import yaml_problems as problems

YamlValue = Any  # str | list[YamlValue] | dict[str, YamlValue]: recursive, and mypy is told so

MAX_BYTES = 5_000_000
MAX_DEPTH = 16
MAX_TEXT = 5_000
"""Characters of one text. A cell of a workbook holds 32,767 and joins three texts at most, of which
each character may count twice."""
MAX_LINES = 80
"""Line breaks of one text: a cell shows 253."""
MOST_ISSUES = 100
"""Of one kind from one file or record: nobody reads more before mending the first."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
HAS_FAST_PARSER = _LOADER is not yaml.SafeLoader

# Controls, line and paragraph separators, bidirectional controls, zero-width and tag characters,
# fillers that show nothing, halves of surrogate pairs.
DISGUISE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


class _Refused(Exception):  # noqa: N818 - not an error of the program
    """Carries the issue that ends the reading of one file."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message)
        self.issue = issue


def read_yaml(data: bytes, file: str) -> tuple[YamlValue, list[Issue]]:
    """The value of a YAML file of ours: a mapping of text, lists and mappings.

    Returns None with the issues when the file cannot be used at all. Anchors and tags are issues
    and change nothing: what carries one is read as the text or collection that it stands before.
    """
    issues: list[Issue] = []
    try:
        text = _checked_text(data, file)
        value = _build(text, file, issues)
    except _Refused as refused:
        return None, [*issues, refused.issue]
    except yaml.YAMLError as error:
        return None, [*issues, problems.syntax(error, file)]
    if not isinstance(value, dict):
        found = "nothing" if value is None else "a list" if isinstance(value, list) else "a text"
        return None, [
            *issues,
            Issue(
                code="YML008",
                message=f"the file must hold a mapping of keys, not {found}",
                hint="Start with a key such as `controls:` or `statements:`.",
                location=Location(file),
            ),
        ]
    return value, issues


def _checked_text(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES:,} bytes"
        raise _Refused(
            Issue(
                code="YML006",
                message=message,
                hint="Split it into several files.",
                location=Location(file),
            )
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = Location(file, data.count(b"\n", 0, error.start) + 1)
        message = "the file is not UTF-8 text"
        raise _Refused(
            Issue(code="YML001", message=message, hint="Save it as UTF-8.", location=place)
        ) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    hidden = DISGUISE.search(text)
    if hidden is not None:
        raise _Refused(problems.disguise(text, hidden, file))
    return text


def _build(  # noqa: C901, PLR0912, PLR0915 - one loop without calls: the hot path
    text: str, file: str, issues: list[Issue]
) -> YamlValue:
    """Turn events into values."""
    next_event = _LOADER(text).get_event
    escapes = "\\" in text
    stack: list[tuple[Any, str | None, dict[str, int] | None]] = []
    current: Any = None
    key: str | None = None
    lines: dict[str, int] | None = None
    root: YamlValue = None
    documents = 0
    while True:
        event = next_event()
        kind = event.__class__
        if kind is yaml.ScalarEvent:
            if (event.anchor is not None or event.tag is not None) and len(issues) < MOST_ISSUES:
                issues.extend(problems.marks(event, file))
            value = event.value
            if len(value) > MAX_LINES and len(issues) < MOST_ISSUES:
                issues.extend(problems.too_long(event, file, MAX_TEXT, MAX_LINES))
            if escapes and DISGUISE.search(value):
                raise _Refused(problems.escaped_disguise(event, file))
            if lines is not None:
                if key is None:
                    key = value
                    if key in lines:
                        if len(issues) < MOST_ISSUES:
                            issues.append(problems.duplicate(key, lines[key], event, file))
                    elif key == "<<":
                        raise _Refused(problems.indirection(event, file))
                    lines[key] = event.start_mark.line + 1
                    continue
                if (not value or value.isspace()) and len(issues) < MOST_ISSUES:
                    issues.append(problems.empty(key, event, file))
                current[key] = value
                key = None
            elif current is None:
                root = value
            else:
                if (not value or value.isspace()) and len(issues) < MOST_ISSUES:
                    issues.append(problems.empty(None, event, file))
                current.append(value)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if (event.anchor is not None or event.tag is not None) and len(issues) < MOST_ISSUES:
                issues.extend(problems.marks(event, file))
            if lines is not None and key is None:
                raise _Refused(problems.compound_key(event, file))
            if len(stack) >= MAX_DEPTH:
                raise _Refused(problems.too_deep(event, file, MAX_DEPTH))
            stack.append((current, key, lines))
            if kind is yaml.MappingStartEvent:
                opened: Any = {}
                lines = {}
            else:
                opened = []
                lines = None
            if current is None:
                root = opened
            elif key is not None:
                current[key] = opened
            else:
                current.append(opened)
            current, key = opened, None
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            current, _, lines = stack.pop()
            key = None
        elif kind is yaml.AliasEvent:
            raise _Refused(problems.indirection(event, file))
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise _Refused(problems.second_document(event, file))
        elif kind is yaml.StreamEndEvent:
            return root


class Positions:
    """Where the keys and items of a file stand, found in one pass over its events.

    Asked for the places of issues only, so that good files cost nothing.
    """

    def __init__(self, data: bytes, paths: Iterable[Sequence[str | int]]) -> None:
        """Find ``paths``, each a list of keys and indexes from the top."""
        self._wanted = _Wanted()
        for path in paths:
            step = self._wanted
            for name in path:
                step = step.below.setdefault(name, _Wanted())
        # A file that does not parse has told its place already.
        with suppress(yaml.YAMLError):
            self._walk(data.decode("utf-8", "replace"))

    def find(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Line and column, from 1, of the deepest part of ``path`` that is there."""
        step, place = self._wanted, self._wanted.place
        for name in path:
            step = step.below[name]
            if step.place is None:
                break
            place = step.place
        return place or (1, 1)

    def _walk(self, text: str) -> None:
        next_event = _LOADER(text).get_event
        stack: list[_Open] = []
        while not isinstance(event := next_event(), yaml.StreamEndEvent):
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
            elif isinstance(event, yaml.NodeEvent):
                wanted = stack[-1].enter(event) if stack else self._wanted
                if wanted is not None and wanted.place is None:
                    wanted.place = problems.place(event)
                if isinstance(event, yaml.CollectionStartEvent):
                    stack.append(_Open(event, wanted))


class _Wanted:
    """A step of a path whose place is asked for, with the steps below it."""

    __slots__ = ("below", "place")

    def __init__(self) -> None:
        self.below: dict[str | int, _Wanted] = {}
        self.place: tuple[int, int] | None = None


class _Open:
    """A mapping or list that the walk is inside of."""

    __slots__ = ("_at_key", "_count", "_in_list", "_value", "_wanted")

    def __init__(self, event: Any, wanted: _Wanted | None) -> None:
        self._wanted = wanted
        self._in_list = isinstance(event, yaml.SequenceStartEvent)
        self._count = 0
        self._at_key = False
        self._value: _Wanted | None = None

    def enter(self, event: Any) -> _Wanted | None:
        """The wanted step that the next key, value or item is."""
        if self._in_list:
            step: str | int = self._count
            self._count += 1
        else:
            self._at_key = not self._at_key
            if not self._at_key:
                return self._value
            step = getattr(event, "value", "")
        self._value = self._wanted.below.get(step) if self._wanted is not None else None
        return self._value
