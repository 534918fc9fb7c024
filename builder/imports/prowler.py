"""Prowler's JSON-OCSF output: OCSF Detection Findings, one for each check and resource."""

from __future__ import annotations

from datetime import UTC, datetime

from builder.imports.json_nodes import JsonNode
from builder.imports.rows import ImportedRow, Reading
from builder.model.imported import RowWord

WORDS = {
    "PASS": RowWord.PASS,
    "FAIL": RowWord.FAIL,
    "MANUAL": RowWord.NOT_EVALUATED,
    "INFO": RowWord.NOT_EVALUATED,
}
"""``status_code``: Prowler's own status; OCSF's ``status`` only says whether it is muted."""
_MUTED = 3
"""``status_id`` of OCSF: Suppressed."""
_MILLISECONDS = 100_000_000_000
"""OCSF counts milliseconds, Prowler writes seconds; as seconds this is the year 5138."""


def recognized(top: JsonNode) -> bool:
    """Whether it is a list of findings with a check's code and status; an empty list is not."""
    first = top.value[0] if isinstance(top.value, list) and top.value else None
    return isinstance(first, dict) and {"status_code", "finding_info", "metadata"} <= first.keys()


def read(top: JsonNode) -> Reading:
    """Every finding; problems are added to the node's issues."""
    rows: list[ImportedRow] = []
    tools: dict[str, None] = {}
    versions: dict[str, None] = {}
    times: list[datetime] = []
    for finding in top.mappings():
        word = finding.word("status_code", WORDS)
        product = finding.at("metadata").at("product")
        tools[product.text("name")] = None
        versions[product.text("version")] = None
        moment = _moment(finding.at("time"))
        times += [] if moment is None else [moment]
        rule = finding.at("metadata").text("event_code", needed=True)
        if word is not None:
            rows.append(
                ImportedRow(
                    rule=rule,
                    word=word,
                    subject=_subject(finding),
                    text=finding.text("status_detail") or finding.text("message"),
                    set_aside=_set_aside(finding),
                )
            )
    return Reading(
        rows=tuple(rows),
        tool=", ".join(filter(None, tools)) or "Prowler",
        version=", ".join(filter(None, versions)),
        collected_at=min(times, default=None),
    )


def _set_aside(finding: JsonNode) -> str:
    muted = finding.at("status_id").value == _MUTED or finding.text("status") == "Suppressed"
    if not muted:
        return ""
    note = finding.at("unmapped").text("notes")
    return f"Muted: {note}" if note else "Muted, no reason given"


def _subject(finding: JsonNode) -> str:
    for resource in finding.mappings("resources"):
        return resource.text("name") or resource.text("uid")
    return ""


def _moment(time: JsonNode) -> datetime | None:
    seconds = time.value
    if seconds is None:
        return None
    if isinstance(seconds, int) and not isinstance(seconds, bool) and seconds > 0:
        if seconds >= _MILLISECONDS:
            seconds //= 1000
        try:
            return datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError):
            pass
    time.wrong("is not a moment in seconds since 1970")
    return None
