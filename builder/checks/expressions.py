"""The expressions of checks: JMESPath, with a few functions about networks, days and look-ups.

The only home of jmespath. An expression reads values and cannot do anything else: it has no
loop, no assignment and no way out. What is absent is null, and null is never true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Any

import jmespath
from jmespath import exceptions, functions

ROOTS = frozenset({"item", "scope", "approvals", "sets", "collected_at"})
"""What an expression may begin with."""
_DAY = 86_400


class ExpressionError(ValueError):
    """An expression that cannot be read or evaluated; its text says what is wrong, for people."""


class _Functions(functions.Functions):
    """What checks need beyond the language's own functions."""

    def __init__(self, as_of: datetime) -> None:
        self._as_of = as_of

    @functions.signature({"types": ["array", "null"]}, {"types": ["string"]}, {"types": []})
    def _func_lookup(self, things: list[Any] | None, key: str, value: Any) -> Any:
        """The first of some things whose key has a value; null when none has."""
        return next(iter(self._func_those(things, key, value)), None)

    @functions.signature({"types": ["array", "null"]}, {"types": ["string"]}, {"types": []})
    def _func_those(self, things: list[Any] | None, key: str, value: Any) -> list[Any]:
        """Those of some things whose key has a value."""
        return [t for t in things or () if isinstance(t, Mapping) and t.get(key) == value]

    @functions.signature({"types": ["string", "null"]})
    def _func_days_until(self, moment: str | None) -> float | None:
        """Days from the as-of moment until another one; negative when it is past."""
        at = _moment(moment)
        return None if at is None else (at - self._as_of).total_seconds() / _DAY

    @functions.signature({"types": ["string", "null"]}, {"types": ["string", "null"]})
    def _func_days_between(self, first: str | None, second: str | None) -> float | None:
        """Days from one moment to another."""
        begin, end = _moment(first), _moment(second)
        return None if begin is None or end is None else (end - begin).total_seconds() / _DAY

    @functions.signature({"types": ["array", "null"]})
    def _func_not_open(self, ranges: list[Any] | None) -> bool | None:
        """Whether ranges together cover less than half of all addresses, however written."""
        if ranges is None:
            return None
        nets = [_network(text) for text in ranges]
        if None in nets:
            return None
        fours = collapse_addresses(net for net in nets if isinstance(net, IPv4Network))
        sixes = collapse_addresses(net for net in nets if isinstance(net, IPv6Network))
        return (
            sum(net.num_addresses for net in fours) * 2 < 2**32
            and sum(net.num_addresses for net in sixes) * 2 < 2**128
        )

    @functions.signature({"types": ["array", "null"]})
    def _func_widest(self, ranges: list[Any] | None) -> int | None:
        """The prefix length of the widest of some IPv4 ranges; a range that is none gives null."""
        nets = [_network(text) for text in ranges or ()]
        if None in nets:
            return None
        return min((net.prefixlen for net in nets if isinstance(net, IPv4Network)), default=32)

    @functions.signature({"types": ["array", "null"]}, {"types": ["array", "null"]})
    def _func_outside(self, things: list[Any] | None, known: list[Any] | None) -> list[Any] | None:
        """Those of some things that are not among the known ones."""
        return None if things is None else [one for one in things if one not in (known or ())]

    @functions.signature(
        {"types": ["array", "null"]}, {"types": ["string", "null"]}, {"types": ["string", "null"]}
    )
    def _func_months_missing(
        self, months: list[Any] | None, since: str | None, until: str | None
    ) -> list[str] | None:
        """Months (``2026-01``) that have ended between two moments, and lack among ``months``."""
        begin, end = _moment(since), _moment(until)
        if months is None or begin is None or end is None:
            return None
        year, month, lacking = begin.year, begin.month, []
        while (year, month) < (end.year, end.month):
            name = f"{year}-{month:02d}"
            lacking += [] if name in months else [name]
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004
        return lacking

    @functions.signature({"types": ["string", "null"]})
    def _func_lower(self, text: str | None) -> str | None:
        """A text in lower case."""
        return None if text is None else text.lower()


