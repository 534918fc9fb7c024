"""SARIF 2.1.0 (OASIS), as static analysis tools and scanners write it.

A result's ``kind`` says what came of it, and a result without one is a failure (3.27.9). Many tools
list failures only; an empty list then looks like one of a tool that looked at nothing, so that only
results of kind ``pass`` pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.imports.json_nodes import JsonNode
from builder.imports.rows import ImportedRow, Reading
from builder.model.imported import RowWord

VERSION = "2.1.0"
WORDS = {
    "pass": RowWord.PASS,
    "fail": RowWord.FAIL,
    "review": RowWord.NOT_EVALUATED,
    "open": RowWord.NOT_EVALUATED,
    "notApplicable": RowWord.NOT_EVALUATED,
    "informational": RowWord.NOT_EVALUATED,
}
"""``kind`` of a result (3.27.9)."""
_SUPPRESSED = {"accepted": True, "underReview": False, "rejected": False}
"""``status`` of a suppression (3.35.4); one that is not accepted leaves the result as it is."""
_LEVELS = {"none": False, "note": False, "warning": False, "error": True}
"""``level`` of a notification (3.58.6), and whether it kept the tool from its work."""
_BASELINE = {"new": False, "unchanged": False, "updated": False, "absent": True}
"""``baselineState`` (3.27.24), and whether the result is one of an earlier run only."""


def recognized(top: JsonNode) -> bool:
    """Whether it is a SARIF log of any version."""
    return top.has("runs") and top.has("version") and isinstance(top.value["runs"], list)


def read(top: JsonNode) -> Reading:
    """The results of every run of a log; problems are added to the node's issues."""
    if top.text("version") != VERSION:
        top.at("version").wrong(f"is not {VERSION}", "Let the tool write SARIF 2.1.0.")
    runs = list(top.mappings("runs"))
    drivers = [run.at("tool").at("driver") for run in runs]
    versions = [d.text("semanticVersion") or d.text("version") for d in drivers]
    times = [
        moment
        for run in runs
        for invocation in run.mappings("invocations")
        for moment in [invocation.moment("endTimeUtc") or invocation.moment("startTimeUtc")]
        if moment is not None
    ]
    return Reading(
        rows=tuple(row for run in runs for row in _rows(run)),
        tool=", ".join(dict.fromkeys(driver.text("name", needed=True) for driver in drivers)),
        version=", ".join(dict.fromkeys(filter(None, versions))),
        collected_at=min(times, default=None),
    )


def _rows(run: JsonNode) -> Iterator[ImportedRow]:
    if run.at("externalPropertyFileReferences").has("results"):
        place = run.at("externalPropertyFileReferences").at("results")
        place.wrong("puts results into other files", "Let the tool write one file.")
    yield from _troubles(run)
    rules = list(run.at("tool").at("driver").items("rules"))
    for result in run.mappings("results"):
        word = result.word("kind", WORDS, "fail")
        aside = _set_aside(result)
        if word is not None:
            yield ImportedRow(
                rule=_rule(result, rules),
                word=word,
                subject=_subject(result),
                text=result.at("message").text("text"),
                set_aside=aside,
            )


def _troubles(run: JsonNode) -> Iterator[ImportedRow]:
    """What kept the tool from looking at everything: errors of the run, not results."""
    if not run.has("results"):  # 3.14.23: null when the tool failed before it could look
        yield _trouble("The run holds no list of results.")
    for invocation in run.mappings("invocations"):
        success = invocation.at("executionSuccessful")
        if not isinstance(success.value, bool):  # 3.20.14: it shall be there
            success.wrong("is neither true nor false")
        elif not success.value:
            yield _trouble("The tool says that its run was not successful.")
        if invocation.text("processStartFailureMessage"):
            yield _trouble(invocation.text("processStartFailureMessage"))
        for key in ("toolExecutionNotifications", "toolConfigurationNotifications"):
            for notice in invocation.mappings(key):
                if notice.word("level", _LEVELS, "warning"):
                    yield _trouble(notice.at("message").text("text") or "The tool met an error.")


def _trouble(text: str) -> ImportedRow:
    return ImportedRow(rule="run", word=RowWord.ERROR, text=text, everywhere=True)


def _rule(result: JsonNode, rules: list[JsonNode]) -> str:
    """The rule's id, where the three places of 3.27.5 to 3.27.7 may put it."""
    named = result.text("ruleId") or result.at("rule").text("id")
    index = result.at("ruleIndex").value
    if index is None:
        index = result.at("rule").at("index").value
    if not named and isinstance(index, int) and 0 <= index < len(rules):
        named = rules[index].text("id")
    if not named:
        result.wrong("names no rule")
    return named


def _set_aside(result: JsonNode) -> str:
    if result.word("baselineState", _BASELINE, "new"):
        return "Baseline: absent from this run"
    suppressions = list(result.mappings("suppressions"))
    accepted = [item.word("status", _SUPPRESSED, "accepted") for item in suppressions]
    if not suppressions or not all(accepted):
        return ""
    reasons = (item.text("justification") or item.text("kind") for item in suppressions)
    return f"Suppressed: {', '.join(dict.fromkeys(filter(None, reasons))) or 'no reason given'}"


def _subject(result: JsonNode) -> str:
    for location in result.mappings("locations"):
        physical = location.at("physicalLocation")
        file = physical.at("artifactLocation").text("uri")
        line = physical.at("region").at("startLine").value
        if file:
            return f"{file}:{line}" if isinstance(line, int) else file
        for logical in location.mappings("logicalLocations"):
            return logical.text("fullyQualifiedName") or logical.text("name")
    return ""
