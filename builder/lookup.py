"""Finds the answer to a question in any wording, and keeps answers at hand between calls.

Imports the standard library only: `shieldbook who` has to start in a tenth of a second.
The kept answers are a cache: keyed by the state of every file, safe to delete at any time.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder import __version__
from builder.model.citation import Citation, CitationIndex, citation_tokens

if TYPE_CHECKING:
    from builder.render.answers import Answer

_CLOSE_ENOUGH = 0.6
_MANY = 9


@dataclass(frozen=True, slots=True)
class Lookup:
    """Answers by name, with the index that finds citations in any spelling."""

    entries: Mapping[str, Mapping[str, Any]]
    """Name to the fields of an `Answer`."""
    known: Mapping[str, str]
    """Citation tokens joined by spaces, to the canonical citation."""
    prefixes: tuple[str, ...]
    notice: str = ""
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
        index = CitationIndex(
            known={tuple(key.split()): Citation(value) for key, value in self.known.items()},
            prefixes=tuple(tuple(prefix.split()) for prefix in self.prefixes),
            parts=tuple(sorted({key.split(" ", 1)[0] for key in self.known})),
        )
        found = index.find_tokens(tokens)
        return found.text if found is not None else None

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
        entries={answer.name: asdict(answer) for answer in answers},
        known={" ".join(tokens): str(citation) for tokens, citation in index.known.items()},
        prefixes=tuple(" ".join(prefix) for prefix in index.prefixes),
        notice=notice,
    )


def workspace_state(root: Path, as_of: str) -> str:
    """Names, sizes and times of every file of the catalog and the evidence, with the as-of day.

    Enough for a look-up; a build hashes the bytes themselves.
    """
    parts = [__version__, as_of]
    for top in ("controls", "evidence"):
        stack = [str(root / top)]
        while stack:
            try:
                entries = sorted(os.scandir(stack.pop()), key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    stack.append(entry.path)
                    continue
                state = entry.stat(follow_symlinks=False)
                parts.append(f"{entry.path}:{state.st_size}:{state.st_mtime_ns}")
    return "\n".join(parts)


def kept_lookup(root: Path, state: str) -> Lookup | None:
    """The lookup kept for this state of the workspace, if there is one."""
    try:
        data = json.loads(_cache_file(root).read_bytes())
        if data["state"] != state:
            return None
        return Lookup(data["entries"], data["known"], tuple(data["prefixes"]), data["notice"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_lookup(root: Path, state: str, lookup: Lookup) -> None:
    """Keep a lookup for the next call; a cache that cannot be written is passed over."""
    import tempfile  # noqa: PLC0415 - only when something is kept

    path = _cache_file(root)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump({"state": state, **asdict(lookup)}, stream, ensure_ascii=False)
        os.replace(name, path)  # noqa: PTH105 - both names are plain strings here
    except OSError:
        return


def _cache_file(root: Path) -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    place = zlib.crc32(str(root.resolve()).encode())  # a wrong hit is caught by the state
    return Path(home) / "shieldbook" / f"lookup-{place:08x}.json"
