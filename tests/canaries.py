"""A workspace in which every text of the organization holds a word that stands nowhere else.

The words are planted by walking the types of the records, so that a new field gets one by itself.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import re
import typing
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml
from msgspec import Struct

from builder.model.audience import FIELDS, Audience
from builder.model.evidence import Artifact, Evidence, ProducedBy
from builder.model.organization import Agreement, Organization, Role, Space, System
from builder.model.provider import Document
from builder.model.responsibility import CustomerStatement, Gap
from builder.store.yaml_nodes import read_yaml

LEAD = "qxzkvjqwp"
"""Begins every canary; long enough to be known in base64 at any offset."""
_WORD = re.compile(LEAD + "[a-p]{8}")
_FILES: dict[str, dict[str, type]] = {
    "controls/customer/organization.yml": {"": Organization},
    "controls/customer/roles.yml": {"roles": Role},
    "controls/customer/systems.yml": {"systems": System, "spaces": Space},
    "controls/customer/agreements.yml": {"agreements": Agreement},
    "controls/customer/statements/": {"statements": CustomerStatement},
    "controls/customer/gaps/": {"gaps": Gap},
    "controls/heroku-shield/documents.yml": {"documents": Document},
    "evidence/": {"": Evidence},
}
"""Where each type of record stands; a key, or the file as a whole."""
NAMES = frozenset(
    {
        "id", "owner", "space", "kind", "services", "accountable", "responsible", "answers",
        "approver", "cadence", "verified_by", "documents", "accepted_by", "requirement", "rule",
        "approved_by", "requirements", "collected_by", "systems", "replaces", "media_type",
        "sha256", "record", "retired_by", "source", "folder", "file", "apps", "spaces",
        "datasets", "dataset",
    }
)  # fmt: skip
"""Fields that name something or hold a word of a list: their words are not free."""


class Canary(Struct, frozen=True):
    """One word and where it was planted."""

    word: str
    record: str
    """Type of the record; ``page`` for a hand-written page."""
    field: str
    meant_for: Audience
    """The least trusted audience that may read it."""
    place: str


class Planted:
    """The canaries of one workspace."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.all: list[Canary] = []
        self._renamed: dict[str, str] = {}

    def word(self, record: str, field: str, meant_for: Audience, place: str) -> str:
        """A new canary."""
        digest = hashlib.sha256(f"{len(self.all)} {record} {field} {place}".encode()).hexdigest()
        letters = digest[:8].translate(str.maketrans("0123456789", "ghijklmnop"))
        canary = Canary(LEAD + letters, record, field, meant_for, place)
        self.all.append(canary)
        return canary.word

    def plant(self) -> None:
        """Plant one in every free text, in every artifact's name, and in the ids of records."""
        written: dict[Path, Any] = {}
        for path in sorted(self.root.rglob("*.yml")):
            kinds = self._kinds(path)
            if kinds:
                value, issues = read_yaml(path.read_bytes(), path.name)
                assert not issues
                self._file(value, kinds, path)
                written[path] = value
        for path, value in written.items():
            text = yaml.safe_dump(self._with_new_names(value), sort_keys=False, allow_unicode=True)
            path.write_text(text, encoding="utf-8")

    def _kinds(self, path: Path) -> dict[str, type]:
        name = path.relative_to(self.root).as_posix()
        if name.endswith("retired.yml"):
            return {}
        return next((kinds for lead, kinds in _FILES.items() if name.startswith(lead)), {})

    def _file(self, value: Any, kinds: dict[str, type], path: Path) -> None:
        for key, kind in kinds.items():
            for record in value.get(key, []) if key else [value]:
                self._record(record, kind, record, path)

    def _record(self, value: dict[str, Any], kind: type, top: dict[str, Any], path: Path) -> None:
        hints = typing.get_type_hints(kind)
        for name, meant_for in FIELDS[kind].items():
            allowed = _meant_for(kind, name, meant_for, top)
            hint = hints[name]
            if (kind, name) == (Artifact, "file"):
                self._rename_artifact(value, allowed, path)
            elif _is_name(kind, name) and meant_for is not Audience.CUSTOMER:
                named = f"{value[name]}-{self._new(kind, name, allowed, path)}"
                self._renamed[value[name]] = named
            elif name in NAMES:
                continue
            elif hint is str:
                word = self._new(kind, name, allowed, path)
                value[name] = f"{value.get(name, '')} {word}".strip()
            elif hint == tuple[str, ...]:
                value[name] = [*value.get(name, []), self._new(kind, name, allowed, path)]
        for name, hint in hints.items():
            inner = next((a for a in (hint, *typing.get_args(hint)) if a in FIELDS), None)
            entries = value.get(name, [])
            for entry in entries if isinstance(entries, list) else [entries]:
                if inner is not None and isinstance(entry, dict):
                    self._record(entry, inner, top, path)

    def _rename_artifact(self, value: dict[str, Any], allowed: Audience, path: Path) -> None:
        name = f"{self._new(Artifact, 'file', allowed, path)}-{value['file']}"
        (path.parent / value["file"]).rename(path.parent / name)
        value["file"] = name

    def _new(self, kind: type, name: str, meant_for: Audience, path: Path) -> str:
        return self.word(kind.__name__, name, meant_for, path.relative_to(self.root).as_posix())

    def _with_new_names(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._with_new_names(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._with_new_names(inner) for inner in value]
        if isinstance(value, bool | int):
            return value
        return self._renamed.get(value, value)


def _is_name(kind: type, field: str) -> bool:
    """Whether other records name this one by the field."""
    return field == "id" or (kind, field) == (Space, "name")


def _meant_for(kind: type, name: str, table: Audience, top: dict[str, Any]) -> Audience:
    """The audience in words of the guide, not of the code: what a classification takes back."""
    classification = top.get("classification")
    if kind is Document and top.get("nda") == "true" and name in ("summary", "how_to_get"):
        return Audience.INTERNAL
    if (kind, name) == (Evidence, "remarks") and classification != "nda":
        return Audience.AUDITOR if top.get("outcome") == "fail" else Audience.INTERNAL
    if kind in (Evidence, ProducedBy, Artifact) and classification == "nda":
        told = name in ("id", "title", "passage", "requirements")
        return table if told else Audience.INTERNAL
    if kind is Artifact and classification == "restricted":
        return Audience.INTERNAL
    return table


def words_in(folder: Path) -> frozenset[str]:
    """Every canary in the files of a folder, in their names, and in what they contain."""
    found: set[str] = set()
    for path in folder.rglob("*"):
        found.update(_WORD.findall(path.relative_to(folder).as_posix().lower()))
        if path.is_file():
            for data in _contents(path.read_bytes()):
                found.update(_words(data))
    return frozenset(found)


def _contents(data: bytes) -> Iterator[bytes]:
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                yield name.encode()
                yield from _contents(package.read(name))
    elif data.startswith(b"\x1f\x8b"):
        yield zlib.decompress(data, wbits=31)


def _words(data: bytes) -> set[str]:
    text = data.decode("utf-8", "replace")
    read = {text, html.unescape(text), unquote(text)}
    if "\\u" in text:
        read.add(re.sub(r"\\u00([0-9a-f]{2})", lambda match: chr(int(match[1], 16)), text))
    found = {word for form in read for word in _WORD.findall(form.lower())}
    for spelled in _ENCODED:
        if spelled in data:
            found.add(f"encoded as {spelled.decode()}")
    return found


def _encoded() -> Iterator[bytes]:
    """The lead in hexadecimal and in base64 at each offset, without what its neighbours change."""
    for lead in (LEAD, LEAD.upper()):
        yield lead.encode().hex().encode()
        for offset in range(3):
            encoded = base64.b64encode(b"\0" * offset + lead.encode()).rstrip(b"=")
            yield encoded[4 if offset else 0 :][: 8 if offset else 12]


_ENCODED = tuple(_encoded())
