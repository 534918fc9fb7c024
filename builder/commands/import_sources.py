"""The files of an import: opened once, without following links, recognized and read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from builder.commands.redacting import redacted_copies
from builder.errors import UsageError
from builder.imports import auditree, saved_json
from builder.imports.formats import FORMATS, format_of
from builder.imports.json_nodes import MAX_BYTES, JsonNode, read_json
from builder.imports.rows import Reading
from builder.leak_gate import front_gate
from builder.model.imported import ImportFormat
from builder.model.issues import Issue, Location
from builder.store.folder import Folder, UnsafePath
from builder.store.yaml_nodes import Positions

MOST_FILES = 2_000
"""Of one folder."""
_OPEN = (ImportFormat.AUDITREE, ImportFormat.SAVED_JSON)


_MOST_SEARCHED = 5_000_000
"""Bytes of a file in which lines are looked for."""


class Source(Struct, frozen=True, kw_only=True):
    """What becomes one record: files with the rows that they hold."""

    name: str
    """The file or folder, as it was typed."""
    format: ImportFormat
    reading: Reading
    files: tuple[Path, ...]
    """Copies of the very bytes that were read."""
    digests: Mapping[str, str]
    """SHA-256 of them by name."""
    redactions: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether a person has to say what the files show."""
        return self.format in _OPEN


class _Files(Struct, frozen=True, kw_only=True):
    """The files of one place as they are read and filed."""

    data: Mapping[str, bytes]
    copies: Mapping[str, Path]
    redactions: Mapping[str, tuple[str, ...]]


class SourceReader:
    """Reads sources one after the other, and keeps every problem."""

    def __init__(
        self,
        *,
        chosen: ImportFormat | None,
        redact: bool,
        wanted: Callable[[str], bool],
        now: datetime,
        place: Path,
    ) -> None:
        """Lay copies below ``place``.

        ``chosen`` is a format that somebody named. ``wanted`` says of an entry of a locker whether
        a mapping speaks of it.
        """
        self.issues: list[Issue] = []
        self._chosen = chosen
        self._redact = redact
        self._wanted = wanted
        self._now = now
        self._place = place
        self._taken = 0

    def read(self, name: str) -> list[Source]:
        """The sources of a file or folder; none where something is wrong with it."""
        return self._of_folder(name) if Path(name).is_dir() else self._of_file(name)

    def _of_file(self, name: str) -> list[Source]:
        path = Path(name)
        files = self._take(path.parent, (path.name,))
        sources: list[Source] = []
        for file, data in files.data.items():
            found: list[Issue] = []
            top = read_json(data, name, found)
            judged = self._with_verdicts(top)
            if judged is not None:
                sources.append(_source(name, *judged, (file,), files))
            elif top is not None and self._chosen is ImportFormat.SAVED_JSON:
                reading = saved_json.read({file: top})
                sources.append(_source(name, self._chosen, reading, (file,), files))
            elif top is not None:
                found.append(_unknown(name, self._chosen))
            self.issues.extend(placed(found, data))
        return sources

    def _with_verdicts(self, top: JsonNode | None) -> tuple[ImportFormat, Reading] | None:
        """The reading of a file whose format says what came of each row; None for others."""
        chosen = None if top is None else self._chosen or format_of(top)
        if top is None or chosen is None or chosen not in FORMATS:
            return None
        return chosen, FORMATS[chosen].read(top, self._now)

    def _of_folder(self, name: str) -> list[Source]:
        names = tuple(n for n in Folder(Path(name)).names() if not n.endswith("/"))
        is_locker = auditree.is_locker(names)
        if self._chosen is ImportFormat.AUDITREE or (self._chosen is None and is_locker):
            return self._of_locker(name, names)
        wanted = tuple(n for n in names if n.endswith((".json", ".sarif")))
        if not wanted or len(wanted) > MOST_FILES:
            message = (
                f"the folder holds {len(wanted):,} JSON files; from 1 to {MOST_FILES:,} are read"
            )
            self.issues.append(_problem(name, message, "Import what belongs together, by folder."))
            return []
        files = self._take(Path(name), wanted)
        saved: dict[str, JsonNode] = {}
        sources: list[Source] = []
        for file, data in files.data.items():
            found: list[Issue] = []
            top = read_json(data, f"{name}/{file}", found)
            judged = self._with_verdicts(top)
            if judged is not None:
                sources.append(_source(f"{name}/{file}", *judged, (file,), files))
            elif top is not None:
                saved[file] = top
            self.issues.extend(placed(found, data))
        if saved:
            reading = saved_json.read(saved)
            sources.append(_source(name, ImportFormat.SAVED_JSON, reading, tuple(saved), files))
        return sources

    def _of_locker(self, name: str, names: tuple[str, ...]) -> list[Source]:
        tops: dict[str, JsonNode] = {}
        found: list[Issue] = []
        files = self._take(Path(name), auditree.indexes(names))
        of_file: dict[str, list[Issue]] = {}
        for file, data in files.data.items():
            top = read_json(data, f"{name}/{file}", of_file.setdefault(file, []))
            tops |= {} if top is None else {file: top}
        readings = auditree.read(tops, frozenset(names), self._now)
        for file, data in files.data.items():
            found += placed(of_file[file], data)
        if not files.data:
            found.append(_problem(name, "the folder is no locker", "Name the one above raw/."))
        self.issues.extend(found)
        return [self._of_entry(name, reading, files) for reading in readings]

    def _of_entry(self, name: str, reading: Reading, indexes: _Files) -> Source:
        """A piece of evidence with its files; those that no mapping speaks of stay unopened."""
        rule = reading.rows[0].rule
        used = reading.files if self._wanted(rule) else ()
        own = self._take(Path(name), [file for file in used if file not in indexes.data])
        both = _Files(
            data={**own.data, **indexes.data},
            copies={**own.copies, **indexes.copies},
            redactions={**own.redactions, **indexes.redactions},
        )
        return _source(f"{name}/{rule}", ImportFormat.AUDITREE, reading, used, both)

    def _take(self, folder: Path, names: Sequence[str]) -> _Files:
        """Read files once and lay copies of those bytes aside, redacted if that is asked for."""
        data: dict[str, bytes] = {}
        copies: dict[str, Path] = {}
        redactions: dict[str, tuple[str, ...]] = {}
        for name in names:
            try:
                held = Folder(folder).read(name, limit=MAX_BYTES)
            except (UnsafePath, FileNotFoundError) as problem:
                why = problem.reason if isinstance(problem, UnsafePath) else "it is not there"
                self.issues.append(_problem(str(folder / name), why, "Name a plain file."))
                continue
            own = self._place / str(self._taken)
            self._taken += 1
            own.mkdir()
            copy = own / Path(name).name
            copy.write_bytes(held)
            if self._redact:
                made = redacted_copies((copy,), own, front_gate(os.environ))
                copy, redactions[name] = made.files[0], made.redactions
                held = copy.read_bytes()
            data[name], copies[name] = held, copy
        return _Files(data=data, copies=copies, redactions=redactions)


