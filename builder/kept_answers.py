"""Keeps the answers of a workspace at hand between calls, as files that need no parsing.

A cache: keyed by the state of every file, safe to delete at any time. Imports next to nothing,
as `lookup` does; not even JSON is parsed for one answer. The first file says in its first line how
long its parts are: the state, what is said with every answer, tables of citations and of names, and
the answers, each its screen and then its other fields. It is mapped, and only what is asked for is
read. The second file holds the words of all answers. The first question in words makes it.
"""

from __future__ import annotations

import mmap
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping

from builder import __version__
from builder.cache_folder import cache_folder, keep_file, own_folder
from builder.lookup import Lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from builder.word_index import WordIndex


def workspace_state(root: str, as_of: str) -> str:
    """Names, sizes and times of every file that an answer or its build id rests on, with the day.

    Enough for a look-up; a build hashes the bytes themselves. Most artifacts are left out,
    because a look-up does not read them either.
    """
    parts = [__version__, as_of, _state_of(os.path.join(root, "mkdocs.yml"))]  # noqa: PTH118
    for top in ("controls", "evidence", "docs"):
        stack = [os.path.join(root, top)]  # noqa: PTH118 - pathlib is not loaded on this path
        while stack:
            try:
                entries = sorted(os.scandir(stack.pop()), key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    stack.append(entry.path)
                elif (
                    top == "docs"
                    or name.endswith((".yml", ".yaml", ".jsonl"))
                    or f"{os.sep}seals{os.sep}" in entry.path
                    or not entry.is_file(follow_symlinks=False)
                ):
                    parts.append(_state_of(entry.path))
    return "\n".join(parts)


def _state_of(path: str) -> str:
    try:
        state = os.lstat(path)
    except OSError:
        return path
    # A time of change (ctime) cannot be set back as the time of the last writing can.
    when = f"{state.st_mtime_ns}:{state.st_ctime_ns}"
    return f"{path}:{state.st_ino}:{state.st_size}:{when}:{state.st_nlink}"


class _Table:
    """Keys and values of a kept file, one pair a line, found without parsing the others."""

    def __init__(self, data: mmap.mmap, start: int, end: int) -> None:
        self._data = data
        self._start, self._end = start, end
        """Of its lines; a line break stands before the first."""

    def get(self, key: str, /) -> str | None:
        """The value of a key, or None."""
        sought = _bytes(f"\n{key}\t")
        found = self._data.find(sought, self._start - 1, self._end)
        if found < 0:
            return None
        found += len(sought)
        return self._data[found : self._data.find(b"\n", found)].decode()

    def items(self) -> list[tuple[str, str]]:
        """Every pair, in the order of the lines."""
        text = self._data[self._start : self._end].decode("utf-8", "surrogatepass")
        return [
            (key, value)
            for key, _, value in (line.partition("\t") for line in text.split("\n")[:-1])
        ]


class _KeptEntries(Mapping[str, "Mapping[str, Any]"]):
    """Entries of a kept lookup, each read when it is asked for."""

    def __init__(self, data: mmap.mmap, names: _Table, start: int) -> None:
        self._data, self._names, self._start = data, names, start

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        import json  # noqa: PLC0415 - the screen of an answer needs none

        _, start, end = self._place(name)
        entry: dict[str, Any] = json.loads(self._data[start:end])
        return entry | {"text": self.screen(name)}

    def screen(self, name: str) -> str:
        """The screen of an answer."""
        start, end, _ = self._place(name)
        return self._data[start:end].decode("utf-8", "surrogatepass")

    def _place(self, name: str) -> tuple[int, ...]:
        """Where an answer's screen starts, where it ends, and where its other fields end."""
        place = self._names.get(name)
        if place is None:
            raise KeyError(name)
        return tuple(self._start + int(number) for number in place.split())

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._names.items())

    def __len__(self) -> int:
        return len(self._names.items())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._names.get(name) is not None


_PARTS = 6
"""State, notice, prefixes, first numbers, citations and names; the answers are the rest."""


def kept_lookup(root: str, state: str) -> Lookup | None:
    """The lookup kept for this state of the workspace, if there is one."""
    try:
        with open(_cache_file(root), "rb") as stream:  # noqa: PTH123 - as above
            data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        ends = [data.find(b"\n") + 1]
        for length in map(int, data[: ends[0]].split()):
            ends.append(ends[-1] + length)
        if len(ends) != _PARTS + 1 or data[ends[0] : ends[1]] != _bytes(state):
            return None
        notice, prefixes = data[ends[1] : ends[2]].decode(), data[ends[2] : ends[3]].decode()
        parts = data[ends[3] : ends[4]].decode()
    except (OSError, ValueError):
        return None
    entries = _KeptEntries(data, _Table(data, ends[5], ends[6]), ends[6])
    return Lookup(
        entries,
        _Table(data, ends[4], ends[5]),
        prefixes=prefixes.splitlines(),
        parts=parts.split(),
        notice=notice,
        screen=entries.screen,
        index=lambda: _kept_index(root, state, entries),
    )


def keep_lookup(root: str, state: str, lookup: Lookup) -> None:
    """Keep a lookup for the next call; a cache that cannot be written is passed over."""
    import json  # noqa: PLC0415 - as above

    places: list[tuple[str, str]] = []
    answers: list[bytes] = []
    end = 0
    for name, entry in lookup.entries.items():
        screen = _bytes(entry["text"])
        rest = _bytes(json.dumps({k: v for k, v in entry.items() if k != "text"}))
        places.append((name, f"{end} {end + len(screen)} {end + len(screen) + len(rest)}"))
        end += len(screen) + len(rest)
        answers += [screen, rest]
    parts = [
        _bytes(state),
        _bytes(lookup.notice),
        _bytes("\n".join(lookup.prefixes)),
        _bytes(" ".join(lookup.parts) + "\n"),
        _table(lookup.known.items()),
        _table(places),
    ]
    lengths = " ".join(str(len(part)) for part in parts)
    _keep(_cache_file(root), [_bytes(f"{lengths}\n"), *parts, *answers])


def _kept_index(root: str, state: str, entries: Mapping[str, Mapping[str, Any]]) -> WordIndex:
    """The words of the kept answers: kept themselves, or made now."""
    from builder.word_index import WordIndex  # noqa: PLC0415 - ids and citations need none

    path = f"{_cache_file(root)}.words"
    stamp = f"{zlib.crc32(_bytes(state)):08x} {len(state)}"
    try:
        with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - as above
            if stream.readline() == f"{stamp}\n":
                return WordIndex(stream.read())
    except (OSError, ValueError):
        pass
    index = WordIndex.of(dict(entries))
    _keep(path, [_bytes(f"{stamp}{index.text}")])
    return index


def _table(pairs: Iterable[tuple[str, str]]) -> bytes:
    return _bytes("".join(f"{key}\t{value}\n" for key, value in pairs))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _keep(path: str, parts: Iterable[bytes]) -> None:
    if own_folder(os.path.dirname(path)):  # noqa: PTH120 - as above
        keep_file(path, parts)


def _cache_file(root: str) -> str:
    # A wrong hit is caught by the state, which holds the paths.
    place = zlib.crc32(os.path.realpath(root).encode("utf-8", "surrogateescape"))
    return os.path.join(cache_folder(), f"lookup-{place:08x}.kept")  # noqa: PTH118 - as above
