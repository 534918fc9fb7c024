"""For whom an edition is and what is not part of it, in the words that every output uses."""

from __future__ import annotations

from builder.model.audience import Audience, Edition

_FOR = {
    Audience.INTERNAL: "Internal edition",
    Audience.AUDITOR: "Edition for the auditor",
    Audience.CUSTOMER: "Edition for customers",
}


def edition_words(edition: Edition) -> str:
    """For whom it is."""
    return _FOR[edition.audience]


def left_out_words(edition: Edition) -> str:
    """What is not part of it, as a sentence; empty when nothing is left out."""
    counted = ((edition.texts, "text"), (edition.pages, "hand-written page"))
    told = [f"{count:,} {word}{'' if count == 1 else 's'}" for count, word in counted if count]
    if not told:
        return ""
    verb = "is" if edition.texts + edition.pages == 1 else "are"
    return f"{' and '.join(told)} {verb} not part of this edition."


def edition_sentence(edition: Edition) -> str:
    """Both, for where there is room."""
    return " ".join(filter(None, (f"{edition_words(edition)}.", left_out_words(edition))))