def _source(
    name: str, chosen: ImportFormat, reading: Reading, used: Sequence[str], files: _Files
) -> Source:
    held = [file for file in used if file in files.data]
    return Source(
        name=name,
        format=chosen,
        reading=reading,
        files=tuple(files.copies[file] for file in held),
        digests={file: hashlib.sha256(files.data[file]).hexdigest() for file in held},
        redactions=tuple(line for file in held for line in files.redactions.get(file, ())),
    )


def placed(issues: Sequence[Issue], data: bytes) -> list[Issue]:
    """Issues with the line and column of their values: JSON is read as the YAML that it is."""
    origins = [issue.origin for issue in issues if issue.origin is not None]
    if len(data) > _MOST_SEARCHED:  # the message has the path; to find its line takes too long
        data = b""
    positions = Positions(data, (origin.path for origin in origins)) if origins else None
    return [
        issue
        if issue.origin is None or positions is None
        else Issue(
            code=issue.code,
            message=issue.message,
            hint=issue.hint,
            location=Location(issue.origin.file, *positions.find(issue.origin.path)),
        )
        for issue in issues
    ]


def _unknown(name: str, chosen: ImportFormat | None) -> Issue:
    if chosen is ImportFormat.AUDITREE:
        return _problem(name, "an auditree locker is a folder", "Name its folder.")
    known = ", ".join(word.value for word in FORMATS)
    hint = f"Say which with --format: {known}, or saved-json for what an API answered."
    return _problem(name, "its content is none of the formats that are recognized", hint)


def _problem(name: str, message: str, hint: str) -> Issue:
    return Issue(code="EVD004", message=message, hint=hint, location=Location(name))


def format_named(text: str | None) -> ImportFormat | None:
    """The format of a name that somebody gave. Raises `UsageError` when there is none."""
    known = [word.value for word in ImportFormat]
    if text and text not in known:
        raise UsageError(f"--format cannot be `{text}`", f"It is one of {', '.join(known)}.")
    return ImportFormat(text) if text else None
