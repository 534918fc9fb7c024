"""What the log says of records that stand in lines, compared with the lines as they pass.

Of each such event only the digest is held: there may be a million of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct
from msgspec.structs import force_setattr

from builder.model.evidence import Evidence
from builder.model.evidence_log import (
    LOG,
    RETIRED_LINES,
    Change,
    ChangeKind,
    EventKind,
    LogEvent,
    edited,
    logged_moment,
)


class _Filed(Struct, frozen=True, gc=False):
    """What is held of an event."""

    digest: bytes
    logged_at: str


class FiledLines:
    """The digests that the log knows, crossed off one by one."""

    def __init__(self) -> None:
        self._open: dict[str, dict[str, _Filed]] = defaultdict(dict)
        self._retired: dict[str, bytes] = {}
        self._doubted: set[str] = set()
        self._edited: list[Evidence] = []
        self._retirements: list[Change] = []
        self.unfiled: dict[str, str] = {}
        """Records and retirements that the log does not know: id and file."""

    def add(self, event: LogEvent, logged_at: str) -> None:
        """Hold an event of a line; of one that stands twice the first moment counts."""
        name, digest = event.record, bytes.fromhex(event.sha256)
        if event.event is EventKind.RETIRED:
            if self._retired.setdefault(name, digest) != digest:
                self._doubted.add(name)
            return
        of_file = self._open[event.place]
        known = of_file.get(name)
        if known is not None and known.digest != digest:
            self._doubted.add(name)
        elif known is None or logged_at < known.logged_at:
            of_file[name] = _Filed(digest, logged_at)

    def see(self, record: Evidence, file: str, digest: bytes) -> bool:
        """Compare a record with what was filed, and tell it when that was.

        Returns whether it is as it was filed.
        """
        filed = self._open[file].pop(record.id, None)
        if filed is None:
            self.unfiled[record.id] = file
            return False
        force_setattr(record, "recorded_at", logged_moment(filed.logged_at))
        if filed.digest != digest:
            self._edited.append(record)
            return False
        return True

    def see_retirement(self, record: str, file: str, digest: bytes) -> None:
        """Compare a retirement with what was filed."""
        filed = self._retired.pop(record, None)
        if filed is None:
            text = f"the log does not know that `{record}` was retired"
            self._retirements.append(_change(ChangeKind.NOT_FILED, record, file, text))
        elif filed != digest:
            text = f"the retirement of `{record}` was edited after it was filed"
            self._retirements.append(_change(ChangeKind.RETIREMENT_CHANGED, record, file, text))

    def speaks_of_more(self, file: str, whole: AbstractSet[str], torn: bytes) -> bool:
        """Whether the log knows of more in a file than the records ``whole``.

        ``torn`` is the digest of what stands after them.
        """
        known = {name: filed.digest for name, filed in self._open.get(file, {}).items()}
        known |= self._retired if file == RETIRED_LINES else {}
        return bool(known.keys() - whole) or torn in known.values()

    @property
    def asked(self) -> frozenset[str]:
        """Records whose events have to be looked at again, to say what differs."""
        return frozenset(record.id for record in self._edited)

    def changes(self, ids: Mapping[str, str], events: Iterable[LogEvent]) -> Iterator[Change]:
        """Every difference, once all lines were seen; ``events`` are those of the `asked`."""
        filed = {e.record: e for e in events if e.event is EventKind.FILED}
        for record in self._edited:
            file = record.origin.file if record.origin is not None else record.folder
            yield from edited(filed[record.id], record, file)
        for place, left in sorted(self._open.items()):
            for name in sorted(left):
                if name in self.unfiled:
                    file = self.unfiled.pop(name)
                    text = f"`{name}` was filed in {place}"
                    yield _change(ChangeKind.MOVED, name, file, text)
                elif name in ids:
                    self._doubted.add(name)
                else:
                    yield _change(ChangeKind.LOST, name, place, f"the record `{name}` is gone")
        for name in sorted(self._doubted):
            text = f"the log says two different things of `{name}`"
            yield _change(ChangeKind.LOG_CHANGED, name, LOG, text)
        for name, file in sorted(self.unfiled.items()):
            yield _change(ChangeKind.NOT_FILED, name, file, f"the log does not know `{name}`")
        yield from self._retirements
        for name in sorted(self._retired):
            text = f"the retirement of `{name}` is gone"
            yield _change(ChangeKind.RETIREMENT_LOST, name, RETIRED_LINES, text)


def _change(kind: ChangeKind, record: str, file: str, text: str) -> Change:
    return Change(kind=kind, record=record, file=file, text=text)
