"""JSON as it may be believed: no key twice, no number that is none, nothing too deep, all text.

The standard parser keeps the last of two equal keys, knows ``NaN``, makes infinity of ``1e999`` and
lets halves of characters pass, which no file could hold afterwards.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

DEEPEST = 64
"""Lists and objects within one another; the provider's answers have some six."""


def strict_json(data: bytes) -> Any:
    """The value of a JSON text (RFC 8259). Raises `ValueError`, which holds nothing of the text."""
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_finite
        )
        if "\\u" in text:  # only an escape can bring half a character along
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        sound = _shallow(value)
    except (ValueError, RecursionError):
        sound = False
    if not sound:  # outside the handler, so that no error with a piece of the text hangs on
        raise ValueError("not strict JSON")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(_word: str) -> NoReturn:
    raise ValueError("not a number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("not a number")
    return number


def _shallow(value: Any) -> bool:
    """Whether nothing lies deeper than is allowed; looked at one depth after the other."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(DEEPEST):
        level = [
            child
            for one in level
            for child in (one.values() if isinstance(one, dict) else one)
            if isinstance(child, dict | list)
        ]
        if not level:
            return True
    return False
