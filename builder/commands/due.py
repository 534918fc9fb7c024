"""``shieldbook due``: what falls due within a time, by day, and a calendar of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from builder.commands.assembled import REFUSED, assessed
from builder.commands.chosen_role import chosen_role
from builder.commands.terminal import say, say_json
from builder.errors import UsageError
from builder.model.assessment import Assessment
from builder.model.period import Period
from builder.publish.whole_files import replace_files
from builder.render.calendar import calendar
from builder.render.due_dates import DueDate, due_within
from builder.render.row_facts import role_title


def run(options: argparse.Namespace) -> int:
    """Print what falls due; with ``--ics`` write the calendar too. 1 when there is no such role.

    Raises `UsageError` for a text that is not a period.
    """
    within = _period(options.within)
    made = assessed(options, look_up=True)
    if made is None:
        return REFUSED
    _, assessment = made
    role = chosen_role(assessment, options.role) if options.role else None
    if options.role and role is None:
        return REFUSED
    dates = due_within(assessment, within, role.id if role else "")
    if options.ics:
        target = Path(options.ics)
        replace_files(target.parent, {target.name: calendar(assessment, dates).encode()})
    if options.json:
        say_json(_data(assessment, within, role.id if role else None, dates))
    else:
        _print(assessment, within, role.title if role else "", dates)
        if options.ics:
            say(f"\nWrote a calendar of {len(dates)} events to {options.ics}.")
    return 0


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError:
        raise UsageError(
            f"`{text}` is not a period of whole days, weeks, months or years",
            "Write P30D for 30 days, P2W for two weeks, P3M for three months.",
        ) from None


def _print(assessment: Assessment, within: Period, role: str, dates: tuple[DueDate, ...]) -> None:
    today = assessment.as_of.date()
    passed = [due for due in dates if due.day < today]
    coming = dates[len(passed) :]
    whose = f", {role}" if role else ""
    say(f"Due within {within.words}, by {within.after_day(today)}; as of {today}{whose}")
    say(f"\nOverdue, the day has passed: {len(passed)}")
    _print_days(assessment, passed)
    say(f"\nComing: {len(coming)}")
    _print_days(assessment, coming)


def _print_days(assessment: Assessment, dates: Iterable[DueDate]) -> None:
    organization = assessment.matrix.workspace.customer.organization
    for day, those in groupby(dates, key=lambda due: due.day):
        say(f"  {day}")
        for due in those:
            owner = f" ({role_title(organization, due.owner)})" if due.owner else ""
            say(f"    {due.kind}: {due.text}{owner}")
            say(f"      {due.key}")


def _data(
    assessment: Assessment, within: Period, role: str | None, dates: tuple[DueDate, ...]
) -> dict[str, Any]:
    today = assessment.as_of.date()
    return {
        "as_of": today.isoformat(),
        "within": str(within),
        "until": within.after_day(today).isoformat(),
        "role": role,
        "due": [
            {
                "day": due.day.isoformat(),
                "passed": due.day < today,
                "kind": due.kind,
                "text": due.text,
                "owner": due.owner or None,
                "key": due.key,
                "citation": str(due.citation) if due.citation is not None else None,
            }
            for due in dates
        ],
    }
