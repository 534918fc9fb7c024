"""Reads files of controls/ record by record, and keeps what was wrong with them."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, TypeVar

from builder.model.issues import Issue, Location, Origin
from builder.store import value_problems as problems
from builder.store.decoding import Decoder
from builder.store.yaml_nodes import MOST_ISSUES, read_yaml

_T = TypeVar("_T")

_NAME = re.compile(r"[A-Za-z0-9][\w.()\[\]-]*")
_PLACEHOLDER = re.compile(r"\b(?:TODO|TBD|FIXME|REPLACE_ME|CHANGE_ME|lorem ipsum)\b")


class LayerReader:
    """The files, the decoder in force and the issues found so far."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.used: set[str] = set()
        self.issues: list[Issue] = []
        self.decoder = Decoder()
        self.seen_ids: dict[tuple[str, str], Origin] = {}
        self.unread: set[str] = set()
        """Every name in records that could not be read: what is missing may be one of them."""

    def folders(self, marker: str) -> list[str]:
        """Folders of controls/ that hold the marker file, each with its slash."""
        return sorted(
            name.removesuffix(marker)
            for name in self.files
            if name.count("/") == 2 and name.endswith(f"/{marker}")  # noqa: PLR2004
        )

    def below(self, lead: str) -> list[str]:
        """YAML files below a folder, sorted."""
        return sorted(n for n in self.files if n.startswith(lead))

    def record(self, name: str, record_type: type[_T]) -> _T | None:
        """The record that a file as a whole is."""
        value = self.mapping(name)
        if value is None:
            return None
        record = self.decoder.decode(value, record_type, Origin(name), self.issues)
        if record is None:
            self.unread.update(_names_in(value))
        return record

    def mapping(self, name: str) -> dict[str, Any] | None:
        """The top mapping of a file; None when it is refused."""
        self.used.add(name)
        self.issues.extend(_placeholders(self.files[name], name))
        value, issues = read_yaml(self.files[name], name)
        self.issues.extend(issues)
        if value is None:
            text = self.files[name].decode("utf-8", "replace")
            shown = "".join(c for c in text if c.isprintable() or c == "\n")
            self.unread.update(_NAME.findall(shown))
        return typing.cast("dict[str, Any] | None", value)

    def records(self, names: Iterable[str], key: str, record_type: type[_T]) -> list[_T]:
        """The records of the list ``key``, the only key of these files."""
        found: list[_T] = []
        for name in names:
            value = self.mapping(name)
            if value is not None:
                self.only_keys(value, (key,), name)
                found.extend(self.entries(value, key, record_type, Origin(name)))
        return found

    def entries(
        self, value: dict[str, Any], key: str, record_type: type[_T], origin: Origin
    ) -> list[_T]:
        """The records of one list of a mapping that is already read."""
        items = value.get(key, [])
        if not isinstance(items, list):
            self.issues.append(
                Issue(
                    code="YML008",
                    message=f"`{key}` must be a list",
                    hint="Begin each entry with `- `.",
                    origin=origin.at(key),
                )
            )
            return []
        found = []
        most = len(self.issues) + MOST_ISSUES
        for position, item in enumerate(items):
            if len(self.issues) > most:  # the run stops anyway
                self.unread.update(_names_in(items[position:]))
                break
            place = origin.at(key, position)
            record = self.decoder.decode(item, record_type, place, self.issues)
            if record is not None and self.first_of_its_id(record, place):
                found.append(record)
            else:
                self.unread.update(_names_in(item))
        return found

    def first_of_its_id(self, record: object, place: Origin) -> bool:
        """False, with an issue, when a record of the type has the id, name or citation already."""
        field = next(name for name in ("id", "citation", "name") if hasattr(record, name))
        identity = str(getattr(record, field))
        by_citation = field == "citation"
        key = (type(record).__name__, identity)
        first = self.seen_ids.setdefault(key, place)
        if first is place:
            return True
        self.issues.append(
            Issue(
                code="CIT002" if by_citation else "REC008",
                message=f"`{identity}` stands twice, first in {first.file}",
                hint=(
                    "Merge the two entries."
                    if by_citation
                    else f"Give one of them another {field}."
                ),
                origin=place.at(field),
            )
        )
        return False

    def only_keys(self, value: dict[str, Any], keys: tuple[str, ...], name: str) -> None:
        """Refuse keys at the top of a file that it does not hold."""
        for key in sorted(value.keys() - set(keys))[:MOST_ISSUES]:
            self.issues.append(
                Issue(
                    code="REC001",
                    message=f"unknown key `{key}`",
                    hint=f"This file holds {' and '.join(f'`{k}:`' for k in keys)}.",
                    origin=Origin(name, (key,)),
                )
            )


def _names_in(value: object) -> Iterable[str]:
    """Every text in a value, keys left out: ids and citations among them."""
    if isinstance(value, str):
        yield value
        yield problems.as_id(value)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for entry in inner:
        yield from _names_in(entry)


def _placeholders(data: bytes, name: str) -> Iterable[Issue]:
    text = data.decode("utf-8", "replace")
    for match in islice(_PLACEHOLDER.finditer(text), MOST_ISSUES):
        start = text.rfind("\n", 0, match.start()) + 1
        if text[start : match.start()].lstrip().startswith("#"):
            continue
        yield Issue(
            code="REC009",
            message=f"placeholder text: {match.group()}",
            hint="Write what is meant, or delete the key.",
            location=Location(name, text.count("\n", 0, start) + 1, match.start() - start + 1),
        )
