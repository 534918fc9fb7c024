"""Reads the seals of the evidence: statements, and beside each the list of lines that it seals."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Set as AbstractSet
from typing import Any

from builder.model.issues import Origin
from builder.model.seal import SEALS, Beside, Seal, SealFile
from builder.store.decoding import Decoder
from builder.store.folder import Folder, UnsafePath

FOLDER = SEALS.removeprefix("evidence/")
SEAL_NAME = re.compile(rf"{FOLDER}/(\d{{4,}})\.(json|lines|sha256|json\.sig|dsse\.json|tsr)")
"""A statement, its lists of lines and of files, and what may lie beside them."""
_LARGEST = 1_000_000_000


def seal_name(number: int, suffix: str) -> str:
    """The name of a file of a seal below ``evidence/``."""
    return f"{FOLDER}/{number:04}.{suffix}"


def read_seals(folder: Folder) -> tuple[SealFile, ...]:
    """Every seal in ``folder`` by number; one that is missing in between reads as broken."""
    if not folder.exists:
        return ()
    names = frozenset(name for name in folder.names() if SEAL_NAME.fullmatch(name))
    numbers = {
        int(found[1])
        for name in names
        if (found := SEAL_NAME.fullmatch(name)) is not None and found[2] == "json"
    }
    return tuple(_read(folder, number, names) for number in range(1, max(numbers, default=0) + 1))


def _read(folder: Folder, number: int, names: AbstractSet[str]) -> SealFile:
    name = seal_name(number, "json")
    try:
        data = folder.read(name, limit=_LARGEST, sole_link=True)
        lines = folder.read(seal_name(number, "lines"), limit=_LARGEST, sole_link=True)
        files, _ = folder.digest(seal_name(number, "sha256"), sole_link=True)
    except (FileNotFoundError, UnsafePath):
        return SealFile(name=f"evidence/{name}", sha256="", seal=None, files_sha256="", digests=())
    return SealFile(
        name=f"evidence/{name}",
        sha256=hashlib.sha256(data).hexdigest(),
        seal=_statement(data, f"evidence/{name}"),
        files_sha256=files,
        digests=tuple(lines.decode("ascii", "replace").split()),
        beside=tuple(kind for kind in Beside if seal_name(number, kind) in names),
    )


def _statement(data: bytes, name: str) -> Seal | None:
    try:
        value: Any = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return Decoder().decode(value, Seal, Origin(name), [])
