"""What an import tells when it is done."""

from __future__ import annotations

from collections.abc import Sequence

from builder.commands.terminal import say, say_json
from builder.model.evidence import Evidence
from builder.store.foreign_text import foreign_text

_MOST = 10
"""Rule ids on one line."""


def listed(rules: Sequence[str]) -> str:
    """The first rule ids, each once, and how many more there are."""
    names = sorted({foreign_text(rule, 60) for rule in rules})
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{', '.join(names[:_MOST])}{more}"


def tell(
    filed: Sequence[Evidence], old: Sequence[Evidence], passed_over: Sequence[str], *, as_json: bool
) -> None:
    """Print what was filed, what was there before, and which rows no mapping speaks of."""
    if as_json:
        say_json(
            {
                "filed": [_data(record) for record in filed],
                "known": [record.id for record in old],
                "unmatched": sorted(set(passed_over)),
            }
        )
        return
    for record in filed:
        say(f"Filed {record.id} in {record.folder}/, outcome {record.outcome.value}.")
        results = record.imported
        for item in results.results if results is not None else ():
            say(f"  {item.requirement}: {item.words}")
        if results is not None and results.unmatched:
            names = ", ".join(results.unmatched_rules)
            told = f"{results.unmatched_words}, of {results.rows}"
            say(f"  Rows that match no mapping: {told}: {names}")
    for record in old:
        say(f"It was imported before, as {record.id}; nothing was filed for it.")
    if old:
        say("To import it anew, with another mapping say, name that record with --replaces.")
    if passed_over:
        say(f"Not filed, since no mapping speaks of them: {len(passed_over)} rows")
        say(f"  {listed(passed_over)}")
    if filed:
        say("Commit the folders and evidence/log.jsonl together.")


def _data(record: Evidence) -> dict[str, object]:
    results = record.imported
    return {
        "id": record.id,
        "folder": record.folder,
        "outcome": record.outcome.value,
        "rows": results.rows if results is not None else 0,
        "unmatched": results.unmatched if results is not None else 0,
        "unmatched_failed": results.unmatched_failed if results is not None else 0,
        "results": {
            item.requirement: {
                "word": item.word.value,
                "pass": item.passed,
                "fail": item.failed,
                "error": item.errors,
                "not_evaluated": item.not_evaluated,
                "set_aside": sum(aside.rows for aside in item.set_aside),
            }
            for item in (results.results if results is not None else ())
        },
    }
