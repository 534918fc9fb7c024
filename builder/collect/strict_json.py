"""JSON as it may be believed: no key twice, no number that is none, nothing too deep."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def strict_json(data: bytes) -> Any:
    """The value of a JSON text (RFC 8259). Raises `ValueError`, which holds nothing of the text."""
    try:
        return json.loads(data, object_pairs_hook=_object, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ValueError("not strict JSON") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(_word: str) -> NoReturn:
    raise ValueError("not a number")
