"""What changed in an estate between two collections of one dataset."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from builder.model.datasets import Dataset, Item

_NAMES = (
    "account", "team", "space", "app", "addon", "owner_app", "type", "name", "number", "version",
    "year", "month", "email", "hostname", "host", "service", "cidr", "fingerprint", "description",
)  # fmt: skip
"""Keys that say which thing an item is; the others say how it is."""


class ChangeKind(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"


class EstateChange(Struct, frozen=True, kw_only=True):
    """One thing that is not as it was."""

    dataset: str
    kind: ChangeKind
    thing: str
    """Its names, such as ``alder-console web``."""
    keys: tuple[str, ...] = ()
    """What changed of it."""


def estate_changes(old: Dataset, new: Dataset) -> tuple[EstateChange, ...]:
    """Every thing that was added, is gone or has changed, in the order of their names.

    A thing that was not seen this time is not gone: of an incomplete list nothing is said to be.
    """
    before, after = _by_name(old.items), _by_name(new.items)
    found: list[EstateChange] = []
    for name in sorted(before.keys() | after.keys()):
        had, has = before.get(name, []), after.get(name, [])
        thing = " ".join(name)
        if len(had) == len(has) == 1:
            keys = tuple(sorted(k for k in has[0] if had[0].get(k) != has[0][k]))
            if keys:
                kind = ChangeKind.CHANGED
                found.append(EstateChange(dataset=new.dataset, kind=kind, thing=thing, keys=keys))
            continue
        lost = [item for item in had if item not in has] if new.complete else []
        gained = [item for item in has if item not in had] if old.complete else []
        for kind, items in ((ChangeKind.GONE, lost), (ChangeKind.ADDED, gained)):
            found.extend(EstateChange(dataset=new.dataset, kind=kind, thing=thing) for _ in items)
    return tuple(found)


def _by_name(items: Iterable[Item]) -> Mapping[tuple[str, ...], list[Mapping[str, Any]]]:
    found: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for item in items:
        names = tuple(str(item[key]) for key in _NAMES if item.get(key) is not None)
        found[names].append(item)
    return found
