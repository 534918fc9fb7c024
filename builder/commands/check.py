"""``shieldbook check``: read everything, list every problem, write nothing."""

from __future__ import annotations

import argparse

from builder.commands.assembled import REFUSED, counted, read_inputs
from builder.commands.terminal import complain, complain_of, issue_data, say, say_json
from builder.model.issues import Severity
from builder.pipeline import assemble
from builder.store import yaml_nodes

_SLOW_PARSER = (
    "PyYAML comes without its fast parser (libyaml) here: reading takes several times as long,"
    " with the same result."
)


def run(options: argparse.Namespace) -> int:
    """Print the issues; 1 when one of them stops a build."""
    if not yaml_nodes.HAS_FAST_PARSER:
        complain(_SLOW_PARSER)
    build = assemble(read_inputs(options))
    left = sum(issue.severity is Severity.OPEN for issue in build.issues)
    refused = build.assessment is None
    if options.json:
        say_json(
            {
                "errors": len(build.errors),
                "open": left,
                "refused": refused,
                "issues": [issue_data(issue) for issue in build.issues],
            }
        )
        return REFUSED if refused else 0
    complain_of(build.issues)
    if refused:
        say(f"Refused: {counted(len(build.errors), 'error')}, {left} left to fill in.")
        return REFUSED
    say(
        _summary(build.files.evidence, len(build.assessment.rows if build.assessment else ()), left)
    )
    return 0


def _summary(evidence: tuple[object, ...], rows: int, left: int) -> str:
    text = f"No errors: {counted(rows, 'row')}, {counted(len(evidence), 'evidence record')}."
    return text + (f" {left} left to fill in before a release." if left else "")
