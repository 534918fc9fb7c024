"""Counts the keys of a line of JSON that was decoded: one that stands twice is one less here."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import ne
from typing import Any

from builder.store.record_plans import RecordPlan, plan_of


@lru_cache(maxsize=10)
def moment_in(key: str) -> re.Pattern[bytes]:
    """A moment as every writer of ours writes it; others are looked at the exact way."""
    return re.compile(rb'"%b": ?"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"' % key.encode())


def told_keys(record: Any, plan: RecordPlan) -> int:
    """How many keys of a record and of all records in it do not have what a left out one has."""
    count: int = len(plan.required) + sum(map(ne, plan.optional_of(record), plan.defaults))
    for key, item, many in plan.nested:
        inner = getattr(record, key)
        if not inner:
            continue
        below = plan_of(item)
        if not many:
            count += told_keys(inner, below)
        elif below.all_required:
            count += len(below.required) * len(inner)
        else:
            for entry in inner:
                count += told_keys(entry, below)
    return count


def keys_in(value: dict[str, Any], plan: RecordPlan) -> int:
    """How many keys a mapping and all records in it have: a key that stands twice is one here."""
    count = len(value)
    for key, item, many in plan.nested:
        inner = value.get(key)
        if not inner:
            continue
        below = plan_of(item)
        if not below.nested:
            count += sum(map(len, inner)) if many else len(inner)
        else:
            count += sum(keys_in(entry, below) for entry in (inner if many else (inner,)))
    return count
