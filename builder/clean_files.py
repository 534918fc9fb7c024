"""Remembers, by digest, files in which no leak was found: most files do not change between runs.

Only digests of what is clean are kept; of a file with a leak nothing is.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from builder import __version__
from builder.cache_folder import cache_folder, keep_file, own_folder

_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST = 100_000
"""Digests, 6.5 MB: beyond them the list begins anew."""
_SCANNER = "1"
"""Goes up when the code of `builder.leaks` finds more than it did; rules have their own digest."""


class CleanFiles:
    """The digests kept for one set of rules; without a folder of the user's own nothing is kept."""

    def __init__(self, rules_digest: str, folder: Path | None = None) -> None:
        """Read what is kept in ``folder``, by default one in the user's cache folder."""
        key = hashlib.sha256(f"{__version__} {_SCANNER} {rules_digest}".encode()).hexdigest()
        self._file = Path(folder or Path(cache_folder(), "leaks"), f"clean-{key[:16]}")
        self._private = own_folder(str(self._file.parent))
        self._held = _read(self._file) if self._private else set()
        self._fresh: set[str] = set()

    def __contains__(self, digest: str) -> bool:
        return digest in self._held

    def add(self, *digests: str) -> None:
        """Remember clean files, for later runs from the next `save` on."""
        self._fresh.update(self._held.symmetric_difference(digests).intersection(digests))
        self._held.update(digests)

    def save(self) -> None:
        """Keep what was added; a disk that refuses costs only the next run's time."""
        if not self._fresh or not self._private:
            return
        kept = self._held if len(self._held) <= _MOST else self._fresh
        text = "\n".join(sorted(kept)) + "\n"
        keep_file(str(self._file), [text.encode("ascii")])
        self._fresh = set()


def _read(file: Path) -> set[str]:
    try:
        return set(filter(_DIGEST.fullmatch, file.read_text(encoding="ascii").split()))
    except (OSError, UnicodeDecodeError):
        return set()
