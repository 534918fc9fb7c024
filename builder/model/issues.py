"""What can be wrong with our files: located, coded, never raised."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field


class Origin(Struct, frozen=True):
    """Where a record was written: a file and the path of keys and indexes inside it.

    The line is not kept: it is found again from the path when it is needed, so that good
    files cost nothing.
    """

    file: str
    """Path relative to the workspace, with forward slashes."""
    path: tuple[str | int, ...] = ()

    def at(self, *steps: str | int) -> "Origin":
        """The place below this one."""
        return Origin(self.file, self.path + steps)


class Location(Struct, frozen=True, order=True):
    """A place a person can open: file, line and column, both from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(StrEnum):
    """How far an issue reaches."""

    ERROR = "error"
    """Stops every run before anything is written."""
    OPEN = "open"
    """Left to fill in: a draft may be built with it, a release may not."""


class Absence(Struct, frozen=True):
    """A name that seems to stand nowhere, and the records in which it would stand."""

    name: str
    records: tuple[type, ...]
    """Types of record."""
    inside: bool = False
    """Whether the records only mention it; otherwise it is their own id or citation."""


class Unread(Struct, frozen=True, kw_only=True):
    """What stands in records that could not be read, by type of record."""

    names: Mapping[type, frozenset[str]] = field(default_factory=dict)
    """Every text in them."""
    nameless: frozenset[type] = frozenset()
    """Types of which a record's own id or citation could not be read, so that it may be any."""
    blank: frozenset[type] = frozenset()
    """Types of which nothing of a record could be read; nameless all of them."""

    def may_hold(self, absence: Absence) -> bool:
        """Whether what seems to be missing may stand in one of them."""
        lost = self.blank if absence.inside else self.nameless
        return any(
            record in lost or absence.name in self.names.get(record, ())
            for record in absence.records
        )


class Issue(Struct, frozen=True, kw_only=True):
    """One thing wrong with one of our files.

    ``message`` is one sentence that names the thing and the allowed values;
    ``hint`` is the next action.
    """

    code: str
    """A code of the closed list in :mod:`builder.model.issue_codes`."""
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    origin: Origin | None = None
    """Where it is, as a path; turned into ``location`` before anyone reads it."""
    location: Location | None = None
    absent: Absence | None = None
    """What it says is missing; not believed while an unread record may hold it."""

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by place, then code, so that the list never depends on how it was found."""
        place = self.location or Location(self.origin.file if self.origin else "")
        return (place.file, place.line, place.column, self.code, self.message)
