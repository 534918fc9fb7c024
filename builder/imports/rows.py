"""What every format is read into: rows, and what the file says of the run that made them."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from builder.model.imported import RowWord
from builder.model.period import Period


class ImportedRow(Struct, frozen=True, kw_only=True):
    """One result of another tool."""

    rule: str
    """The tool's own id of what it checked; a file's name where the format has no rules."""
    word: RowWord
    subject: str = ""
    """What was looked at, as the tool names it."""
    text: str = ""
    set_aside: str = ""
    """Why somebody took it out of the results in the tool; empty: nobody did."""
    everywhere: bool = False
    """Whether it speaks of the run as a whole, and therefore of every requirement."""
    judgeable: bool = False
    """Whether it is there to be looked at by a person, who may say pass or fail."""


class Reading(Struct, frozen=True, kw_only=True):
    """What one file, or several that belong together, hold."""

    rows: tuple[ImportedRow, ...]
    tool: str
    version: str = ""
    collected_at: datetime | None = None
    """UTC; None when the files do not say. Of several moments the earliest."""
    valid_until: date | None = None
    max_age: Period | None = None
    """An age limit of the tool's own."""
    files: tuple[str, ...] = ()
    """The names of the files; set by formats that read a folder."""
