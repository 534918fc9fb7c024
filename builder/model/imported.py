"""What another tool's results come to: rows in four words, counted by requirement.

The words stay apart on purpose. What was not evaluated and what ended in an error is no pass, and a
row that somebody set aside in the tool (muted, suppressed, waived) is none either.
"""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from builder.model.issues import Origin


class ImportFormat(StrEnum):
    """A format of other tools whose files can be imported."""

    SARIF = "sarif"
    PROWLER = "prowler"
    HDF = "hdf"
    ATTESTATIONS = "attestations"
    AUDITREE = "auditree"
    SAVED_JSON = "saved-json"


class RowWord(StrEnum):
    """What a tool concluded of one thing, worst first."""

    FAIL = "fail"
    ERROR = "error"
    """The tool broke off or could not look."""
    NOT_EVALUATED = "not-evaluated"
    """Nobody and nothing has concluded anything."""
    PASS = "pass"  # noqa: S105 - a result


def worst_word(words: Iterable[RowWord]) -> RowWord:
    """The worst of them; of nothing at all nothing was evaluated."""
    found = set(words)
    return next((word for word in RowWord if word in found), RowWord.NOT_EVALUATED)


class ImportMapping(Struct, frozen=True, kw_only=True):
    """Which rows of other tools' results speak of which evidence requirements."""

    id: str
    format: ImportFormat
    rules: tuple[str, ...]
    """Patterns of rule ids with ``*``; of a file's name where a format has no rules."""
    requirements: tuple[str, ...]
    tool: str = ""
    """A pattern of the tool's name; empty: any."""
    origin: Origin | None = None


class ShownRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row that is no pass, kept with the record so that it can be read without the artifact."""

    rule: str
    word: RowWord
    subject: str = ""
    """What was looked at."""
    text: str = ""


class SetAside(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows that somebody set aside in the tool, with the reason that stands there."""

    reason: str
    rows: int


class RequirementResult(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the rows say of one evidence requirement."""

    requirement: str
    passed: int = 0
    failed: int = 0
    errors: int = 0
    not_evaluated: int = 0
    set_aside: tuple[SetAside, ...] = ()
    """In none of the other counts."""
    shown: tuple[ShownRow, ...] = ()
    """The first rows that are no pass, worst first."""

    @property
    def total(self) -> int:
        """Every row, those set aside included."""
        aside = sum(item.rows for item in self.set_aside)
        return self.passed + self.failed + self.errors + self.not_evaluated + aside

    @property
    def left_out(self) -> int:
        """Rows that are no pass, were not set aside and are not shown."""
        return self.failed + self.errors + self.not_evaluated - len(self.shown)

    @property
    def word(self) -> RowWord:
        """The worst of the rows; what was set aside leaves it open whether all is well."""
        counts = (
            (RowWord.FAIL, self.failed),
            (RowWord.ERROR, self.errors),
            (RowWord.NOT_EVALUATED, self.not_evaluated + len(self.set_aside)),
            (RowWord.PASS, self.passed),
        )
        return worst_word(word for word, count in counts if count)

    @property
    def words(self) -> str:
        """The counts as a reader says them: ``2 fail, 1 set aside, 9 pass``."""
        counts = (
            (self.failed, "fail"),
            (self.errors, "error"),
            (self.not_evaluated, "not evaluated"),
            (sum(item.rows for item in self.set_aside), "set aside"),
            (self.passed, "pass"),
        )
        return ", ".join(f"{count} {word}" for count, word in counts if count) or "no row"


class ImportedResults(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The results of one file or set of files, as its record keeps them."""

    format: ImportFormat
    rows: int = 0
    """Rows of the file."""
    unmatched: int = 0
    """Rows that no mapping speaks of; they are in no result."""
    unmatched_failed: int = 0
    """Those of them that say fail and were not set aside."""
    unmatched_rules: tuple[str, ...] = ()
    """Their first rule ids, in order."""
    results: tuple[RequirementResult, ...] = ()

    def of(self, requirement: str) -> RequirementResult | None:
        """What it says of a requirement; None when nothing."""
        return next((item for item in self.results if item.requirement == requirement), None)

    @property
    def unmatched_words(self) -> str:
        """How many rows match no mapping, and how many of them fail: ``5, of which 2 fail``."""
        fails = "fails" if self.unmatched_failed == 1 else "fail"
        failed = f", of which {self.unmatched_failed} {fails}" if self.unmatched_failed else ""
        return f"{self.unmatched}{failed}"

    @property
    def word(self) -> RowWord:
        """The worst of the results."""
        return worst_word(item.word for item in self.results)
