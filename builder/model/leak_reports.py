"""What other scanners reported: findings with their places, before they are laid over files."""

from enum import StrEnum

from msgspec import Struct

from builder.model.leaks import LeakKind


class ReportTool(StrEnum):
    """The scanners whose reports are read; the word leads the ids of their rules."""

    GITLEAKS = "gitleaks"
    PRESIDIO = "presidio"

    @property
    def kind(self) -> LeakKind:
        """What it looks for."""
        return LeakKind.SECRET if self is ReportTool.GITLEAKS else LeakKind.PHI


class ReportedFinding(Struct, frozen=True, kw_only=True):
    """One finding of a report. It holds the value where the report does, and never shows it."""

    rule: str
    """The other tool's id, without its name."""
    file: str
    """As the report names it; it is compared with names and never opened."""
    line: int
    """From 1; the first line of the value."""
    last_line: int = 0
    """0 for a value of one line."""
    column: int = 1
    """From 1, in characters; believed only where the value is not known."""
    parts: tuple[str, ...] = ()
    """Texts that stand in the file in this order: the value, or what a redaction left of it.

    Empty where nothing can be compared: then the line is believed.
    """
    score: float = 1.0
    """How sure the tool is, from 0 to 1."""
    in_history: bool = False
    """Whether it was found in a commit, so that no file need hold it any more."""

    def __repr__(self) -> str:
        return f"ReportedFinding({self.rule} in {self.file}:{self.line})"


class LeakReport(Struct, frozen=True, kw_only=True):
    """One report as it was read."""

    name: str
    """The file, as it was typed."""
    tool: ReportTool
    findings: tuple[ReportedFinding, ...]
    blank: bool = False
    """Whether the file holds nothing at all, as of a tool that found nothing or did not run."""
