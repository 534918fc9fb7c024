"""Reads artifacts with their digests, each file opened once; of large ones the next two ahead."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from builder.model.evidence import Artifact
from builder.store.folder import Folder

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

MAX_ARTIFACT_BYTES = 100_000_000
"""A file is held whole while its content is checked; of a larger one the beginning is looked at."""
HEAD_BYTES = 1_000_000
_LARGE = 1_000_000
"""Recorded bytes from which a thread pays: below, handing over costs more than it saves."""
_AHEAD = 2
"""Files that are read ahead, a thread each: hashing lets go of the interpreter's lock."""
_LEAD = "evidence/"


class ReadArtifact(Struct, frozen=True, kw_only=True):
    """What a file is, read once."""

    digest: str
    size: int
    data: bytes
    """All of it; of one that is recorded as a large one the beginning."""
    whole: bool


class ArtifactReader:
    """Reads below one folder; files have workspace-relative names."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._next: deque[tuple[str, Artifact]] = deque()
        self._begun: dict[str, Future[ReadArtifact]] = {}
        self._threads: ThreadPoolExecutor | None = None

    def expect(self, coming: Iterable[tuple[str, Artifact]]) -> None:
        """Say what will be read next, by name: so that large files are begun before their turn.

        What was expected before and not read is forgotten.
        """
        self._begun.clear()
        first = {name: artifact for name, artifact in coming if artifact.bytes >= _LARGE}
        self._next = deque(first.items())
        self._begin()

    def read(self, name: str, artifact: Artifact) -> ReadArtifact:
        """A file as ``artifact`` describes it.

        Raises `FileNotFoundError`, and `UnsafePath` for what is no plain file.
        """
        begun = self._begun.pop(name, None)
        if begun is None:
            return self._read(name, artifact)
        self._begin()
        return begun.result()

    def _begin(self) -> None:
        while self._next and len(self._begun) < _AHEAD:
            if self._threads is None:
                from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - few need it

                self._threads = ThreadPoolExecutor(_AHEAD)
            name, artifact = self._next.popleft()
            self._begun[name] = self._threads.submit(self._read, name, artifact)

    def _read(self, name: str, artifact: Artifact) -> ReadArtifact:
        below = name.removeprefix(_LEAD)
        if artifact.bytes <= MAX_ARTIFACT_BYTES:
            data = self._folder.read(below, limit=MAX_ARTIFACT_BYTES, sole_link=True)
            digest = hashlib.sha256(data).hexdigest()
            return ReadArtifact(digest=digest, size=len(data), data=data, whole=True)
        head = self._folder.head(below, HEAD_BYTES, sole_link=True)
        digest, size = self._folder.digest(below, sole_link=True)
        return ReadArtifact(digest=digest, size=size, data=head, whole=False)
