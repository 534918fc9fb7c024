"""Datasets as artifacts: JSON text that is the same for the same estate, and back."""

from __future__ import annotations

import json
from typing import Any

from msgspec import to_builtins
from msgspec.structs import fields

from builder.model.datasets import Dataset, OddValue, Unseen

MEDIA_TYPE = "application/json"


def dataset_bytes(dataset: Dataset) -> bytes:
    """The text of a dataset: keys sorted, items in the order of their text.

    Neither the order in which things were seen nor the moment shows in it.
    """
    plain = to_builtins(dataset)
    for key in ("items", "unseen", "odd_values"):
        plain[key] = sorted(plain[key], key=_in_order)
    return (json.dumps(plain, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read_dataset(data: bytes) -> Dataset | None:
    """The dataset that an artifact holds; None when it is no dataset."""
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(plain, dict) or plain.keys() != {field.name for field in fields(Dataset)}:
        return None
    name, complete, items = plain["dataset"], plain["complete"], plain["items"]
    if not (isinstance(name, str) and isinstance(complete, bool) and _mappings(items)):
        return None
    unseen, odd = _texts(Unseen, plain["unseen"]), _texts(OddValue, plain["odd_values"])
    if unseen is None or odd is None:
        return None
    return Dataset(
        dataset=name, complete=complete, items=tuple(items), unseen=unseen, odd_values=odd
    )


def _texts(kind: type[Any], entries: Any) -> tuple[Any, ...] | None:
    """Records of which every field is a text."""
    names = {field.name for field in fields(kind)}
    if not _mappings(entries):
        return None
    for entry in entries:
        if entry.keys() != names or not all(isinstance(value, str) for value in entry.values()):
            return None
    return tuple(kind(**entry) for entry in entries)


def _mappings(entries: Any) -> bool:
    return isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)


def _in_order(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
