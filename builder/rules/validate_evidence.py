"""Rules about what a record of evidence says of itself: its dates, and what it replaces."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model.evidence import Evidence
from builder.model.issues import Absence, Issue
from builder.model.spelling import NearNames
from builder.rules.context import Context, below, issue, nearest


def dates(context: Context) -> Iterator[Issue]:
    """EVD010: the days of a record can follow each other as it says.

    It cannot end before it begins, speak of days after it was collected, or hold only until a day
    before it.
    """
    for record in context.workspace.evidence:
        collected = record.collected_at.date()
        begins, ends, holds = record.observed_from, record.observed_to, record.valid_until
        if begins is not None and ends is not None and ends < begins:
            place = below(record.origin, "observed_to")
            message = f"`{record.id}` speaks of days until {ends}, and from {begins} on"
            yield issue("EVD010", place, message, "Turn the two days round, or correct one.")
        last = ends or begins
        if last is not None and last > collected:
            place = below(record.origin, "observed_to" if ends else "observed_from")
            message = f"`{record.id}` speaks of {last}, and was collected on {collected}"
            hint = "A record shows what was: let it end with the day it was collected on."
            yield issue("EVD010", place, message, hint)
        if holds is not None and holds < collected:
            place = below(record.origin, "valid_until")
            message = f"`{record.id}` holds until {holds}, and was collected on {collected}"
            yield issue("EVD010", place, message, "Correct the day, or leave `valid_until:` out.")


def predecessors(context: Context) -> Iterator[Issue]:
    """EVD010: what a record replaces is an older record."""
    known = {record.id: record for record in context.workspace.evidence}
    near = NearNames(known)
    for record in context.workspace.evidence:
        if not record.replaces:
            continue
        place = below(record.origin, "replaces")
        older = known.get(record.replaces)
        if older is None:
            message = f"there is no record `{record.replaces}`"
            hint = nearest(record.replaces, near, "Name the record that this one replaces.")
            absent = Absence(record.replaces, (Evidence,))
            yield issue("EVD010", place, message, hint, absent=absent)
        elif older is record or older.collected_at > record.collected_at:
            message = f"`{record.id}` cannot replace `{older.id}`, which is not older"
            yield issue("EVD010", place, message, "The newer record names the older one.")
