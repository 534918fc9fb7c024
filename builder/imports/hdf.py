"""HDF, the results format of MITRE SAF's Heimdall and of InSpec's JSON reporter.

A row is a control. Its word is found as Heimdall finds it: an error before everything, then a
waiver or an impact of nought, then failures before passes and those before what was skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from builder.imports.json_nodes import JsonNode
from builder.imports.rows import ImportedRow, Reading
from builder.model.imported import RowWord

WORDS = {
    "passed": RowWord.PASS,
    "failed": RowWord.FAIL,
    "error": RowWord.ERROR,
    "skipped": RowWord.NOT_EVALUATED,
    "pending": RowWord.NOT_EVALUATED,
    "not_applicable": RowWord.NOT_EVALUATED,
}
"""``status`` of a result of a control."""
_ORDER = (RowWord.ERROR, RowWord.FAIL, RowWord.PASS, RowWord.NOT_EVALUATED)
"""What decides over a control with several results."""


def recognized(top: JsonNode) -> bool:
    """Whether it has the four keys that every such file has."""
    return all(top.has(key) for key in ("platform", "profiles", "statistics", "version"))


def read(top: JsonNode) -> Reading:
    """Every control of every profile; problems are added to the node's issues."""
    profiles = list(top.mappings("profiles"))
    times: list[datetime] = []
    controls = [control for profile in profiles for control in profile.mappings("controls")]
    tested = {c.text("id") for c in controls if any(True for _ in c.mappings("results"))}
    rows = [row for control in controls for row in _row(control, tested, times)]
    names = dict.fromkeys(profile.text("name", needed=True) for profile in profiles)
    versions = dict.fromkeys(profile.text("version") for profile in profiles)
    return Reading(
        rows=tuple(rows),
        tool=", ".join(filter(None, names)),
        version=", ".join(filter(None, versions)),
        collected_at=min(times, default=None),
    )


def _row(control: JsonNode, tested: set[str], times: list[datetime]) -> Iterator[ImportedRow]:
    name = control.text("id", needed=True)
    words: dict[RowWord, str] = {}
    for result in control.mappings("results"):
        word = RowWord.ERROR if result.has("backtrace") else result.word("status", WORDS)
        moment = result.moment("start_time")
        times += [] if moment is None else [moment]
        if word is not None:
            text = result.text("message") or result.text("skip_message") or result.text("code_desc")
            words.setdefault(word, text)
    if not words and name in tested:
        return  # an overlay repeats the controls of the profile below it, without results
    found = next((word for word in _ORDER if word in words), RowWord.ERROR)
    text = words.get(found, "No test of this control was run.")
    aside = ""
    if RowWord.ERROR not in words:
        aside = _waiver(control)
        impact = control.at("impact")
        if impact.value is not None and not isinstance(impact.value, int | float):
            impact.wrong("is not a number")
        if impact.value == 0:
            found, text = RowWord.NOT_EVALUATED, text or "Impact 0: not applicable"
    yield ImportedRow(
        rule=name, word=found, subject=control.text("title"), text=text, set_aside=aside
    )


def _waiver(control: JsonNode) -> str:
    waiver = control.at("waiver_data")
    if waiver.at("skipped_due_to_waiver").value in (None, False, "", "false"):
        return ""
    return f"Waived: {waiver.text('justification') or 'no reason given'}"
