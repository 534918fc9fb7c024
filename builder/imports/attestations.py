"""MITRE SAF attestations: what somebody attested of a control, and how long that holds.

An attestation holds for its ``frequency`` from the day ``updated``; after that Heimdall takes the
control for not reviewed, and so does this reader. Who attested is not read: a record names roles.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from builder.imports.json_nodes import JsonNode
from builder.imports.rows import ImportedRow, Reading
from builder.model.imported import RowWord
from builder.model.period import Period

WORDS = {"passed": RowWord.PASS, "failed": RowWord.FAIL}
"""``status`` of an attestation; there are no others."""
PERIODS = {
    "annually": Period(months=12),
    "semiannually": Period(months=6),
    "quarterly": Period(months=3),
    "monthly": Period(months=1),
    "every2weeks": Period(days=14),
    "fortnightly": Period(days=14),
    "weekly": Period(days=7),
    "every3days": Period(days=3),
    "daily": Period(days=1),
}
"""``frequency`` by name; others are a number and a letter, as ``45d`` or ``2 m``."""
_COUNTED = re.compile(r"([1-9][0-9]{0,2})\s?([dwmy])", re.ASCII)
_UNITS = {
    "d": Period(days=1),
    "w": Period(days=7),
    "m": Period(months=1),
    "y": Period(months=12),
}
_KEYS = {"control_id", "explanation", "frequency", "status", "updated"}


def recognized(top: JsonNode) -> bool:
    """Whether it is a list of attestations; an empty list is not."""
    first = top.value[0] if isinstance(top.value, list) and top.value else None
    return isinstance(first, dict) and first.keys() >= _KEYS


def read(top: JsonNode, now: datetime) -> Reading:
    """Every attestation as it stands at ``now``; problems are added to the node's issues.

    The record is as old as the oldest attestation that still holds, and ends with the first one.
    """
    rows: list[ImportedRow] = []
    made: list[date] = []
    holding: list[tuple[date, date]] = []
    for entry in top.mappings():
        word = entry.word("status", WORDS)
        day, period = _day(entry), _period(entry)
        if word is None or day is None or period is None:
            continue
        ends = period.after(datetime.combine(day, time(), tzinfo=UTC))
        text = entry.text("explanation")
        made.append(day)
        if now > ends:
            word, text = RowWord.NOT_EVALUATED, f"Ran out on {ends.date()}: {text}"
        else:
            holding.append((day, ends.date() - timedelta(days=1)))
        rows.append(ImportedRow(rule=entry.text("control_id", needed=True), word=word, text=text))
    oldest = min((day for day, _ in holding), default=min(made, default=None))
    return Reading(
        rows=tuple(rows),
        tool="MITRE SAF attestations",
        collected_at=datetime.combine(oldest, time(), tzinfo=UTC) if oldest else None,
        valid_until=min((end for _, end in holding), default=None),
    )


def _day(entry: JsonNode) -> date | None:
    text = entry.text("updated", needed=True)
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        entry.at("updated").wrong("is not a day", "Write it as 2026-01-31.")
        return None


def _period(entry: JsonNode) -> Period | None:
    text = entry.text("frequency", needed=True)
    if text in PERIODS:
        return PERIODS[text]
    counted = _COUNTED.fullmatch(text)
    if counted is not None:
        unit = _UNITS[counted[2]]
        return Period(months=unit.months * int(counted[1]), days=unit.days * int(counted[1]))
    if text:
        known = ", ".join(PERIODS)
        entry.at("frequency").wrong(f"is `{text[:20]}`; known are {known}, or as 45d, 2w, 3m, 1y")
    return None
