"""``shieldbook who``: one screen on a row, a feature, a role or a piece of evidence.

Starts fast: while nothing has changed it answers from what the last call kept, and loads
none of the builder's other parts.
"""

from __future__ import annotations

import os
import time

from builder.commands.terminal import complain, say, say_json
from builder.kept_answers import keep_lookup, kept_lookup, workspace_state
from builder.lookup import Found, Lookup, make_lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from builder.model.assessment import Assessment
    from builder.pipeline import Build

NOT_FOUND = 1


def run(options: argparse.Namespace) -> int:
    """Answer the query; 1 when nothing matches or the files are refused."""
    query = " ".join(options.query)
    lookup = look_up(options)
    if lookup is None:
        return NOT_FOUND
    found = lookup.find(query)
    if options.json:
        say_json(
            {
                "query": query,
                "answers": [_data(lookup, name) for name in found.names],
                "nearest": found.nearest,
                "also": found.also,
            }
        )
    elif len(found.names) == 1 and not found.nearest:
        say(lookup.screen(found.names[0]))
        if found.also:
            say("See also:")
            say_names(lookup, found.also)
            say()
        say(lookup.notice)
    else:
        say_choice(lookup, query, found)
    return 0 if found.names else NOT_FOUND


def say_choice(lookup: Lookup, query: str, found: Found) -> None:
    """Print the answers that a question may mean, or that none is near."""
    if not found.names:
        complain(f"Nothing is found for `{query}`.")
        near = lookup.nearest(query)
        complain(f"    Did you mean {' or '.join(near)}?" if near else _WHAT)
        return
    if found.nearest:
        say(f"No answer holds every word of `{query}`; the nearest, best first:\n")
    else:
        say(f"`{query}` could be any of these, best first; ask again with one of the names:\n")
    say_names(lookup, found.names)
    if found.unknown:
        say(f"\nNothing speaks of: {', '.join(found.unknown)}")


def say_names(lookup: Lookup, names: list[str]) -> None:
    """Print names in a column, each with its title."""
    width = max(map(len, names))
    for name in names:
        entry = lookup.entries[name]
        say(f"  {name:<{width}}  {entry['title']} ({entry['kind']})")


def _data(lookup: Lookup, name: str) -> dict[str, Any]:
    return {key: value for key, value in lookup.entries[name].items() if key != "about"}


_WHAT = (
    "    Ask for a citation in any spelling, an id (feature, role, system, agreement, gap,"
    " evidence, document), or words."
)


def look_up(options: argparse.Namespace) -> Lookup | None:
    """The lookup of the workspace as it is now; None after printing why there is none."""
    state = state_of(options)
    kept = kept_lookup(options.workspace, state)
    if kept is not None:
        return kept
    from builder.commands.assembled import assessed  # noqa: PLC0415 - only without a kept answer

    made = assessed(options, look_up=True)
    return None if made is None else keep_answers(options, state, *made)


def state_of(options: argparse.Namespace) -> str:
    """What the answers of the workspace rest on, to be asked for before its files are read."""
    day = options.as_of
    if day is None:
        day = os.environ.get("SOURCE_DATE_EPOCH") or time.strftime("%Y-%m-%d", time.gmtime())
    return workspace_state(options.workspace, day)


def keep_answers(
    options: argparse.Namespace, state: str, build: Build, assessment: Assessment
) -> Lookup:
    """Make the answers of an assessment and keep them for the next question."""
    from builder.render.answers import answers  # noqa: PLC0415 - only without a kept answer

    lookup = make_lookup(answers(assessment), build.files.index, _notice(assessment))
    keep_lookup(options.workspace, state, lookup)
    return lookup


def _notice(assessment: Assessment) -> str:
    from builder.render.report import SAMPLE_NOTICE  # noqa: PLC0415 - only without a kept answer

    lines = [f"As of {assessment.as_of.date()}, build {assessment.identity.build_id}."]
    if assessment.matrix.workspace.customer.organization.sample_data:
        lines.append(SAMPLE_NOTICE)
    return " ".join(lines)
