"""Finds the answer to a question in any wording, and keeps answers at hand between calls.

Imports next to nothing: `shieldbook who` has to start in a tenth of a second, and the standard
library's `dataclasses`, `typing`, `pathlib` and `tempfile` alone would take half of that.
The kept answers are a cache: keyed by the state of every file, safe to delete at any time.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator, Mapping

from builder import __version__
from builder.model.citation import citation_tokens, spellings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from builder.model.citation import CitationIndex
    from builder.render.answers import Answer

_CLOSE_ENOUGH = 0.6
_MANY = 9


class Lookup:
    """Answers by name, with what finds a citation in any spelling."""

    def __init__(
        self,
        entries: Mapping[str, Mapping[str, Any]],
        known: Mapping[str, str],
        prefixes: tuple[str, ...],
        notice: str = "",
    ) -> None:
        self.entries = entries
        """Name to the fields of an `Answer`."""
        self.known = known
        """Citation tokens joined by spaces, to the canonical citation."""
        self.prefixes = prefixes
        self.notice = notice
        """What has to be said with every answer: that the data is an invented example, say."""

    def find(self, query: str) -> list[str]:
        """Names of the answers to ``query``: one when it is clear, several when it is not, or none.

        Tried in turn: a citation in any spelling, an id, words in titles and terms.
        """
        tokens = citation_tokens(query)
        if any(token.isdigit() for token in tokens):
            found = self._citation(tokens)
            if found is not None:
                return [found]
        name = "-".join(query.lower().split())
        if name in self.entries:
            return [name]
        return self._by_words(query)

    def nearest(self, query: str) -> list[str]:
        """Names close to a query that found nothing."""
        from difflib import get_close_matches  # noqa: PLC0415 - only on the way to a hint

        return get_close_matches(query, list(self.entries), n=3, cutoff=_CLOSE_ENOUGH)

    def _citation(self, tokens: tuple[str, ...]) -> str | None:
        prefixes = (tuple(prefix.split()) for prefix in self.prefixes)
        parts = sorted({key.split(" ", 1)[0] for key in self.known})
        for spelling in spellings(tokens, prefixes, parts):
            found = self.known.get(" ".join(spelling))
            if found is not None:
                return found
        return None

    def _by_words(self, query: str) -> list[str]:
        wanted = [word for word in query.lower().split() if len(word) > 1]
        if not wanted:
            return []
        scored = []
        for position, (name, entry) in enumerate(self.entries.items()):
            title = f"{name} {entry['title']}".lower()
            terms = " ".join(entry["terms"]).lower()
            hits = sum(2 if word in title else 1 if word in terms else 0 for word in wanted)
            if all(word in title or word in terms for word in wanted):
                exact = entry["title"].lower() == query.lower() or query.lower() in (
                    term.lower() for term in entry["terms"]
                )
                scored.append((-exact, -hits, position, name, exact))
        scored.sort()
        if scored and scored[0][4] and (len(scored) == 1 or not scored[1][4]):
            return [scored[0][3]]
        return [name for _, _, _, name, _ in scored[:_MANY]]


def make_lookup(answers: tuple[Answer, ...], index: CitationIndex, notice: str) -> Lookup:
    """The lookup of these answers."""
    return Lookup(
        entries={a.name: {field: getattr(a, field) for field in a.__slots__} for a in answers},
        known={" ".join(tokens): str(citation) for tokens, citation in index.known.items()},
        prefixes=tuple(" ".join(prefix) for prefix in index.prefixes),
        notice=notice,
    )


def workspace_state(root: str, as_of: str) -> str:
    """Names, sizes and times of every file that an answer or its build id rests on, with the day.

    Enough for a look-up; a build hashes the bytes themselves. Artifacts are left out, because
    a look-up does not read them either.
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
                    or name.endswith((".yml", ".yaml"))
                    or not entry.is_file(follow_symlinks=False)
                ):
                    parts.append(_state_of(entry.path))
    return "\n".join(parts)


def _state_of(path: str) -> str:
    try:
        state = os.lstat(path)
    except OSError:
        return path
    return f"{path}:{state.st_size}:{state.st_mtime_ns}:{state.st_nlink}"


class _KeptEntries(Mapping[str, "Mapping[str, Any]"]):
    """Entries of a kept lookup, each read when it is asked for: one answer is one line."""

    def __init__(self, places: Mapping[str, list[int]], lines: memoryview) -> None:
        self._places = places
        """Name to the start and end of its line."""
        self._lines = lines

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        start, end = self._places[name]
        entry: Mapping[str, Any] = json.loads(bytes(self._lines[start:end]))
        return entry

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, name: object) -> bool:
        return name in self._places


def kept_lookup(root: str, state: str) -> Lookup | None:
    """The lookup kept for this state of the workspace, if there is one."""
    try:
        with open(_cache_file(root), "rb") as stream:  # noqa: PTH123 - as above
            head = json.loads(stream.readline())
            if head["state"] != state:
                return None
            entries = _KeptEntries(head["places"], memoryview(stream.read()))
        return Lookup(entries, head["known"], tuple(head["prefixes"]), head["notice"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_lookup(root: str, state: str, lookup: Lookup) -> None:
    """Keep a lookup for the next call; a cache that cannot be written is passed over.

    The file's first line says of which state it is and where each answer's line stands.
    """
    places: dict[str, tuple[int, int]] = {}
    lines: list[bytes] = []
    end = 0
    for name, entry in lookup.entries.items():
        line = json.dumps(entry, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
        places[name] = (end, end + len(line))
        end += len(line)
        lines.append(line)
    head = {
        "state": state,
        "notice": lookup.notice,
        "prefixes": lookup.prefixes,
        "known": lookup.known,
        "places": places,
    }
    path = _cache_file(root)
    fresh = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - as above
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(json.dumps(head).encode() + b"\n")
            stream.writelines(lines)
        os.replace(fresh, path)  # noqa: PTH105 - as above
    except OSError:
        return


def _cache_file(root: str) -> str:
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    # A wrong hit is caught by the state, which holds the paths.
    place = zlib.crc32(os.path.realpath(root).encode("utf-8", "surrogateescape"))
    return os.path.join(home, "shieldbook", f"lookup-{place:08x}.json")  # noqa: PTH118 - as above
