"""An auditree locker: folders of evidence, each with an ``index.json`` that says how old it may be.

The framework takes evidence for stale when ``utcnow() - last_update >= ttl`` seconds
(``Locker._evidence_ttl_expired``). The record says the same: collected at ``last_update``, and with
``ttl`` as its age limit. What lies in a locker has been fetched, not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from builder.imports.json_nodes import JsonNode
from builder.imports.rows import ImportedRow, Reading
from builder.model.imported import RowWord
from builder.model.period import Period

TOOL = "auditree"
INDEX = "index.json"
TOPS = ("raw", "external", "reports")
"""Folders of a locker with evidence; notifications are none."""
_DAY = 86_400
_STEPS = 3
"""``raw/CATEGORY/index.json``."""


def is_locker(names: tuple[str, ...]) -> bool:
    """Whether a folder with these files is a locker."""
    return any(_is_index(name) for name in names)


def indexes(names: tuple[str, ...]) -> tuple[str, ...]:
    """The index files among the names of a locker."""
    return tuple(name for name in names if _is_index(name))


def read(indexed: Mapping[str, JsonNode], names: frozenset[str], now: datetime) -> list[Reading]:
    """One reading for each piece of evidence, as it stands at ``now``.

    ``indexed`` are the index files by name, ``names`` the files that are there.
    """
    return [
        _reading(name.rpartition("/")[0], evidence, index.at(evidence), names, now)
        for name, index in sorted(indexed.items())
        for evidence in (index.value if isinstance(index.value, dict) else ())
    ]


def _reading(
    folder: str, evidence: str, entry: JsonNode, names: frozenset[str], now: datetime
) -> Reading:
    rule = f"{folder}/{evidence}"
    updated = _updated(entry)
    ttl = entry.at("ttl").value
    files = tuple(f"{folder}/{file}" for file in _files(evidence, entry))
    missing = [file for file in files if file not in names]
    age = Period(days=ttl // _DAY) if isinstance(ttl, int) and ttl >= _DAY else None
    why = ""
    if missing:
        why = f"{missing[0]} is not in the locker."
    elif updated is None or age is None:
        why = "The index names no age limit of a day or more."
    elif (now - updated).total_seconds() >= ttl:
        why = f"Stale: last updated {updated:%Y-%m-%dT%H:%M:%SZ}, good for {ttl:,} seconds."
    word = RowWord.ERROR if missing else RowWord.NOT_EVALUATED
    return Reading(
        rows=(ImportedRow(rule=rule, word=word, subject=rule, text=why, judgeable=not why),),
        tool=TOOL,
        collected_at=updated,
        max_age=age,
        files=(*(file for file in files if file in names), f"{folder}/{INDEX}"),
    )


def _updated(entry: JsonNode) -> datetime | None:
    """When it was fetched: a moment without its zone, which the framework writes in UTC."""
    text = entry.text("last_update", needed=True)
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        entry.at("last_update").wrong("is not a moment")
        return None
    return moment.replace(tzinfo=UTC, microsecond=0) if moment is not None else None


def _files(evidence: str, entry: JsonNode) -> Iterator[str]:
    """The files of a piece of evidence: itself, or its parts, whose names begin with a digest."""
    parts = entry.at("partitions").value
    if isinstance(parts, dict) and parts:
        yield from (f"{part}_{evidence}" for part in sorted(parts))
    else:
        yield evidence


def _is_index(name: str) -> bool:
    steps = name.split("/")
    return len(steps) == _STEPS and steps[0] in TOPS and steps[-1] == INDEX
