"""Text from elsewhere as a record of ours may hold it."""

from __future__ import annotations

from builder.store.placeholders import PLACEHOLDER
from builder.store.yaml_nodes import DISGUISE


def foreign_text(text: str, length: int) -> str:
    """One line of at most ``length`` characters without what hides, disguises or reads as ours.

    What is taken out leaves a mark (U+FFFD). Words that stand for unfinished text are refused in
    records, and here they are somebody else's: their letters change case.
    """
    shown = " ".join(DISGUISE.sub("\ufffd", text).split())
    if len(shown) > length:
        shown = shown[: length - 1].rstrip() + "…"
    return PLACEHOLDER.sub(lambda match: match.group().swapcase(), shown)
