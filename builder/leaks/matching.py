"""Rules made ready, and where in a text they match.

A rule names literals of which one stands in every line that can match, so most texts cost a search
for plain bytes and no regular expression.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from msgspec import Struct

from builder.leaks.checks import CHECKS
from builder.model.leaks import LeakRule

_BEFORE, _AFTER = 120, 320
"""Bytes around a literal that are looked at, within its line."""


class Match(Struct, frozen=True):
    """A value that a rule recognizes, by its bytes in a text."""

    rule: LeakRule
    start: int
    end: int


class ReadyRule(Struct, frozen=True):
    """A rule with its expressions compiled."""

    rule: LeakRule
    pattern: re.Pattern[bytes]
    literals: tuple[bytes, ...]
    near: re.Pattern[bytes] | None
    check: Callable[[bytes], bool] | None


class RuleSet(Struct, frozen=True):
    """Rules in the order in which they are tried, and a digest of all of them."""

    rules: tuple[ReadyRule, ...]
    digest: str
    context: re.Pattern[bytes]
    """Any word that gives a value its meaning: columns so headed are read with their heads."""


def ready(rules: Iterable[LeakRule]) -> RuleSet:
    """Compile rules. Raises `re.error` for a pattern that is none, which a test rules out."""
    held = tuple(rules)
    words = sorted({w for rule in held for w in chain(rule.literals, rule.near) if w.isascii()})
    told = "\n".join(repr(rule) for rule in held).encode()
    return RuleSet(
        rules=tuple(map(_ready, held)),
        digest=hashlib.sha256(told).hexdigest(),
        context=_any_of(words),
    )


def _ready(rule: LeakRule) -> ReadyRule:
    pattern = re.compile(rule.pattern.strip().encode())
    if "value" not in pattern.groupindex:
        pattern = re.compile(b"(?P<value>" + pattern.pattern + b")")
    return ReadyRule(
        rule=rule,
        pattern=pattern,
        literals=tuple(word.encode() for word in rule.literals),
        near=_any_of(rule.near) if rule.near else None,
        check=CHECKS.get(rule.check),
    )


def _any_of(words: Iterable[str]) -> re.Pattern[bytes]:
    joined = "|".join(map(re.escape, words)).replace("_", "[_ -]?").replace("\\ ", "[_ -]?")
    return re.compile(f"(?<![a-z])(?:{joined})(?![a-z])".encode(), re.IGNORECASE)


def matches(text: bytes, rules: RuleSet) -> list[Match]:
    """What the rules recognize in a text, in its order; of two that overlap the earlier rule's."""
    lower = text.lower()
    found: list[Match] = []
    taken: list[tuple[int, int]] = []
    for ready_rule in rules.rules:
        for start, end in _values(text, lower, ready_rule):
            if not any(start < until and since < end for since, until in taken):
                found.append(Match(ready_rule.rule, start, end))
                taken.append((start, end))
    return sorted(found, key=lambda match: match.start)


def _values(text: bytes, lower: bytes, rule: ReadyRule) -> Iterator[tuple[int, int]]:
    for since, until in _windows(lower, rule.literals):
        for match in rule.pattern.finditer(text, since, until):
            start, end = match.span("value")
            if rule.near is not None:
                left, right = line_around(lower, start)
                if not rule.near.search(lower, left, right):
                    continue
            if rule.check is None or rule.check(text[start:end]):
                yield start, end


def line_around(text: bytes, position: int) -> tuple[int, int]:
    """The part of a line around a position: all of it, or what is near in a long one."""
    low, high = max(0, position - _BEFORE), min(len(text), position + _AFTER)
    start = text.rfind(b"\n", low, position) + 1
    end = text.find(b"\n", position, high)
    return max(start, low), high if end < 0 else end


def _windows(lower: bytes, literals: tuple[bytes, ...]) -> Iterable[tuple[int, int]]:
    """The parts of a text in which a rule can match, in order and apart."""
    if not literals:
        return ((0, len(lower)),)
    parts: list[tuple[int, int]] = []
    for literal in literals:
        at = lower.find(literal)
        while at >= 0:
            parts.append(line_around(lower, at))
            at = lower.find(literal, at + len(literal))
    parts.sort()
    merged: list[tuple[int, int]] = []
    for start, end in parts:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
