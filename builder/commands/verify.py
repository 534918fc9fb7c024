"""``shieldbook verify``: what of the evidence is not as it was filed."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import to_builtins

from builder.commands.terminal import complain, complain_of, issue_data, say, say_json
from builder.errors import UsageError
from builder.locker.signatures import Signers, unsigned
from builder.locker.time_bounds import time_bounds
from builder.locker.time_stamps import TimeStamp
from builder.model.evidence import Evidence
from builder.model.evidence_log import Change, ChangeKind, moment_text
from builder.model.log_state import log_state
from builder.model.seal import unsealed, without_root
from builder.moments import as_of_moment
from builder.render.log_facts import root_facts
from builder.render.report import log_report
from builder.store.catalog_files import Layers
from builder.store.collected_files import Take
from builder.store.evidence_files import EvidenceFiles
from builder.store.workspace_files import read_workspace
from builder.store.workspace_texts import read_texts

DIFFERENT = 1
_SHOWN = 20
"""Records that are not in the log and are named; the others are counted."""


def run(options: argparse.Namespace) -> int:
    """List every difference; 1 when there is one that is no addition."""
    counts = _Counts()
    files, issues = read_workspace(options.root, read_texts(options.root), take=counts.begin)
    wrong = tuple(
        issue
        for issue in files.located(issues)
        if issue.location is not None and issue.location.file.startswith("evidence/")
    )
    held = files.locker
    now = datetime.now(tz=UTC)  # noqa: TID251 - the front door's one look at the clock
    as_of = as_of_moment(options.as_of, os.environ, now)
    state = log_state(held.logged, held.seals, as_of, len(held.unlogged()))
    found = [*held.differences(), *unsigned(options.root, held.seals, _signers(options))]
    bounds: list[tuple[str, TimeStamp]] = []
    if options.tsa_ca:
        bounds, unbounded = time_bounds(options.root, held.seals, Path(options.tsa_ca))
        found += unbounded
    if options.root_kept:
        found += without_root(held.seals, options.root_kept.strip().lower())
    differing = [change for change in found if change.kind is not ChangeKind.NOT_FILED]
    new = [change for change in found if change.kind is ChangeKind.NOT_FILED]
    # A record may wait to be logged; whoever kept a root asks for no more than what was there.
    good = not (differing or wrong or (new and options.root_kept))
    if options.json:
        say_json(
            {
                "differences": [_data(change) for change in differing],
                "not_filed": [_data(change) for change in new],
                "issues": [issue_data(issue) for issue in wrong],
                "seals": len(held.seals),
                "lines_not_sealed": unsealed(held.seals, held.logged.keys()),
                "time_stamps": [
                    {"seal": name, "at": moment_text(stamp.at), "by": stamp.by}
                    for name, stamp in bounds
                ],
                "log": to_builtins(log_report(state)),
            }
        )
        return 0 if good else DIFFERENT
    for change in differing:
        complain(f"{change.file}: {change.kind}: {change.text}")
    told = {change.file for change in differing}
    complain_of(issue for issue in wrong if issue.location and issue.location.file not in told)
    for change in new[:_SHOWN] if held.logged else ():
        say(f"{change.file}: {change.kind}: {change.text}")
    _say_whole(held, counts, [change.record for change in new], good=good)
    _say_whole(held, counts, [change.record for change in new], good=good)
    for item, value in root_facts(state) if state.lines else ():
        say(f"  {item}: {value}")
    _say_unsealed(held)
    for name, stamp in bounds:
        say(f"{name} existed at the latest on {moment_text(stamp.at)}, by {stamp.by}.")
    if held.seals and not options.allowed_signers:
        say("Signatures were not checked; --allowed-signers and --identity do that.")
    return 0 if good else DIFFERENT


def _signers(options: argparse.Namespace) -> Signers | None:
    if bool(options.allowed_signers) != bool(options.identity):
        raise UsageError(
            "a signature is checked for a person by a list of keys",
            "Give both --allowed-signers FILE and --identity NAME.",
        )
    if not options.allowed_signers:
        return None
    return Signers(file=Path(options.allowed_signers), identity=options.identity)


class _Counts:
    """Counts records as they pass."""

    def __init__(self) -> None:
        self.records = 0
        self.retired = 0
        self.replaced: set[str] = set()

    def begin(self, layers: Layers, held: Sequence[Evidence]) -> Take:
        """Count those that are held; what is returned counts those in lines."""
        del layers
        self._take(held)
        return self._take

    def _take(self, records: Sequence[Evidence]) -> None:
        self.records += len(records)
        self.retired += sum(record.retirement is not None for record in records)
        self.replaced.update(record.replaces for record in records if record.replaces)


def _say_whole(held: EvidenceFiles, counts: _Counts, new: list[str], *, good: bool) -> None:
    """What was compared, in a line."""
    said = f"{counts.records} records, {held.artifacts} artifacts"
    said += f", {len(counts.replaced)} replaced by newer ones" if counts.replaced else ""
    said += f", {counts.retired} retired" if counts.retired else ""
    said += f", {len(held.seals)} seals" if held.seals else ""
    if not good:
        complain(f"Not as it was filed: {said}.")
    elif not held.logged:
        say(f"Every artifact has its digest, and there is no log to compare with: {said}.")
    else:
        say(
            f"As it was filed, {len(new)} records apart: {said}."
            if new
            else f"As it was filed: {said}."
        )
    if new:
        say(f"{len(new)} are not in the log; `shieldbook evidence file` adds them.")


def _say_unsealed(held: EvidenceFiles) -> None:
    """What no comparison can see, in plain words, and what to do about it."""
    open_lines = unsealed(held.seals, held.logged.keys())
    if not held.seals:
        say(
            "Nothing is sealed yet. If a record was taken away together with its line of the log,"
            " or the whole log with it, that cannot be seen here."
        )
        say(
            f"  {'`shieldbook evidence file`, then ' if not held.logged else ''}`shieldbook seal`,"
            " and give the root that it prints to somebody outside."
        )
    elif open_lines:
        say(
            f"{open_lines} line{'s' * (open_lines != 1)} of the log came after the last seal: what"
            " is taken away together with its line cannot be seen until `shieldbook seal`."
        )


def _data(change: Change) -> dict[str, str]:
    return {
        "kind": change.kind.value,
        "record": change.record,
        "file": change.file,
        "text": change.text,
    }
