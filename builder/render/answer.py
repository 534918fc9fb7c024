"""One answer: a screen about one thing, and the words by which it is found."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from builder.model.citation import Citation
from builder.model.issues import Origin


class Answer(Struct, frozen=True, kw_only=True):
    """One screen about one thing, and the words by which it is found."""

    name: str
    """Citation or id."""
    kind: str
    """``row``, ``paragraph``, ``feature``, ``claim``, ``document``, ``source``, ``role``,
    ``system``, ``agreement``, ``gap``, ``action``, ``requirement`` or ``evidence``."""
    title: str
    text: str
    terms: tuple[str, ...] = ()
    """Words that a person types to find it, besides its name."""
    about: str = ""
    """What it says first of all, for a search; also what the screen does not show."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Of a row: its facts in the report's words, for programs; empty for everything else."""
    rows: tuple[Citation, ...] = ()
    """The rows of the matrix that it bears on."""
    origin: Origin | None = None
    """Where it is written; None for what no file holds, such as a gap that a finding opened."""
