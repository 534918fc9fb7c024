"""A locker of one's own in a folder, filed into and read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from builder.locker.evidence_folder import opened
from builder.locker.filing import Filing, file_evidence
from builder.model.evidence import Evidence, Outcome, PhiAnswer
from builder.model.evidence_log import Change, changes
from builder.model.issues import Issue
from builder.store.evidence_files import EvidenceFiles, read_evidence
from builder.store.folder import Folder
from tests.factories import make_requirement

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def filing_for(*files: Path, name: str = "book.pages", day: int = 0, **more: object) -> Filing:
    """What a person says of some files."""
    requirement = make_requirement(name)
    values: dict[str, object] = {
        "files": files,
        "requirements": (requirement,),
        "title": "Pages of the book",
        "tool": "By hand",
        "phi": PhiAnswer.NO,
        "collected_at": NOW - timedelta(days=day),
        "collected_by": "receptionist",
        "method": requirement.method,
        "kind": requirement.kind,
        "outcome": Outcome.PASS,
        "complete": True,
    }
    return Filing(**{**values, **more})  # type: ignore[arg-type]


def file_in(root: Path, filing: Filing) -> Evidence:
    """File it as the command does."""
    with opened(root) as folder:
        taken = [record.id for record in read_locker(root)[0].evidence]
        return file_evidence(folder, filing, taken, NOW)


def read_locker(root: Path) -> tuple[EvidenceFiles, tuple[Issue, ...]]:
    """What stands there, artifacts and log included."""
    folder = Folder(root / "evidence")
    records = {
        f"evidence/{name}": folder.read(name, limit=1_000_000)
        for name in (folder.names() if folder.exists else [])
        if name.endswith(("/record.yml", "/retired.yml"))
    }
    return read_evidence(folder, records, check_artifacts=folder.exists)


def differences(root: Path) -> list[Change]:
    """How the locker differs from its log."""
    held, _ = read_locker(root)
    return changes(held.log, held.evidence, held.digests)
