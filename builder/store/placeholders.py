"""Text that somebody meant to come back to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from builder.model.issues import Issue, Location
from builder.store.yaml_nodes import MOST_ISSUES

WORDS = ("TODO", "TBD", "FIXME", "REPLACE_ME", "CHANGE_ME", "lorem ipsum")
_IN_BYTES = tuple(word.encode() for word in WORDS)
PLACEHOLDER = re.compile(rf"\b(?:{'|'.join(WORDS)})\b")


def placeholders(data: bytes, name: str) -> Iterable[Issue]:
    """REC009: the placeholders in a file; comments are left out."""
    if not any(word in data for word in _IN_BYTES):  # the pattern takes a fifth of a load
        return
    text = data.decode("utf-8", "replace")
    for match in islice(PLACEHOLDER.finditer(text), MOST_ISSUES):
        start = text.rfind("\n", 0, match.start()) + 1
        if text[start : match.start()].lstrip().startswith("#"):
            continue
        yield Issue(
            code="REC009",
            message=f"placeholder text: {match.group()}",
            hint="Write what is meant, or delete the key.",
            location=Location(name, text.count("\n", 0, start) + 1, match.start() - start + 1),
        )
