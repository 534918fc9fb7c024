"""What decoding needs to know of each record type, worked out once from its annotations."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

_RESERVED = frozenset({"origin", "folder", "framework", "retirement", "recorded_at", "replaced_at"})
"""Fields that the store fills in itself; they are not keys of the files."""


class RecordPlan(Struct, frozen=True):
    """What decoding needs to know of one record type."""

    keys: frozenset[str]
    required: tuple[str, ...]
    hints: dict[str, Any]
    whole: tuple[str, ...]
    flags: tuple[str, ...]
    typed: tuple[str, ...]
    """Whole numbers and flags: what is no text."""
    moments: tuple[str, ...]
    lists: frozenset[str]
    filled_in: frozenset[str]
    """Fields that the store fills in itself."""
    optional_of: Callable[[Any], tuple[Any, ...]]
    """From a record to the values of its keys that may be left out."""
    defaults: tuple[Any, ...]
    """What these are when they were left out."""
    all_required: bool
    """Whether no key may be left out, and none holds a record."""
    nested: tuple[tuple[str, type, bool], ...]
    """Field, record type, whether it is a list of them."""
    has_origin: bool
    origin_below: bool
    """Whether a record in it has one."""


@cache
def plan_of(record_type: type) -> RecordPlan:
    """The plan of a record type, made once."""
    hints = typing.get_type_hints(record_type)
    own = [f for f in fields(record_type) if f.name not in _RESERVED]
    bare = {f.name: _without_none(hints[f.name]) for f in own}
    optional = [f for f in own if not f.required]
    nested = []
    for name, hint in bare.items():
        item = typing.get_args(hint)[0] if typing.get_origin(hint) is tuple else hint
        if isinstance(item, type) and issubclass(item, Struct):
            nested.append((name, item, item is not hint))
    return RecordPlan(
        keys=frozenset(bare),
        required=tuple(f.name for f in own if f.required),
        hints=bare,
        whole=tuple(name for name, hint in bare.items() if hint is int),
        flags=tuple(name for name, hint in bare.items() if hint is bool),
        typed=tuple(name for name, hint in bare.items() if hint in (int, bool)),
        moments=tuple(name for name, hint in bare.items() if hint is datetime),
        lists=frozenset(n for n, hint in bare.items() if typing.get_origin(hint) is tuple),
        filled_in=_RESERVED & hints.keys(),
        optional_of=_values_of([f.name for f in optional]),
        defaults=tuple(
            f.default if f.default is not NODEFAULT else f.default_factory() for f in optional
        ),
        all_required=not optional and not nested,
        nested=tuple(nested),
        has_origin="origin" in hints,
        origin_below=any(plan_of(item).has_origin for _, item, _ in nested),
    )


def _values_of(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple(getattr(record, name) for name in names)


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return next(arg for arg in typing.get_args(hint) if arg is not type(None))
    return hint
