"""Reads files of controls/ record by record, and keeps what was wrong with them."""

from __future__ import annotations

import typing
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar

from builder.model.issues import Issue, Origin
from builder.store.decoding import Decoder
from builder.store.placeholders import placeholders
from builder.store.unread_records import UnreadRecords
from builder.store.yaml_nodes import MOST_ISSUES, Positions, read_yaml

_T = TypeVar("_T")


class LayerReader:
    """The files, the decoder in force and the issues found so far."""

    def __init__(self, files: Mapping[str, bytes], unfit: AbstractSet[str] = frozenset()) -> None:
        """Read ``files``; ``unfit`` names those that could not be opened, which is told already."""
        self.files = {**files, **dict.fromkeys(sorted(unfit), b"")}
        self._unfit = unfit
        self.used: set[str] = set()
        self.issues: list[Issue] = []
        self.decoder = Decoder()
        self.seen_ids: dict[tuple[str, str], Origin] = {}
        self.unread = UnreadRecords()
        self._doubtful: dict[str, dict[int, bool]] = defaultdict(dict)
        """By file, the lines of keys that have no value (False) or stand twice (True)."""

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
        found = self.whole_records([name], record_type, unique=False)
        return found[0] if found else None

    def whole_records(
        self, names: Iterable[str], record_type: type[_T], *, unique: bool = True
    ) -> list[_T]:
        """The records that files as a whole are, each with an id of its own if ``unique``."""
        found: list[_T] = []
        for name in names:
            value = self.mapping(name, record_type)
            if value is not None:
                doubts = list(self._doubtful[name].values())
                record = self._decode(value, record_type, Origin(name), doubts, unique=unique)
                found.extend([] if record is None else [record])
        return found

    def mapping(self, name: str, *record_types: type) -> dict[str, Any] | None:
        """The top mapping of a file that holds such records; None when it is refused."""
        data = self.files[name]
        self.used.add(name)
        if name in self._unfit:
            self.unread.add_file(data, record_types, refused=True)
            return None
        self.issues.extend(placeholders(data, name))
        value, issues = read_yaml(data, name)
        self.issues.extend(issues)
        for issue in issues:
            if issue.code in ("YML002", "YML007") and issue.location is not None:
                self._doubtful[name][issue.location.line] = issue.code == "YML002"
        if value is None:  # what an alias stands for is not to be found at its place
            lost = issues[-1].code == "YML003"
            self.unread.add_file(data, record_types, refused=True, lost=lost)
        elif any(self._doubtful[name].values()):  # of a key that stands twice one value is kept
            self.unread.add_file(data, record_types)
        return typing.cast("dict[str, Any] | None", value)

    def records(self, names: Iterable[str], key: str, record_type: type[_T]) -> list[_T]:
        """The records of the list ``key``, the only key of these files."""
        found: list[_T] = []
        for name in names:
            value = self.mapping(name, record_type)
            if value is not None:
                self.only_keys(value, {key: record_type}, name)
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
        found: list[_T] = []
        doubts = self._doubts(origin.file, key, len(items))
        most = len(self.issues) + MOST_ISSUES
        for position, item in enumerate(items):
            if len(self.issues) > most:  # the run stops anyway
                self.unread.add(item, record_type, self.decoder.knows)
                continue
            place = origin.at(key, position)
            record = self._decode(item, record_type, place, doubts[position], unique=True)
            found.extend([] if record is None else [record])
        return found

    def _decode(
        self, value: Any, record_type: type[_T], place: Origin, doubts: list[bool], *, unique: bool
    ) -> _T | None:
        """The record; None when it is refused or doubtful, which is then kept in mind."""
        record = self.decoder.decode(value, record_type, place, self.issues)
        twice = unique and record is not None and not self.first_of_its_id(record, place)
        merged = doubts.count(True) > 1  # several keys twice: one of two records lost its head
        if record is not None and not twice and not merged and False not in doubts:
            return record
        self.unread.add(value, record_type, self.decoder.knows, twice=twice or merged)
        return None

    def _doubts(self, file: str, key: str, count: int) -> Mapping[int, list[bool]]:
        """The doubts about the entries of a list, by position."""
        found: dict[int, list[bool]] = defaultdict(list)
        if self._doubtful[file]:
            paths = [(key, position) for position in range(count)]
            positions = Positions(self.files[file], paths)
            starts = [positions.find(path)[0] for path in paths]
            for line, doubt in self._doubtful[file].items():
                found[bisect_right(starts, line) - 1].append(doubt)
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

    def only_keys(self, value: dict[str, Any], keys: Mapping[str, type], name: str) -> None:
        """Refuse keys at the top of a file that it does not hold: lists of which records."""
        strangers = sorted(value.keys() - keys.keys())
        for key in strangers:
            entries = value[key] if isinstance(value[key], list) else [value[key]]
            for entry in entries:
                for record_type in keys.values():
                    self.unread.add(entry, record_type, self.decoder.knows)
        for key in strangers[:MOST_ISSUES]:
            self.issues.append(
                Issue(
                    code="REC001",
                    message=f"unknown key `{key}`",
                    hint=f"This file holds {' and '.join(f'`{k}:`' for k in keys)}.",
                    origin=Origin(name, (key,)),
                )
            )
