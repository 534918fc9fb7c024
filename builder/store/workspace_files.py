"""Reads a whole workspace: every byte once, layers and evidence decoded, places found again."""

from __future__ import annotations

import gc
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from builder.model.catalog import Catalog
from builder.model.citation import CitationIndex
from builder.model.evidence import Evidence
from builder.model.issues import Issue, Location, Origin, Unread
from builder.model.provider import Provider
from builder.model.responsibility import CustomerLayer
from builder.store.catalog_files import Layers, read_controls
from builder.store.collected_files import Take, let_pass
from builder.store.evidence_files import EvidenceFiles, read_evidence
from builder.store.folder import Folder
from builder.store.inspection import Inspect, loose_files, passed_over
from builder.store.prose_files import Prose, read_prose
from builder.store.record_lines import LINES_FILE, line_places
from builder.store.site_settings import SETTINGS, settings_issues
from builder.store.workspace_texts import WorkspaceTexts, unfit_file
from builder.store.yaml_nodes import Positions

TakeFor = Callable[[Layers, Sequence[Evidence]], Take]
"""From the layers and the records that are held to what takes those that are not."""


def let_all_pass(layers: Layers, held: Sequence[Evidence]) -> Take:
    """Takes nothing: for who compares the files and judges nothing."""
    del layers
    return let_pass(held)


class WorkspaceFiles(Struct, frozen=True):
    """What a workspace holds, decoded as far as it can be."""

    catalog: Catalog
    index: CitationIndex
    provider: Provider | None
    customer: CustomerLayer | None
    locker: EvidenceFiles
    texts: Mapping[str, bytes]
    """Every YAML file by workspace-relative name."""
    catalog_sha256: str
    evidence_sha256: str
    prose_sha256: str
    """Of docs/ and the settings of the site."""
    unread: Unread
    """What stands in records of controls/ that could not be read."""
    prose: Prose
    """What docs/ holds."""
    root: Path = Path()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The records of evidence, by id."""
        return self.locker.evidence

    @property
    def _evidence(self) -> Folder:
        return Folder(self.root / "evidence")

    def located(self, issues: Iterable[Issue]) -> tuple[Issue, ...]:
        """The issues with lines and columns, in the order of their places, each once."""
        unplaced: dict[str, list[Origin]] = defaultdict(list)
        issues = set(issues)
        for issue in issues:
            if issue.location is None and issue.origin is not None:
                unplaced[issue.origin.file].append(issue.origin)
        places = {}
        for file, origins in unplaced.items():
            if LINES_FILE.match(file):
                found = line_places(self._evidence, file, (origin.path for origin in origins))
                places.update({origin: found[origin.path] for origin in origins})
                continue
            positions = Positions(self.texts.get(file, b""), (origin.path for origin in origins))
            places.update({o: Location(file, *positions.find(o.path)) for o in origins})
        placed = {
            issue
            if issue.location is not None or issue.origin is None
            else replace(issue, location=places[issue.origin], origin=None)
            for issue in issues
        }
        return tuple(sorted(placed, key=Issue.sort_key))

    def location(self, origin: Origin) -> Location:
        """Line and column of a place."""
        if LINES_FILE.match(origin.file):
            return line_places(self._evidence, origin.file, (origin.path,))[origin.path]
        positions = Positions(self.texts.get(origin.file, b""), (origin.path,))
        return Location(origin.file, *positions.find(origin.path))


def read_workspace(
    root: Path,
    texts: WorkspaceTexts,
    *,
    check_artifacts: bool = True,
    inspect: Inspect = passed_over,
    take: TakeFor = let_all_pass,
) -> tuple[WorkspaceFiles, tuple[Issue, ...]]:
    """Decode a workspace from its texts; issues come unlocated (see `WorkspaceFiles.located`).

    Every file of it that is read is handed to ``inspect``, once. Records in lines are not held:
    ``take`` is called with the layers and the other records, and what it returns with each month of
    them, the latest first.
    """
    controls = {n: data for n, data in texts.files.items() if n.startswith("controls/")}
    records = {n: data for n, data in texts.files.items() if n.startswith("evidence/")}
    settings = {n: data for n, data in texts.files.items() if n == SETTINGS}
    unfit = [unfit_file(name, reason) for name, reason in texts.unfit.items()]
    collecting = gc.isenabled()
    gc.disable()  # nothing read here is garbage: the collector only slows the loading down
    try:
        prose = read_prose(root, inspect if check_artifacts else passed_over)
        layers, issues = read_controls(controls, _below(texts.unfit, "controls/"))
        folder = Folder(root / "evidence")
        held, evidence_issues = read_evidence(
            folder,
            records,
            _below(texts.unfit, "evidence/"),
            check_artifacts=check_artifacts and folder.exists,
            inspect=inspect,
            take=partial(take, layers),
        )
    finally:
        if collecting:
            gc.enable()
    files = WorkspaceFiles(
        catalog=layers.catalog,
        index=layers.index,
        provider=layers.provider,
        customer=layers.customer,
        locker=held,
        texts=texts.files,
        catalog_sha256=digest_of(_digests(controls)),
        evidence_sha256=digest_of(held.digests),
        prose_sha256=digest_of({**_digests(settings), **prose.digests}),
        unread=layers.unread,
        prose=prose,
        root=root,
    )
    of_site: list[Issue] = []
    if check_artifacts:  # a look-up publishes nothing
        for name, data in chain(texts.files.items(), loose_files(root, texts.files)):
            inspect(name, data)
        of_site += prose.issues
        of_site += (issue for data in settings.values() for issue in settings_issues(data))
    return files, (*unfit, *issues, *evidence_issues, *of_site)


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def _below(names: Iterable[str], lead: str) -> frozenset[str]:
    return frozenset(name for name in names if name.startswith(lead))


def digest_of(digests: Mapping[str, str]) -> str:
    """SHA-256 over a ``sha256sum``-style list of the files, sorted by name.

    ``sha256sum`` of the listed files, sorted by name and hashed again, gives the same value.
    """
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
