"""Rules about what a record of evidence says of itself: its dates, and what it replaces."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model.evidence import Evidence
from builder.model.issues import Absence, Issue
from builder.model.spelling import NearNames
from builder.rules.context import Context, below, issue, named_requirement, nearest
from builder.rules.validate_references import in_the_future


def requirements_served(context: Context) -> Iterator[Issue]:
    """EVD005: the requirements that a record of evidence names exist."""
    for record in context.workspace.evidence:
        for position, requirement in enumerate(record.requirements):
            place = below(record.origin, "requirements", position)
            yield from named_requirement(context, "EVD005", requirement, place)


def future_evidence(context: Context) -> Iterator[Issue]:
    """REC010: no evidence was collected, or speaks of a day, in the future."""
    latest = context.latest
    for record in context.workspace.evidence:
        day, ends = record.collected_at.date(), record.observed_to
        if day > latest or (ends is not None and ends > latest):
            dates = [(day, record.origin, "collected_at"), (ends, record.origin, "observed_to")]
            yield from in_the_future(context, dates)


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
    known, ids = context.replaceable, context.workspace.collected.ids
    near = NearNames({record.id: record for record in context.workspace.evidence})
    for record in context.replacing:
        place = below(record.origin, "replaces")
        older = known.get(record.replaces)
        if older is None and record.replaces in ids:  # it passed before: in a later month
            yield _not_older(record)
        elif older is None:
            message = f"there is no record `{record.replaces}`"
            hint = nearest(record.replaces, near, "Name the record that this one replaces.")
            absent = Absence(record.replaces, (Evidence,))
            yield issue("EVD010", place, message, hint, absent=absent)
        elif record.replaces == record.id or older.collected_at > record.collected_at:
            yield _not_older(record)


def _not_older(record: Evidence) -> Issue:
    message = f"`{record.id}` cannot replace `{record.replaces}`, which is not older"
    hint = "The newer record names the older one."
    return issue("EVD010", below(record.origin, "replaces"), message, hint)
