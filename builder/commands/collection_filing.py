"""What a collector brought, as records in lines: one for each requirement that asks for datasets.

A record holds every dataset that its requirement names, so that it shows all of it or nothing.
Files are named by their digest: what has not changed since then is not written again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from builder import __version__
from builder.locker.appending import Batch
from builder.model.datasets import Dataset
from builder.model.evidence import (
    Classification,
    EvidenceKind,
    EvidenceRequirement,
    Method,
    Outcome,
    PhiAnswer,
)
from builder.model.evidence_log import moment_text
from builder.store.dataset_files import MEDIA_TYPE, dataset_bytes
from builder.store.folder import Folder

LINES = "collected.jsonl"
_LONGEST_ID = 64
_MOST_TOLD = 5
"""Parts that were not seen, named in a record's remarks; the rest are counted."""


class Brought(Struct, frozen=True, kw_only=True):
    """A dataset with how it came."""

    dataset: Dataset
    title: str
    query: str
    """What was asked, as templates for people."""
    requests: tuple[Mapping[str, Any], ...] = ()
    """Every request that was made for it, without any value of an answer."""


class Collection(Struct, frozen=True, kw_only=True):
    """One run of a collector."""

    collector: str
    """Its word, such as a provider's name in lower case."""
    provider: str
    """The provider's name for people."""
    collected_at: datetime
    """UTC."""
    way: str
    """How it came: asked of the provider, or read from saved output."""
    brought: tuple[Brought, ...]
    sample_data: bool = False


def asked_for(
    requirements: Iterable[EvidenceRequirement], names: Iterable[str]
) -> list[EvidenceRequirement]:
    """The requirements that any of the datasets serves."""
    held = frozenset(names)
    return [one for one in requirements if held.intersection(one.datasets)]


def collected_batch(
    collection: Collection, requirements: Sequence[EvidenceRequirement], folder: Path
) -> Batch:
    """Lay the files of a collection down in ``folder``, with a line for each requirement.

    A requirement of which a dataset was not collected this time gets a record that is not whole.
    """
    held = {one.dataset.dataset: one for one in collection.brought}
    files = {name: _files(one, folder) for name, one in held.items()}
    lines = []
    for requirement in asked_for(requirements, held):
        there = [name for name in requirement.datasets if name in held]
        artifacts = [file for name in there for file in files[name]]
        record = _record(collection, requirement, [held[name] for name in there], artifacts)
        lines.append(json.dumps(record, ensure_ascii=False))
    data = "".join(f"{line}\n" for line in lines).encode()
    return Batch(data=data, source=Folder(folder), file=LINES, writer=collection.collector)


def _files(brought: Brought, folder: Path) -> list[dict[str, Any]]:
    """The dataset and the requests made for it, as files and as what a record says of them."""
    name = brought.dataset.dataset
    told = [_file(folder, name, dataset_bytes(brought.dataset)) | {"dataset": name}]
    if brought.requests:
        text = json.dumps(brought.requests, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        told.append(_file(folder, f"{name}.requests", text.encode()))
    return told


def _file(folder: Path, name: str, data: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    file = f"{name}.{digest[:12]}.json"
    (folder / file).write_bytes(data)
    return {"file": file, "media_type": MEDIA_TYPE, "bytes": len(data), "sha256": digest}


def _record(
    collection: Collection,
    requirement: EvidenceRequirement,
    brought: Sequence[Brought],
    artifacts: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    missing = [n for n in requirement.datasets if n not in {b.dataset.dataset for b in brought}]
    complete = not missing and all(one.dataset.complete for one in brought)
    at = collection.collected_at
    identity = f"ev-{at:%Y-%m-%d-%H%M%S}-{requirement.id}"[:_LONGEST_ID].rstrip(".-")
    record = {
        "id": identity,
        "title": f"{requirement.title}, as collected from {collection.provider}",
        "sample_data": collection.sample_data or None,
        "requirements": [requirement.id],
        "method": Method.TEST.value,
        "kind": EvidenceKind.CONFIGURATION.value,
        "produced_by": {
            "tool": f"shieldbook collect {collection.collector}",
            "version": __version__,
            "query": "; ".join([collection.way, *dict.fromkeys(b.query for b in brought)]),
        },
        "collected_at": moment_text(at),
        "collected_by": f"{collection.collector}-collector",
        "population": "; ".join(_counted(one) for one in brought),
        "population_size": sum(len(one.dataset.items) for one in brought),
        "complete": complete,
        "outcome": (Outcome.PASS if complete else Outcome.UNKNOWN).value,
        "remarks": _unseen_words(brought, missing),
        "classification": Classification.INTERNAL.value,
        "contains_phi": PhiAnswer.NO.value,
        "policies": [{"requirement": requirement.id, "max_age": str(requirement.max_age)}],
        "artifacts": list(artifacts),
    }
    return {key: value for key, value in record.items() if value not in ("", None, [])}


def _counted(brought: Brought) -> str:
    return f"{brought.title} ({len(brought.dataset.items)})"


def _unseen_words(brought: Sequence[Brought], missing: Sequence[str]) -> str:
    """What was not seen, and why, so that a reader need not open the files."""
    told = [f"{name} was not collected" for name in missing]
    for one in brought:
        for unseen in one.dataset.unseen:
            of = f" of {unseen.subject}" if unseen.subject else ""
            needs = f" (needs {unseen.needs})" if unseen.needs else ""
            told.append(f"{one.dataset.dataset}{of}: {unseen.reason}{needs}")
    told = list(dict.fromkeys(told))
    if not told:
        return ""
    more = f"; and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
    return f"Not seen: {'; '.join(told[:_MOST_TOLD])}{more}."
