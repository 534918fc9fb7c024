"""What must not be published: rules that recognize it, what they found, and what was waived."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from builder.model.issues import Origin


class LeakKind(StrEnum):
    """What sort of thing a rule recognizes."""

    SECRET = "secret"  # noqa: S105 - the word, not one
    PHI = "phi"
    """Protected health information (45 CFR 160.103), or an identifier that makes it so."""
    UNREAD = "unread"
    """Nothing was recognized, because the file could not be looked into as a whole."""


class LeakCheck(StrEnum):
    """What a candidate has to pass beyond its pattern."""

    NONE = "none"
    ENTROPY = "entropy"
    """Random enough for a secret, and not a name, a reference or a placeholder."""
    FILLED = "filled"
    """Not a word, a reference or a row of stars that stands where a value would."""
    NPI = "npi"
    """Luhn over 80840 and the ten digits (45 CFR 162.406)."""
    SSN = "ssn"
    """Area, group and serial that can be issued."""
    DATE = "date"
    """A day of the calendar in the last 130 years."""


class LeakRule(Struct, frozen=True, kw_only=True):
    """One thing to recognize, with examples of what it is and what it is not.

    Patterns are regular expressions over bytes; a group named ``value`` is what would leak, and
    without one the whole match is. In examples ``{digit:10}``, ``{hex:32}``, ``{upper:16}``,
    ``{alnum:36}`` and ``{uuid}`` stand for random characters, so that no file holds a real form.
    """

    id: str
    kind: LeakKind
    title: str
    """What it is, with its article, to stand after "what looks like"."""
    pattern: str
    literals: tuple[str, ...] = ()
    """One of these, in lower case, stands in each line that can match; none: every line can."""
    near: tuple[str, ...] = ()
    """One of these words, in lower case, must stand in the line or head the column."""
    check: LeakCheck = LeakCheck.NONE
    positive: tuple[str, ...]
    negative: tuple[str, ...]


class Leak(Struct, frozen=True, kw_only=True, order=True):
    """Something recognized at a place. It never holds the value."""

    file: str
    """The name, workspace-relative; what was recognized in the name itself is masked."""
    line: int
    """From 1; 1 where a format has no lines."""
    column: int = 1
    """From 1, in characters; 1 where only the line is told."""
    inner: str = ""
    """The way through containers, as ``xl/comments1.xml`` or ``a.zip!b.csv``; empty: the file."""
    rule: str
    kind: LeakKind
    title: str
    start: int = -1
    """First byte of the value in the file; -1 when it stands in a container or an encoding."""
    end: int = -1
    mark: int = 0
    """Tells equal values of one process apart; salted anew in each, and never shown."""

    @property
    def place(self) -> str:
        """File and inner path, as ``book.xlsx!xl/comments1.xml``."""
        return f"{self.file}!{self.inner}" if self.inner else self.file


class Waiver(Struct, frozen=True, kw_only=True):
    """What a rule recognizes in some files and a role has looked at and let pass."""

    id: str
    rule: str
    files: str
    """A pattern of workspace-relative names, with ``*``, as ``docs/guide/*.md``."""
    reason: str
    approved_by: str
    """Id of a role."""
    expires: date
    """The last day it holds."""
    origin: Origin | None = None
