"""The steps in order: load, validate, edition, merge, assess; nothing else knows the order."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from builder import __version__
from builder.collected_lines import CollectedLines
from builder.estate_checks import checked, pack_issues
from builder.model.assessment import Assessment, BuildIdentity
from builder.model.audience import Audience
from builder.model.issues import Issue, Severity
from builder.model.leaks import Waiver
from builder.model.log_state import log_state
from builder.model.responsibility import Workspace
from builder.model.window import Window
from builder.rules.assess import assess
from builder.rules.edition import edition_of, results_for
from builder.rules.merge import merge
from builder.rules.validate import validate
from builder.store.evidence_files import unlogged_issues
from builder.store.folder import Folder
from builder.store.inspection import passed_over
from builder.store.prose_editions import pages_to_tell
from builder.store.workspace_files import WorkspaceFiles, read_workspace
from builder.store.workspace_texts import WorkspaceTexts, read_texts

_MISPLACED = "YML008"
"""A file that does not hold what its place asks for: what is absent then says nothing."""
_NOT_READ = "FIL001"
"""A linked folder of the catalog says as little about what is absent."""


class Gate(Protocol):
    """What everything that is read passes on its way in."""

    def inspect(self, name: str, data: bytes, /) -> None:
        """Scan a file of the workspace."""

    def judged(self, waivers: Iterable[Waiver], as_of: date, /) -> tuple[Issue, ...]:
        """The issues of everything inspected."""


class Inputs(Struct, frozen=True, kw_only=True):
    """What a run is made from: the workspace's folder and the moments the front door read."""

    root: Path
    as_of: datetime
    """The moment the matrix is assessed for, UTC."""
    now: datetime
    """The clock, UTC: nothing that has happened may be dated after it (or after ``as_of``)."""
    release: bool = False
    """Whether drafts are refused."""
    window: Window | None = None
    """The audit window in the place of the organization's own."""
    check_artifacts: bool = True
    """False for look-ups, which publish nothing; prose and settings are not judged then either."""
    audience: Audience = Audience.INTERNAL
    """For whom: what is not for them is taken away before anything is made of it."""
    gate: Gate | None = None
    """Scans what is read for secrets and PHI; None is a gate of its own, or for look-ups none."""


class Build(Struct, frozen=True, kw_only=True):
    """The outcome of a run: an assessment, or the issues that prevent one."""

    files: WorkspaceFiles
    issues: tuple[Issue, ...]
    """Located, in the order of their places."""
    assessment: Assessment | None
    """None when an issue is an error."""

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The issues that stop a run."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.ERROR)


def assemble(inputs: Inputs, texts: WorkspaceTexts | None = None) -> Build:
    """Run the steps; every problem of the files comes back as an issue, none is raised.

    ``texts`` are the workspace's YAML files when the caller has read them already.
    Raises `BuilderError` when the disk does not answer.
    """
    if texts is None:
        texts = read_texts(inputs.root)
    gate = _gate(inputs)
    lines = CollectedLines(inputs.as_of, max(inputs.now, inputs.as_of).date())
    files, issues = read_workspace(
        inputs.root,
        texts,
        check_artifacts=inputs.check_artifacts,
        inspect=passed_over if gate is None else gate.inspect,
        take=lines.begin,
    )
    issues += lines.issues
    if gate is not None:
        waivers = files.customer.waivers if files.customer is not None else ()
        issues += gate.judged(waivers, inputs.as_of.date())
    if inputs.release:
        issues += tuple(unlogged_issues(files.locker))
    blind = any(map(_hides_records, issues))
    if files.provider is None or files.customer is None or blind:
        return Build(files=files, issues=files.located(issues), assessment=None)
    customer = files.customer
    if inputs.window is not None:
        organization = replace(customer.organization, audit_window=inputs.window)
        customer = replace(customer, organization=organization)
    workspace = Workspace(
        catalog=files.catalog,
        provider=files.provider,
        customer=customer,
        evidence=files.evidence,
        collected=lines.sifted(files.locker.ids),
    )
    day, latest = inputs.as_of.date(), max(inputs.now, inputs.as_of).date()
    located = files.located(
        (
            *issues,
            *validate(workspace, as_of=day, latest=latest, unread=files.unread),
            *pack_issues(files.provider),
        )
    )
    if any(_stops(issue, release=inputs.release) for issue in located):
        return Build(files=files, issues=located, assessment=None)
    pages = pages_to_tell(files.prose, inputs.audience)
    results = checked(Folder(inputs.root / "evidence"), workspace, inputs.as_of)
    workspace, edition = edition_of(workspace, inputs.audience, pages)
    matrix = merge(workspace, inputs.as_of.date())
    identity = _identity(files, inputs, customer.organization.audit_window)
    results = results_for(results, inputs.audience)
    assessment = assess(matrix, inputs.as_of, identity, results)
    return Build(files=files, issues=located, assessment=replace(assessment, edition=edition))


def _gate(inputs: Inputs) -> Gate | None:
    """The gate to pass: only what publishes nothing may go without."""
    if inputs.gate is not None or not inputs.check_artifacts:
        return inputs.gate
    from builder.leak_gate import LeakGate  # noqa: PLC0415 - the patterns are for those who scan

    return LeakGate()


def _hides_records(issue: Issue) -> bool:
    """Whether an issue keeps from sight which records there are."""
    file = issue.location.file if issue.location else ""
    linked = issue.code == _NOT_READ and file.startswith("controls/") and file.endswith("/")
    return linked or issue.code == _MISPLACED


def _stops(issue: Issue, *, release: bool) -> bool:
    return issue.severity is Severity.ERROR or (release and issue.severity is Severity.OPEN)


def _identity(files: WorkspaceFiles, inputs: Inputs, window: Window | None) -> BuildIdentity:
    log = log_state(
        files.locker.logged, files.locker.seals, inputs.as_of, len(files.locker.unlogged())
    )
    parts = (
        __version__,
        inputs.as_of.isoformat(),
        files.catalog_sha256,
        files.evidence_sha256,
        files.prose_sha256,
        *log.id_parts,
        files.locker.log_sha256 or "none",
        str(window) if window is not None else "none",
        "release" if inputs.release else "draft",
        *(() if inputs.audience is Audience.INTERNAL else (inputs.audience.value,)),
    )
    return BuildIdentity(
        build_id=hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12],
        catalog_sha256=files.catalog_sha256,
        evidence_sha256=files.evidence_sha256,
        prose_sha256=files.prose_sha256,
        tool_version=__version__,
        release=inputs.release,
        log=log,
    )
