"""The evidence as it was known at a moment: later records and retirements are not seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from builder.model.evidence import Evidence


def seen_evidence(
    records: Iterable[Evidence], as_of: datetime, elsewhere: Mapping[str, datetime] | None = None
) -> tuple[Evidence, ...]:
    """The records collected by ``as_of``, each told when it was replaced or retired by then.

    The first record that replaces another ends it, whatever that record shows: who files it says
    that the older one is superseded. ``elsewhere`` says when records were replaced by others that
    are not among ``records``.
    """
    collected = [record for record in records if record.collected_at <= as_of]
    replaced = dict(elsewhere or {})
    for record in collected:
        older, at = record.replaces, record.collected_at
        if older and older != record.id:
            replaced[older] = min(replaced.get(older, at), at)
    return tuple(as_known(record, replaced.get(record.id), as_of) for record in collected)


def as_known(record: Evidence, replaced_at: datetime | None, as_of: datetime) -> Evidence:
    """The record with what had become of it by ``as_of``."""
    retirement = record.retirement
    if retirement is not None and retirement.retired_at > as_of:
        retirement = None
    if retirement is record.retirement and replaced_at == record.replaced_at:
        return record
    return replace(record, retirement=retirement, replaced_at=replaced_at)
