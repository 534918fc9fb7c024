"""Reads a whole workspace: every byte once, layers and evidence decoded, places found again."""

from __future__ import annotations

import gc
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from builder.errors import BuilderError
from builder.model.catalog import Catalog
from builder.model.citation import CitationIndex
from builder.model.evidence import Evidence
from builder.model.issues import Issue, Location, Origin, Unread
from builder.model.provider import Provider
from builder.model.responsibility import CustomerLayer
from builder.store.catalog_files import read_controls
from builder.store.evidence_files import RECORD, read_evidence
from builder.store.folder import Folder, UnsafePath
from builder.store.yaml_nodes import MAX_BYTES, Positions


class WorkspaceFiles(Struct, frozen=True):
    """What a workspace holds, decoded as far as it can be."""

    catalog: Catalog
    index: CitationIndex
    provider: Provider | None
    customer: CustomerLayer | None
    evidence: tuple[Evidence, ...]
    texts: Mapping[str, bytes]
    """Every YAML file by workspace-relative name."""
    catalog_sha256: str
    evidence_sha256: str
    unread: Unread
    """What stands in records of controls/ that could not be read."""

    def located(self, issues: Iterable[Issue]) -> tuple[Issue, ...]:
        """The issues with lines and columns, in the order of their places, each once."""
        unplaced: dict[str, list[Origin]] = defaultdict(list)
        issues = set(issues)
        for issue in issues:
            if issue.location is None and issue.origin is not None:
                unplaced[issue.origin.file].append(issue.origin)
        places = {}
        for file, origins in unplaced.items():
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
        positions = Positions(self.texts.get(origin.file, b""), (origin.path,))
        return Location(origin.file, *positions.find(origin.path))


def read_texts(root: Path) -> dict[str, bytes]:
    """Every YAML file of controls/ and every record of evidence/, by workspace-relative name."""
    texts: dict[str, bytes] = {}
    for top in ("controls", "evidence"):
        folder = Folder(root / top)
        if not folder.exists:
            if top == "controls":
                raise BuilderError(
                    f"there is no controls/ folder in {root}",
                    "Run the command in a workspace, or make one with `shieldbook init DIR`.",
                )
            continue
        for name in folder.names():
            if top == "evidence" and not name.endswith(f"/{RECORD}"):
                continue
            if name.endswith((".yml", ".yaml", "/")):
                try:
                    texts[f"{top}/{name}"] = folder.head(name, MAX_BYTES + 1)
                except UnsafePath as unsafe:
                    raise BuilderError(f"{top}/{name} is not read: {unsafe.reason}") from None
                except FileNotFoundError:
                    raise BuilderError(f"{top}/{name} has gone while it was read") from None
    return texts


def read_workspace(
    root: Path, texts: Mapping[str, bytes], *, check_artifacts: bool = True
) -> tuple[WorkspaceFiles, tuple[Issue, ...]]:
    """Decode a workspace from its texts; issues come unlocated (see `WorkspaceFiles.located`)."""
    controls = {name: data for name, data in texts.items() if name.startswith("controls/")}
    records = {name: data for name, data in texts.items() if name.startswith("evidence/")}
    collecting = gc.isenabled()
    gc.disable()  # nothing read here is garbage: the collector only slows the loading down
    try:
        layers, issues = read_controls(controls)
        folder = Folder(root / "evidence")
        held, evidence_issues = read_evidence(
            folder, records, check_artifacts=check_artifacts and folder.exists
        )
    finally:
        if collecting:
            gc.enable()
    files = WorkspaceFiles(
        catalog=layers.catalog,
        index=layers.index,
        provider=layers.provider,
        customer=layers.customer,
        evidence=held.evidence,
        texts=texts,
        catalog_sha256=digest_of({n: hashlib.sha256(d).hexdigest() for n, d in controls.items()}),
        evidence_sha256=digest_of(held.digests),
        unread=layers.unread,
    )
    return files, (*issues, *evidence_issues)


def digest_of(digests: Mapping[str, str]) -> str:
    """SHA-256 over a ``sha256sum``-style list of the files, sorted by name.

    ``sha256sum`` of the listed files, sorted by name and hashed again, gives the same value.
    """
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
