"""The allow-list: which fields of an answer are kept, of which type. The rest is dropped at once.

A shape names every key of an item, so that an item always has all of them: what was not sent, or is
of another type, is null. Nothing that a shape does not name ever leaves this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from builder.model.datasets import OddValue

_SCHEMES = frozenset({"https", "http", "syslog+tls", "syslog", "tls", "tcp", "udp", "tcps"})
_ADDRESS = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:[^/?#]*@)?"
    r"(?P<host>(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?)(?:[/?#].*)?",
    re.DOTALL,
)

Clean = Callable[[str], str]
"""Makes a foreign text fit to be kept: no secret in it, of a bounded length."""
LARGEST = 2**53
"""Whole numbers beyond it are not the same to every reader of JSON (RFC 8259, 6)."""


class Keeping:
    """One passage over the answers for a dataset, and what was odd about them."""

    def __init__(self, clean: Clean) -> None:
        """``clean`` is asked of every text that is kept."""
        self.clean = clean
        self._odd: dict[tuple[str, str], None] = {}
        self._wrong: dict[str, None] = {}

    @property
    def odd_values(self) -> tuple[OddValue, ...]:
        """Words outside their lists, each once."""
        return tuple(OddValue(field=field, value=value) for field, value in sorted(self._odd))

    @property
    def wrong_types(self) -> tuple[str, ...]:
        """Fields that were of another type than is documented, each once."""
        return tuple(sorted(self._wrong))

    def keep(self, shape: Shape, value: Any) -> dict[str, Any]:
        """The item that ``shape`` makes of an object; of anything else an item of nulls."""
        if not isinstance(value, Mapping):
            self._wrong["the item itself"] = None
            value = {}
        return {key: field(value, self, key) for key, field in shape.items()}

    def odd(self, field: str, value: str) -> None:
        """Note a word outside its list."""
        self._odd[field, value] = None

    def wrong(self, field: str) -> None:
        """Note a field of another type."""
        self._wrong[field] = None


Field = Callable[[Mapping[str, Any], Keeping, str], Any]
Shape = Mapping[str, Field]
"""The keys of an item, and how each comes out of an answer."""


def text(*path: str) -> Field:
    """A text at a path of keys."""
    return _typed(path, str, lambda value, keeping: keeping.clean(value))


def number(*path: str) -> Field:
    """A whole number."""
    return _typed(path, int, lambda value, _: value if abs(value) <= LARGEST else None)


def flag(*path: str) -> Field:
    """True or false."""
    return _typed(path, bool, lambda value, _: value)


def scalar(*path: str) -> Field:
    """A text, a whole number or a flag, as it comes."""

    def field(value: Mapping[str, Any], keeping: Keeping, key: str) -> Any:
        found = _at(value, path)
        if isinstance(found, str):
            return keeping.clean(found)
        if found is None or isinstance(found, bool):
            return found
        if isinstance(found, int) and abs(found) <= LARGEST:
            return found
        keeping.wrong(key)
        return None

    return field


def word(*path: str, of: Iterable[str]) -> Field:
    """A word of a closed list; another one is kept and told."""
    known = frozenset(of)

    def take(value: str, keeping: Keeping) -> str:
        kept = keeping.clean(value)
        if value not in known:
            keeping.odd(".".join(path), kept)
        return kept

    return _typed(path, str, take)


def texts(*path: str, key: str = "") -> Field:
    """A list of texts, or of objects that each have one under ``key``."""

    def field(value: Mapping[str, Any], keeping: Keeping, name: str) -> list[str] | None:
        found = _list_at(value, path, keeping, name)
        if found is None:
            return None
        kept = []
        for entry in found:
            one = entry.get(key) if key and isinstance(entry, Mapping) else entry
            if isinstance(one, str):
                kept.append(keeping.clean(one))
            else:
                keeping.wrong(name)
        return sorted(kept)

    return field


def items(shape: Shape, *path: str) -> Field:
    """A list of smaller items."""

    def field(value: Mapping[str, Any], keeping: Keeping, name: str) -> list[Any] | None:
        found = _list_at(value, path, keeping, name)
        return None if found is None else [keeping.keep(shape, entry) for entry in found]

    return field


def name_or_text(*path: str) -> Field:
    """The name of an object, or a text: variants of the API differ in which they send."""

    def field(value: Mapping[str, Any], keeping: Keeping, key: str) -> str | None:
        found = _at(value, path)
        if isinstance(found, Mapping):
            found = found.get("name")
        if found is None:
            return None
        if not isinstance(found, str):
            keeping.wrong(key)
            return None
        return keeping.clean(found)

    return field


def scheme(*path: str) -> Field:
    """The scheme of an address; neither user, path nor query is ever kept."""
    return _typed(path, str, lambda value, keeping: _part(value, keeping)[0])


def host(*path: str) -> Field:
    """The host of an address, and its port where one is named."""
    return _typed(path, str, lambda value, keeping: _part(value, keeping)[1])


def fixed(*, value: Any) -> Field:
    """A value that does not come out of the answer."""
    return lambda _answer, _keeping, _key: value


def _part(address: str, keeping: Keeping) -> tuple[str | None, str | None]:
    """Scheme and host; the host is cleaned as it was written, before it is made lower case."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return None, None
    kept = found["scheme"].lower()
    return kept if kept in _SCHEMES else "other", keeping.clean(found["host"]).lower()


def _typed(path: tuple[str, ...], kind: type, take: Callable[[Any, Keeping], Any]) -> Field:
    def field(value: Mapping[str, Any], keeping: Keeping, key: str) -> Any:
        found = _at(value, path)
        if found is None:
            return None
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            keeping.wrong(key)
            return None
        return take(found, keeping)

    return field


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


def _list_at(value: Any, path: tuple[str, ...], keeping: Keeping, name: str) -> list[Any] | None:
    """The list at a path; null for what is none, which is noted."""
    found = _at(value, path)
    if found is None or isinstance(found, list):
        return found
    keeping.wrong(name)
    return None