class Language:
    """The expressions as of one moment."""

    def __init__(self, as_of: datetime) -> None:
        """``as_of`` is UTC."""
        self._options = jmespath.Options(custom_functions=_Functions(as_of))

    def value(self, expression: str, context: Mapping[str, Any]) -> Any:
        """What an expression comes to. Raises `ExpressionError`."""
        try:
            return compiled(expression).search(context, options=self._options)
        except (exceptions.JMESPathError, ArithmeticError, TypeError, ValueError, KeyError) as bad:
            raise ExpressionError(_said(bad)) from None


@lru_cache(maxsize=1_000)
def compiled(expression: str) -> Any:
    """The parsed expression. Raises `ExpressionError`."""
    try:
        return jmespath.compile(expression)
    except (exceptions.JMESPathError, RecursionError) as bad:
        raise ExpressionError(_said(bad)) from None


def problems(expression: str, sets: Iterable[str]) -> Iterator[str]:
    """What is wrong with an expression that may look into the datasets ``sets``."""
    try:
        tree = compiled(expression).parsed
    except ExpressionError as bad:
        yield str(bad)
        return
    known = frozenset(sets)
    for name in sorted(_functions_in(tree) - _KNOWN_FUNCTIONS):
        yield f"there is no function `{name}`"
    for path in sorted(_paths_in(tree)):
        if path[0] not in ROOTS:
            yield f"`{path[0]}` is not one of {', '.join(sorted(ROOTS))}"
        elif path[0] == "sets" and (len(path) == 1 or path[1] not in known):
            named = path[1] if len(path) > 1 else "sets"
            yield f"it looks into `{named}`, which `dataset` and `rests_on` do not name"


@lru_cache(maxsize=1_000)
def item_keys(expression: str) -> frozenset[str]:
    """The keys of the judged item that an expression looks at."""
    paths = _paths_in(compiled(expression).parsed)
    return frozenset(path[1] for path in paths if path[0] == "item" and len(path) > 1)


def _functions_in(tree: Mapping[str, Any]) -> frozenset[str]:
    found = {tree["value"]} if tree["type"] == "function_expression" else set()
    for child in tree["children"]:
        if isinstance(child, Mapping):
            found |= _functions_in(child)
    return frozenset(found)


def _paths_in(tree: Mapping[str, Any], *, inside: bool = False) -> frozenset[tuple[str, ...]]:
    """The first two names of each path that begins at the top, not within a projection."""
    kind, children = tree["type"], tree["children"]
    if kind == "field":
        return frozenset() if inside else frozenset({(tree["value"],)})
    if kind == "subexpression":
        names = tuple(one["value"] for one in children[:2] if one["type"] == "field")
        if not inside and len(names) > 1 and children[0]["type"] == "field":
            return frozenset({names}) | _all_paths(children[2:], inside=True)
        return _all_paths(children[:1], inside=inside) | _all_paths(children[1:], inside=True)
    first_only = kind in ("projection", "filter_projection", "value_projection", "flatten", "pipe")
    if first_only or kind == "index_expression":
        return _all_paths(children[:1], inside=inside) | _all_paths(children[1:], inside=True)
    if kind == "expref":
        return _all_paths(children, inside=True)
    return _all_paths(children, inside=inside)


def _all_paths(children: Iterable[Any], *, inside: bool) -> frozenset[tuple[str, ...]]:
    found: frozenset[tuple[str, ...]] = frozenset()
    for child in children:
        if isinstance(child, Mapping):
            found |= _paths_in(child, inside=inside)
    return found


def _moment(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def _network(text: Any) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False) if isinstance(text, str) else None
    except ValueError:
        return None


def _said(bad: Exception) -> str:
    """The first line of a failure, short."""
    words = str(bad).strip().splitlines()
    return (words[0] if words else type(bad).__name__)[:200]


_KNOWN_FUNCTIONS = frozenset(_Functions.FUNCTION_TABLE)
