"""What the readers of leak reports share: ids of rules, counts, and texts as they stand."""

from __future__ import annotations

import re

from builder.imports.json_nodes import JsonNode

RULE_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,99}", re.ASCII)
_MOST = 2**31


def count(node: JsonNode, key: str) -> int | None:
    """A number of lines; 0 when there is none, None with an issue for what is no such number."""
    value = node.value.get(key, 0) if isinstance(node.value, dict) else 0
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST:
        return value
    node.at(key).wrong("must be a whole number from 0")
    return None


def text_of(node: JsonNode, key: str) -> str:
    """A text with the blanks around it, which belong to a value; empty for anything else."""
    value = node.value.get(key) if isinstance(node.value, dict) else None
    return value if isinstance(value, str) else ""
