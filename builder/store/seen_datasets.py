"""The newest dataset of each name, read out of the artifacts that records vouch for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from builder.model.datasets import Dataset
from builder.model.evidence import Artifact, Evidence
from builder.store.dataset_files import read_dataset
from builder.store.folder import Folder, UnsafePath

_LEAD = "evidence/"
MAX_DATASET = 100_000_000
"""Bytes; what a collector may bring of the largest estate."""


def newest_datasets(
    folder: Folder, records: Iterable[Evidence]
) -> dict[str, tuple[Dataset, Evidence]]:
    """By name, the newest dataset and its record; ``records`` are those that count.

    An artifact whose bytes are not those that were recorded is passed over: a build says so, and a
    look-up must not conclude anything from it.
    """
    newest: dict[str, tuple[Evidence, Artifact]] = {}
    for record in sorted(records, key=lambda one: (one.collected_at, one.id)):
        for artifact in record.artifacts:
            if artifact.dataset:
                newest[artifact.dataset] = (record, artifact)
    found: dict[str, tuple[Dataset, Evidence]] = {}
    for name, (record, artifact) in newest.items():
        place = f"{record.folder.removeprefix(_LEAD)}/{artifact.file}"
        try:
            data = folder.read(place, limit=MAX_DATASET)
        except (FileNotFoundError, UnsafePath):
            continue
        dataset = read_dataset(data) if _is_as_recorded(data, artifact) else None
        if dataset is not None and dataset.dataset == name:
            found[name] = (dataset, record)
    return found


def _is_as_recorded(data: bytes, artifact: Artifact) -> bool:
    return hashlib.sha256(data).hexdigest() == artifact.sha256
