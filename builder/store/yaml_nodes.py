"""YAML text to plain values, strictly: every scalar stays text, and nothing means two things.

Works on the parser's events in one pass, so that anchors, tags, depth and duplicate keys are
refused before anything is built. Positions are not kept; `locate` finds them again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from builder.model.issues import Issue, Location

YamlValue = Any  # str | list[YamlValue] | dict[str, YamlValue]: recursive, and mypy is told so

MAX_BYTES = 8_000_000
MAX_DEPTH = 16

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
HAS_FAST_PARSER = _LOADER is not yaml.SafeLoader

# Controls, line and paragraph separators, bidirectional overrides and zero-width characters.
_DISGUISE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]"
)


class _Refused(Exception):
    """Carries the issue that ends the reading of one file."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message)
        self.issue = issue


def read_yaml(data: bytes, file: str) -> tuple[YamlValue, list[Issue]]:
    """The value of a YAML file of ours: a mapping of text, lists and mappings.

    Returns None with the issues when the file cannot be used at all.
    """
    try:
        text = _checked_text(data, file)
        issues: list[Issue] = []
        value = _build(text, file, issues)
    except _Refused as refused:
        return None, [refused.issue]
    except yaml.YAMLError as error:
        return None, [_syntax_issue(error, file)]
    if not isinstance(value, dict):
        found = "nothing" if value is None else type(value).__name__.replace("str", "text")
        return None, [
            Issue(
                code="YML008",
                message=f"the file must hold a mapping of keys, not {found}",
                hint="Start with a key such as `controls:` or `statements:`.",
                location=Location(file),
            )
        ]
    return value, issues


def _checked_text(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read"
        raise _Refused(_issue("YML006", message, "Split it into several files.", file, 1, 1))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Refused(
            _issue("YML001", "the file is not UTF-8 text", "Save it as UTF-8.", file, line, 1)
        ) from None
    hidden = _DISGUISE.search(text.replace("\r\n", "\n") if "\r" in text else text)
    if hidden is not None:
        raise _Refused(_disguise_issue(text, hidden, file))
    return text


def _disguise_issue(text: str, hidden: re.Match[str], file: str) -> Issue:
    before = text[: hidden.start()]
    line = before.count("\n") + 1
    column = hidden.start() - (before.rfind("\n") + 1) + 1
    message = f"the character U+{ord(hidden.group()):04X} can hide or disguise text"
    return _issue("YML005", message, "Delete it, or write what is meant.", file, line, column)


def _build(text: str, file: str, issues: list[Issue]) -> YamlValue:
    """Turn events into values; the loop is flat because it is the hot path of every command."""
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
            if event.anchor is not None or event.tag is not None:
                raise _Refused(_indirection(event, file))
            value = event.value
            if escapes and _DISGUISE.search(value):
                raise _Refused(_escaped_disguise(event, file))
            if lines is not None:
                if key is None:
                    key = value
                    if key in lines:
                        issues.append(_duplicate(key, lines[key], event, file))
                    elif key == "<<":
                        raise _Refused(_indirection(event, file))
                    lines[key] = event.start_mark.line + 1
                    continue
                if value == "" and event.style is None:
                    issues.append(_empty(key, event, file))
                current[key] = value
                key = None
            elif current is None:
                root = value
            else:
                current.append(value)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if event.anchor is not None or event.tag is not None:
                raise _Refused(_indirection(event, file))
            if lines is not None and key is None:
                raise _Refused(_compound_key(event, file))
            if len(stack) >= MAX_DEPTH:
                raise _Refused(_too_deep(event, file))
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
            raise _Refused(_indirection(event, file))
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise _Refused(_second_document(event, file))
        elif kind is yaml.StreamEndEvent:
            return root


def locate(data: bytes, path: Sequence[str | int]) -> tuple[int, int]:
    """Line and column, from 1, of the key or item at ``path``; of the deepest part that is there."""
    try:
        node = yaml.compose(data.decode("utf-8", "replace"), Loader=_LOADER)
    except yaml.YAMLError:
        return 1, 1
    mark = node.start_mark if node is not None else None
    for step in path:
        if isinstance(node, yaml.MappingNode):
            match = next(((k, v) for k, v in node.value if k.value == step), None)
            if match is None:
                break
            mark, node = match[0].start_mark, match[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            if step >= len(node.value):
                break
            node = node.value[step]
            mark = node.start_mark
        else:
            break
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def _issue(code: str, message: str, hint: str, file: str, line: int, column: int) -> Issue:
    return Issue(code=code, message=message, hint=hint, location=Location(file, line, column))


def _at(event: Any, code: str, message: str, hint: str, file: str) -> Issue:
    mark = event.start_mark
    return _issue(code, message, hint, file, mark.line + 1, mark.column + 1)


def _syntax_issue(error: yaml.YAMLError, file: str) -> Issue:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be parsed"
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    hint = "Check the indentation and the quotes here and on the line before."
    if "mapping values" in problem:
        hint = "A text that holds `: ` has to be quoted or written as a block with `>-`."
    return _issue("YML001", f"not valid YAML: {problem}", hint, file, line, column)


def _indirection(event: Any, file: str) -> Issue:
    if getattr(event, "tag", None) is not None:
        return _at(
            event, "YML004", "tags are not allowed", "Write the value itself, without `!`.", file
        )
    message = "anchors (&), aliases (*) and merge keys (<<) are not allowed"
    hint = "Write the value out, or quote a text that begins with & or *."
    return _at(event, "YML003", message, hint, file)


def _duplicate(key: str, first: int, event: Any, file: str) -> Issue:
    message = f"the key `{key}` stands twice in this mapping, first on line {first}"
    return _at(event, "YML002", message, "Keep one of the two.", file)


def _empty(key: str, event: Any, file: str) -> Issue:
    message = f"the key `{key}` has no value"
    return _at(event, "YML007", message, "Fill it in, or delete the key.", file)


def _compound_key(event: Any, file: str) -> Issue:
    return _at(event, "YML001", "a key must be text", "Write a plain word as the key.", file)


def _too_deep(event: Any, file: str) -> Issue:
    message = f"more than {MAX_DEPTH} levels deep"
    return _at(event, "YML006", message, "No file of the catalog nests so deeply.", file)


def _escaped_disguise(event: Any, file: str) -> Issue:
    message = "an escape sequence stands for a character that can hide or disguise text"
    return _at(event, "YML005", message, "Write what is meant.", file)


def _second_document(event: Any, file: str) -> Issue:
    return _at(
        event, "YML008", "a second document begins here", "Keep one document a file.", file
    )
