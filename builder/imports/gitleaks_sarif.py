"""The SARIF report of gitleaks 8: the value is the snippet of a result's region."""

from __future__ import annotations

from builder.imports import sarif
from builder.imports.gitleaks_json import REDACTED
from builder.imports.json_nodes import JsonNode
from builder.imports.reported_places import RULE_ID, count, text_of
from builder.model.leak_reports import ReportedFinding, ReportTool


def recognized(top: JsonNode) -> bool:
    """Whether it is a SARIF log, of whatever tool."""
    return sarif.recognized(top)


def read(top: JsonNode) -> tuple[ReportedFinding, ...]:
    """The results of every run; problems are added to the node's issues."""
    if top.text("version") != sarif.VERSION:
        top.at("version").wrong(f"is not {sarif.VERSION}", "Let the tool write SARIF 2.1.0.")
    found: list[ReportedFinding] = []
    for run in top.mappings("runs"):
        driver = run.at("tool").at("driver")
        if driver.text("name", needed=True).lower() != ReportTool.GITLEAKS:
            driver.at("name").wrong("is not gitleaks", "Of SARIF only that of gitleaks is read.")
            continue
        if not run.has("results"):
            run.wrong("holds no list of results", "Let gitleaks run to its end.")
        for result in run.mappings("results"):
            found.extend(_findings(result))
    return tuple(found)


def _findings(result: JsonNode) -> list[ReportedFinding]:
    rule = result.text("ruleId", needed=True)
    if rule and not RULE_ID.fullmatch(rule):
        result.at("ruleId").wrong("is no rule's id")
    found = []
    places = list(result.mappings("locations"))
    if not places:
        result.wrong("names no place")
    for place in places:
        physical = place.at("physicalLocation")
        region = physical.at("region")
        file = physical.at("artifactLocation").text("uri", needed=True)
        line, last = count(region, "startLine"), count(region, "endLine")
        if not RULE_ID.fullmatch(rule) or not file or line is None or last is None:
            continue
        value = text_of(region.at("snippet"), "text").removesuffix("...")
        found.append(
            ReportedFinding(
                rule=rule,
                file=file,
                line=max(line, 1),
                last_line=last,
                parts=(value,) if value.strip() and value != REDACTED else (),
                in_history=bool(result.at("partialFingerprints").text("commitSha")),
            )
        )
    return found
