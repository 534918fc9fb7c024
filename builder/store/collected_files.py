"""Reads records that stand in lines: the latest month first, each file once, none of them held."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import force_setattr

from builder.model.evidence import Evidence, Retirement
from builder.model.evidence_log import RETIRED_LINES
from builder.model.filed_lines import FiledLines
from builder.model.issues import Issue, Location, Origin
from builder.store.artifact_comparison import ArtifactFiles, filed_whole, never_filed
from builder.store.folder import Folder, UnsafePath
from builder.store.inspection import Inspect
from builder.store.record_lines import (
    LINES_NAME,
    MAX_FILE,
    read_record_lines,
    read_retirement_lines,
)

LEAD = "evidence/"
Take = Callable[[Sequence[Evidence]], None]
"""Handed the records of a month; the latest month first."""


def let_pass(held: Sequence[Evidence]) -> Take:
    """Takes nothing: for who compares the files and judges nothing."""
    del held
    return lambda _: None


def line_files(folder: Folder) -> list[str]:
    """The files of records by workspace-relative name, the latest month first."""
    names = (LEAD + name for name in (folder.names() if folder.exists else ()))
    return sorted((name for name in names if LINES_NAME.fullmatch(name)), reverse=True)


class CollectedFiles:
    """One reading of them; what was found stands here afterwards."""

    def __init__(self, folder: Folder, ids: dict[str, str], inspect: Inspect | None) -> None:
        """Read below ``folder``; ``ids`` are records by the file that they stand in, added to.

        Without ``inspect`` no artifact is opened: for look-ups.
        """
        self.issues: list[Issue] = []
        self.digests: dict[str, str] = {}
        """SHA-256 of the files, and of their artifacts."""
        self.ids = ids
        self.count = 0
        self.refused: set[str] = set()
        """Folders of artifacts of which some record could not be read."""
        self._folder = folder
        self._inspect = inspect
        self._retirements: dict[str, Retirement] = {}

    @property
    def artifacts(self) -> int:
        """Files that the records list, each counted once."""
        return sum(not name.endswith(".jsonl") for name in self.digests)

    def read(self, filed: FiledLines, artifacts: ArtifactFiles, take: Take) -> None:
        """Read every file; an artifact is opened once, however many records name it."""
        names = line_files(self._folder)
        data = self._read(RETIRED_LINES) if self._folder.exists else None
        if data is not None:
            self._read_retirements(data, filed)
        for month in _by_month(names):
            records = [record for name in month for record in self._records(name, filed, artifacts)]
            take(records)
        for name, retirement in self._retirements.items():
            self.issues.append(_of_nothing(name, retirement.origin))

    def _read_retirements(self, data: bytes, filed: FiledLines) -> None:
        for retirement, digest in read_retirement_lines(data, self.issues):
            name = retirement.record
            if name in self._retirements:
                self.issues.append(_of_nothing(name, retirement.origin, "stands twice"))
            self._retirements.setdefault(name, retirement)
            filed.see_retirement(name, RETIRED_LINES, digest)

    def _records(
        self, file: str, filed: FiledLines, artifacts: ArtifactFiles
    ) -> Iterator[Evidence]:
        data = self._read(file)
        if data is None:
            self.refused.add(file.removesuffix(".jsonl"))
            return
        read: list[Issue] = []
        checks = self._inspect is not None
        lines = list(read_record_lines(data, file, read))
        if checks:
            artifacts.expect((record for record, _ in lines), again=False)
        for record, line in lines:
            if record.id in self.ids:
                self.issues.append(_repeated(record, self.ids[record.id]))
                self.refused.add(record.folder)
                continue
            self.ids[record.id] = file
            self.count += 1
            if self._retirements:
                self._retire(record)
            whole = filed.see(record, file, hashlib.sha256(line).digest())
            if checks:
                as_filed = filed_whole if whole else never_filed
                self.issues.extend(artifacts.issues_of(record, as_filed, again=False))
            else:  # as recorded, so that a look-up gives the build id that a build gives
                for artifact in record.artifacts:
                    self.digests.setdefault(f"{record.folder}/{artifact.file}", artifact.sha256)
            yield record
        self.issues.extend(read)
        if read:
            self.refused.add(file.removesuffix(".jsonl"))

    def named(self, wanted: Mapping[str, str]) -> dict[str, Evidence]:
        """Some records by their ids, out of the files that ``wanted`` says they stand in.

        For a few that have to be known whole: what is wrong with the files was told before.
        """
        by_file: dict[str, set[str]] = defaultdict(set)
        for name, file in wanted.items():
            by_file[file].add(name)
        data = self._read(RETIRED_LINES) if by_file else None
        if data is not None:
            self._read_retirements(data, FiledLines())
        found: dict[str, Evidence] = {}
        for file, names in by_file.items():
            for record, _ in read_record_lines(self._read(file) or b"", file, []):
                if record.id in names:
                    self._retire(record)
                    found[record.id] = record
        return found

    def _retire(self, record: Evidence) -> None:
        retirement = self._retirements.pop(record.id, None)
        if retirement is None:
            return
        if retirement.retired_at < record.collected_at:
            why = "was retired before it was collected"
            self.issues.append(_of_nothing(record.id, retirement.origin, why))
        else:
            force_setattr(record, "retirement", retirement)

    def _read(self, file: str) -> bytes | None:
        try:
            data = self._folder.read(file.removeprefix(LEAD), limit=MAX_FILE, sole_link=True)
        except FileNotFoundError:
            return None
        except UnsafePath as unsafe:
            hint = "Put the file itself in its place; a month may have several files."
            message = f"it is not read: {unsafe.reason}"
            place = Location(file)
            self.issues.append(Issue(code="FIL001", message=message, hint=hint, location=place))
            return None
        self.digests[file] = hashlib.sha256(data).hexdigest()
        if self._inspect is not None:
            self._inspect(file, data)
        return data


def _by_month(names: Iterable[str]) -> Iterable[list[str]]:
    months: dict[str, list[str]] = defaultdict(list)
    for name in names:
        found = LINES_NAME.fullmatch(name)
        months[found[1] if found is not None else ""].append(name)
    return [sorted(months[month]) for month in sorted(months, reverse=True)]


def _repeated(record: Evidence, first: str) -> Issue:
    return Issue(
        code="REC008",
        message=f"`{record.id}` stands twice, also in {first}",
        hint="Give one of them another id; of two equal lines take one away.",
        origin=record.origin.at("id") if record.origin else None,
    )


def _of_nothing(record: str, origin: Origin | None, why: str = "speaks of no line") -> Issue:
    return Issue(
        code="EVD009",
        message=f"the retirement of `{record}` {why}",
        hint="Retire a record with `shieldbook evidence retire ID --reason TEXT`.",
        origin=origin,
    )
