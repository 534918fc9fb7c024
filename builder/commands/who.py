"""``shieldbook who``: one screen on a row, a feature, a role or a piece of evidence.

Starts fast: while nothing has changed it answers from what the last call kept, and loads
none of the builder's other parts.
"""

from __future__ import annotations

import os
import time

from builder.commands.terminal import complain, say, say_json
from builder.lookup import Lookup, keep_lookup, kept_lookup, make_lookup, workspace_state

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from builder.model.assessment import Assessment

NOT_FOUND = 1


def run(options: argparse.Namespace) -> int:
    """Answer the query; 1 when nothing matches or the files are refused."""
    query = " ".join(options.query)
    lookup = look_up(options)
    if lookup is None:
        return NOT_FOUND
    names = lookup.find(query)
    if options.json:
        say_json({"query": query, "answers": [lookup.entries[name] for name in names]})
        return 0 if names else NOT_FOUND
    if not names:
        complain(f"Nothing is called `{query}`.")
        near = lookup.nearest(query)
        complain(f"    Did you mean {' or '.join(near)}?" if near else _WHAT)
        return NOT_FOUND
    if len(names) > 1:
        say(f"`{query}` could be any of these; ask again with one of the names:\n")
        for name in names:
            say(f"  {name:<30} {lookup.entries[name]['title']}")
        return 0
    say(lookup.entries[names[0]]["text"])
    say(lookup.notice)
    return 0


_WHAT = "    Ask for a citation in any spelling, a feature, a role, an evidence id, or words."


def look_up(options: argparse.Namespace) -> Lookup | None:
    """The lookup of the workspace as it is now; None after printing why there is none."""
    day = (
        options.as_of
        or os.environ.get("SOURCE_DATE_EPOCH")
        or time.strftime("%Y-%m-%d", time.gmtime())
    )
    state = workspace_state(options.workspace, day)
    kept = kept_lookup(options.workspace, state)
    if kept is not None:
        return kept
    from builder.commands.assembled import assessed  # noqa: PLC0415 - only without a kept answer
    from builder.render.answers import answers  # noqa: PLC0415

    made = assessed(options, look_up=True)
    if made is None:
        return None
    build, assessment = made
    lookup = make_lookup(answers(assessment), build.files.index, _notice(assessment))
    keep_lookup(options.workspace, state, lookup)
    return lookup


def _notice(assessment: Assessment) -> str:
    from builder.render.report import SAMPLE_NOTICE  # noqa: PLC0415 - only without a kept answer

    lines = [f"As of {assessment.as_of.date()}, build {assessment.identity.build_id}."]
    if assessment.matrix.workspace.customer.organization.sample_data:
        lines.append(SAMPLE_NOTICE)
    return " ".join(lines)
