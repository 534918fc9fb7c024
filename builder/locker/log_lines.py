"""An event of the log as its line: JSON with sorted keys; the same event is the same bytes."""

from __future__ import annotations

import json

from msgspec import to_builtins

from builder.model.evidence_log import LogEvent


def log_line(event: LogEvent) -> bytes:
    """The line, with its line break; what is empty is left out."""
    value = {key: field for key, field in to_builtins(event).items() if field not in ("", (), None)}
    return json.dumps(value, sort_keys=True, ensure_ascii=False).encode() + b"\n"
