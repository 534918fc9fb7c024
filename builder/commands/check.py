"""``shieldbook check``: read everything, list every problem, write nothing."""

from __future__ import annotations

import argparse

from builder.commands.assembled import REFUSED, gate_of, read_inputs
from builder.commands.leak_report_files import reports_data, reports_told
from builder.commands.left_to_fill import by_file, counted, left_open, left_words, overview, refusal
from builder.commands.terminal import complain, complain_of, issue_data, say, say_json
from builder.pipeline import Build, assemble
from builder.store import yaml_nodes

_SLOW_PARSER = (
    "PyYAML comes without its fast parser (libyaml) here: reading takes several times as long,"
    " with the same result."
)


def run(options: argparse.Namespace) -> int:
    """Print the issues; 1 when one of them stops a build."""
    if not yaml_nodes.HAS_FAST_PARSER:
        complain(_SLOW_PARSER)
    gate = gate_of(options)
    inputs = read_inputs(options, gate)
    build = assemble(inputs)
    refused = build.assessment is None
    if options.json:
        say_json(
            {
                "errors": len(build.errors),
                "open": len(left_open(build.issues)),
                "refused": refused,
                "open_by_file": by_file(build.issues),
                "leak_reports": reports_data(gate.reported),
                "issues": [issue_data(issue) for issue in build.issues],
            }
        )
    else:
        complain_of(build.issues if options.all else build.errors, every=options.all)
        organization = build.files.customer.organization if build.files.customer else None
        may_go_on = not build.errors  # else mending comes first
        for line in overview(build.issues, organization) if may_go_on else ():
            complain(line)
        for line in reports_told(gate.reported):
            say(line)
        say(_summary(build, release=options.release))
    return REFUSED if refused else 0


def _summary(build: Build, *, release: bool) -> str:
    if build.assessment is None:
        return refusal(build.issues, release=release)
    rows, left = len(build.assessment.rows), len(left_open(build.issues))
    text = f"No errors: {counted(rows, 'row')}, "
    text += f"{counted(len(build.files.locker.ids), 'evidence record')}."
    return f"{text} {left_words(left)}." if left else text
