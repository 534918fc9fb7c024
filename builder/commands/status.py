"""``shieldbook status``: the state at a glance, and a gate for a pipeline."""

from __future__ import annotations

import argparse

from msgspec.structs import asdict

from builder.commands.assembled import REFUSED, assessed
from builder.commands.status_overview import overview
from builder.commands.status_window import (
    chosen_window,
    parsed_window,
    say_window,
    say_window_json,
)
from builder.commands.terminal import say, say_json
from builder.model.assessment import FindingState
from builder.model.audience import Audience
from builder.model.responsibility import Party
from builder.model.status import Status
from builder.render.edition_words import edition_sentence
from builder.render.report import STANDING_NOTICE, report
from builder.render.report_types import Report
from builder.render.words import EvidenceWord, label, party_label

FINDINGS = 4


def run(options: argparse.Namespace) -> int:
    """Print counts and gaps; with ``--gate`` return 4 while a row is not satisfied.

    With ``--window`` print instead how evidence covers an audit window. Raises `UsageError` for
    a text that is no window.
    """
    if options.window:
        parsed_window(options.window)  # before the files are read: it is wrong whatever they say
    made = assessed(options)
    if made is None:
        return REFUSED
    _, assessment = made
    value = report(assessment)
    failing = value.totals["finding"].get(FindingState.NOT_SATISFIED.value, 0)
    if options.window is not None:
        window = chosen_window(assessment, options.window)
        if options.json:
            say_window_json(assessment, window)
        else:
            say_window(assessment, window, every=options.all)
            say(f"\n{value.notice or STANDING_NOTICE}")
        return FINDINGS if options.gate and failing else 0
    if options.json:
        keys = ("as_of", "build_id", "audience", "organization", "sample_data", "notice", "totals")
        data = {key: getattr(value, key) for key in keys}
        say_json(data | {"counting": asdict(value.counting[0]), "gaps": len(value.gaps)})
        return FINDINGS if options.gate and failing else 0
    if assessment.edition.audience is not Audience.INTERNAL:
        say(edition_sentence(assessment.edition))
    total, convention = len(value.rows), value.counting[0].title
    say(f"{value.organization}, as of {assessment.as_of.date()}, build {value.build_id}")
    say(f"{total} elements of the {value.framework} ({convention})\n")
    short = assessment.matrix.workspace.provider.profile.short_name
    for heading, name, words in (
        ("Party", "party", {p.value: party_label(p, short) for p in Party}),
        ("Status", "status", {s.value: label(s) for s in Status}),
        ("Evidence", "evidence_state", {word.value: label(word) for word in EvidenceWord}),
        ("Finding", "finding", {f.value: label(f) for f in FindingState}),
    ):
        counts = value.totals[name]
        shown = [f"{words[w]} {counts[w]}" for w in words if counts.get(w)]
        say(f"  {heading:<9} {' · '.join(shown)}")
    unregistered = sum(not gap.registered for gap in value.gaps)
    say(f"  {'Gaps':<9} {len(value.gaps)}, of which {unregistered} without a registered treatment")
    if options.all:
        _say_every_row(value)
    else:
        for line in overview(assessment):
            say(line)
    say(f"\n{value.notice or STANDING_NOTICE}")
    return FINDINGS if options.gate and failing else 0


def _say_every_row(value: Report) -> None:
    for row in value.rows:
        if row.finding == FindingState.NOT_SATISFIED.value:
            say(f"\n  {row.citation} {row.title}")
            for reason in row.reasons:
                say(f"    {reason.text}")
