"""An audit window on one screen: how many requirements it is covered for, and the holes."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from builder.commands.terminal import say, say_json
from builder.errors import UsageError
from builder.model.assessment import Assessment
from builder.model.evidence import Proves
from builder.model.window import Window
from builder.render.report_coverage import coverage_report, days
from builder.render.window_words import (
    CoveredRequirement,
    covered_requirements,
    failures_words,
    holes_words,
)

_SHOWN = 5
"""Requirements on the screen, of two or three lines each; `--all` lists every one."""


_OPEN = {
    Proves.MOMENT: "no evidence was fresh",
    Proves.PERIOD: "no record observed them",
}
"""Why a day is not covered, by what the requirement asks."""


def chosen_window(assessment: Assessment, text: str) -> Window:
    """The window that was asked for; without a text the organization's own.

    Raises `UsageError` for a text that is no window, and when there is none to fall back on.
    """
    if not text:
        own = assessment.matrix.workspace.customer.organization.audit_window
        if own is not None:
            return own
        raise UsageError(
            "the organization sets no audit window",
            "Write it, as in --window 2026-01-01/2026-12-31, or as `audit_window:` in"
            " organization.yml.",
        )
    return parsed_window(text)


def parsed_window(text: str) -> Window:
    """The window that a text names; raises `UsageError` for any other text."""
    try:
        return Window.parse(text)
    except ValueError:
        raise UsageError(
            f"`{text}` is not a first and a last day",
            "Write both days, the earlier first, as 2026-01-01/2026-12-31.",
        ) from None


def say_window(assessment: Assessment, window: Window, *, every: bool) -> None:
    """Print the counts and then the requirements with holes, those with most days open first."""
    found = covered_requirements(assessment, window)
    holed = sorted((item for item in found if item.coverage.holes), key=_most_open_first)
    whole = [item for item in found if item.coverage.elapsed and not item.coverage.holes]
    organization = assessment.matrix.workspace.customer.organization
    say(f"{organization.name}, audit window {window.words}, as of {assessment.as_of.date()}")
    elapsed = window.until(assessment.as_of.date())
    if elapsed is None:
        say(f"\nThe window has not begun; {len(found)} evidence requirements will be looked at.")
        return
    come = window.days - elapsed.days
    say(f"Of its {window.days} days {elapsed.days} have passed and {come} are to come.")
    say("A day is covered when evidence on file proves it, and open when nothing does.\n")
    bare = sum(not item.coverage.covered for item in holed)
    failed = sum(bool(item.coverage.failures) for item in found)
    say(f"  {len(found)} evidence requirements, over the days that have passed:")
    say(f"  {len(whole):>4} covered on every day")
    say(f"  {len(holed) - bare:>4} covered on some days, open on the others")
    say(f"  {bare:>4} open on every day")
    if failed:
        say(f"  {failed} of them were shown not to be met by evidence of the window.")
    if holed:
        say("\nOpen days, the requirements with most of them first:")
    for item in holed if every else holed[:_SHOWN]:
        _say_item(item)
    if len(holed) > _SHOWN and not every:
        say(f"  and {len(holed) - _SHOWN} more; `shieldbook status --window --all` lists them all")


def _say_item(item: CoveredRequirement) -> None:
    found = item.coverage
    covered = f"{found.days_covered} of {found.days_elapsed} days covered"
    say(f"  {item.citation} {found.requirement.title}: {covered}")
    say(f"    open, as {_OPEN[found.requirement.question]}: {holes_words(found.holes)}")
    if found.failures:
        say(f"    shown not to be met on {failures_words(found)}")


def _most_open_first(item: CoveredRequirement) -> int:
    return -sum(hole.days for hole in item.coverage.holes)


def say_window_json(assessment: Assessment, window: Window) -> None:
    """Print every requirement over the window for a program."""
    found = covered_requirements(assessment, window)
    data: dict[str, Any] = {
        "as_of": assessment.as_of.date().isoformat(),
        "window": to_builtins(days(window)),
        "days": window.days,
        "requirements": [
            {
                "requirement": item.coverage.requirement.id,
                "title": item.coverage.requirement.title,
                "citation": str(item.citation),
                **to_builtins(coverage_report(item.coverage)),
            }
            for item in found
        ],
    }
    say_json(data)
