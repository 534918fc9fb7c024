"""What a collection brought, on the terminal and for programs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from builder.commands.collection_filing import Brought
from builder.commands.terminal import say, say_json
from builder.model.dataset_changes import EstateChange
from builder.model.evidence import Evidence

_MOST_TOLD = 10
_MOST_CHANGES = 40


def tell(
    options: argparse.Namespace,
    brought: list[Brought],
    records: tuple[Evidence, ...],
    changes: Sequence[EstateChange] = (),
    left_over: Sequence[str] = (),
) -> None:
    """Print each dataset with what was not seen of it, what changed, and what was filed."""
    if options.json:
        say_json(
            {
                "datasets": [
                    {
                        "dataset": one.dataset.dataset,
                        "items": len(one.dataset.items),
                        "complete": one.dataset.complete,
                        "unseen": [
                            {
                                "subject": unseen.subject,
                                "request": unseen.request,
                                "reason": unseen.reason,
                                "needs": unseen.needs,
                            }
                            for unseen in one.dataset.unseen
                        ],
                        "odd_values": [
                            {"field": odd.field, "value": odd.value}
                            for odd in one.dataset.odd_values
                        ],
                    }
                    for one in brought
                ],
                "filed": [record.id for record in records],
                "changes": [
                    {
                        "dataset": change.dataset,
                        "kind": change.kind.value,
                        "thing": change.thing,
                        "keys": list(change.keys),
                    }
                    for change in changes
                ],
                "left_over": list(left_over),
            }
        )
        return
    width = max(len(one.dataset.dataset) for one in brought)
    for one in brought:
        dataset = one.dataset
        whole = "" if dataset.complete else "  not whole"
        say(f"  {dataset.dataset:<{width}}  {len(dataset.items):>5}{whole}")
        for unseen in dataset.unseen[:_MOST_TOLD]:
            of = f"{unseen.subject}: " if unseen.subject else ""
            needs = f" Needs {unseen.needs}." if unseen.needs else ""
            say(f"      {of}{unseen.reason}.{needs}")
        if len(dataset.unseen) > _MOST_TOLD:
            say(f"      and {len(dataset.unseen) - _MOST_TOLD} more")
        for odd in dataset.odd_values:
            say(f"      `{odd.field}` has a word that is not known here: {odd.value}")
    _tell_changes(changes)
    for name in left_over:
        say(f"Not read, since no dataset asks for it: {name}")
    _tell_filed(options, brought, records)


def _tell_changes(changes: Sequence[EstateChange]) -> None:
    """What is not as it was in the last collection."""
    if changes:
        say(f"Changed since the last collection: {len(changes)}")
    for change in changes[:_MOST_CHANGES]:
        keys = f" ({', '.join(change.keys)})" if change.keys else ""
        say(f"  {change.dataset}: {change.kind.value} {change.thing}{keys}")
    if len(changes) > _MOST_CHANGES:
        say(f"  and {len(changes) - _MOST_CHANGES} more; --json lists them all")


def _tell_filed(
    options: argparse.Namespace, brought: list[Brought], records: tuple[Evidence, ...]
) -> None:
    unseen = sum(not one.dataset.complete for one in brought)
    if unseen:
        say(f"Incomplete: {unseen} of {len(brought)} datasets were not seen whole.")
    if options.dry_run:
        say("A dry run: nothing was filed.")
        return
    say(f"Filed {len(records)} records, one for each requirement that asks for datasets.")
    if records:
        say("Commit evidence/records/ and evidence/log.jsonl together; then `shieldbook build`.")
