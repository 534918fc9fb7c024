"""The JSON report of gitleaks 8: a list of findings, each with rule, file, place and value.

``--redact`` puts a word in the place of the value, or keeps a part of it before three dots; what
stands around it in ``Match`` stays. A value that gitleaks decoded does not stand in the file.
"""

from __future__ import annotations

from builder.imports.json_nodes import JsonNode
from builder.imports.reported_places import RULE_ID, count, text_of
from builder.model.leak_reports import ReportedFinding

REDACTED = "REDACTED"
_MASK_END = "..."
_DECODED = "decoded:"
"""How the tags of a finding begin whose value was encoded."""


def recognized(top: JsonNode) -> bool:
    """Whether it is a list of such findings; an empty list is a report without any."""
    entries = top.value
    return isinstance(entries, list) and all(
        isinstance(entry, dict) and "RuleID" in entry for entry in entries[:1]
    )


def read(top: JsonNode) -> tuple[ReportedFinding, ...]:
    """The findings; problems are added to the node's issues."""
    return tuple(found for node in top.mappings() if (found := _finding(node)) is not None)


def _finding(node: JsonNode) -> ReportedFinding | None:
    rule, file = node.text("RuleID", needed=True), node.text("File", needed=True)
    line, last = count(node, "StartLine"), count(node, "EndLine")
    if rule and not RULE_ID.fullmatch(rule):
        node.at("RuleID").wrong("is no rule's id")
        return None
    if not (rule and file) or line is None or last is None:
        return None
    return ReportedFinding(
        rule=rule,
        file=file,
        line=max(line, 1),  # a rule about names alone gives no line
        last_line=last,
        parts=_parts(node),
        in_history=bool(node.text("Commit")),
    )


def _parts(node: JsonNode) -> tuple[str, ...]:
    secret, match = text_of(node, "Secret"), text_of(node, "Match")
    tags = node.value.get("Tags")
    if any(isinstance(tag, str) and tag.startswith(_DECODED) for tag in tags or ()):
        return ()
    if secret == REDACTED:
        return tuple(filter(None, match.split(REDACTED)))
    return (secret.removesuffix(_MASK_END),) if secret.strip(".") else ()
