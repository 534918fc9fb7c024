"""Collected records as JSON Lines: one a day and requirement over six years, filed and logged.

``python -m benchmarks.synthetic_records WORKSPACE COUNT`` writes them into a workspace of yours.
One export a day vouches for all records of the day.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TextIO

from builder.model.evidence import EvidenceRequirement
from builder.pipeline import Inputs, assemble

DAYS = 2_190
LAST = date(2026, 11, 23)


def write_records(root: Path, count: int) -> None:
    """Write ``count`` records below ``root``, spread over the requirements that it has."""
    wanted = _requirements(root)
    folder = root / "evidence" / "records"
    folder.mkdir()
    months: dict[str, list[str]] = {}
    with (root / "evidence" / "log.jsonl").open("a", encoding="utf-8") as log:
        for day, numbers in _days(count):
            artifact = _export(folder, day)
            for number in numbers:
                record = _record(number, day, wanted[number % len(wanted)], artifact)
                line = json.dumps(record)
                months.setdefault(f"{day:%Y-%m}", []).append(line)
                _log(log, record, line, f"evidence/records/{day:%Y-%m}.jsonl")
    for month, lines in months.items():
        (folder / f"{month}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _requirements(root: Path) -> list[EvidenceRequirement]:
    now = datetime.combine(LAST, time(23), tzinfo=UTC)
    build = assemble(Inputs(root=root, as_of=now, now=now, check_artifacts=False))
    statements = build.files.customer.statements if build.files.customer else ()
    return [requirement for s in statements for requirement in s.evidence]


def _days(count: int) -> Iterator[tuple[date, range]]:
    """The days, the first one first, with the numbers of their records."""
    for position in range(DAYS):
        first, end = count * position // DAYS, count * (position + 1) // DAYS
        if first < end:
            yield LAST - timedelta(days=DAYS - 1 - position), range(first, end)


def _export(folder: Path, day: date) -> dict[str, Any]:
    data = json.dumps({"day": str(day), "members": 12}).encode() + b"\n"
    name = f"export-{day}.json"
    place = folder / f"{day:%Y-%m}" / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    return {"file": name, "media_type": "application/json", "bytes": len(data), "sha256": digest}


def _record(
    number: int, day: date, wanted: EvidenceRequirement, artifact: dict[str, Any]
) -> dict[str, Any]:
    return {
        "id": f"col-{day}-{number:07}",
        "title": "Settings of the team as the provider lists them",
        "sample_data": True,
        "requirements": [wanted.id],
        "method": wanted.method.value,
        "kind": wanted.kind.value,
        "produced_by": {"tool": "collector", "version": "1.2.0", "query": "GET /teams/example"},
        "observed_from": str(day),
        "observed_to": str(day),
        "collected_at": f"{day}T03:00:00Z",
        "collected_by": "security-official",
        "complete": True,
        "outcome": "fail" if number % 997 == 0 else "pass",
        "classification": "internal",
        "contains_phi": "no",
        "artifacts": [artifact],
    }


def _log(log: TextIO, record: dict[str, Any], line: str, place: str) -> None:
    event = {
        "event": "filed",
        "record": record["id"],
        "place": place,
        "sha256": hashlib.sha256(line.encode()).hexdigest(),
        "logged_at": record["collected_at"],
        "artifacts": record["artifacts"],
        **{key: record[key] for key in ("collected_at", "observed_from", "observed_to")},
        "requirements": record["requirements"],
    }
    log.write(json.dumps(event, sort_keys=True) + "\n")


if __name__ == "__main__":
    write_records(Path(sys.argv[1]), int(sys.argv[2]))
