"""Child process: seconds of the digests of large artifacts, as ``verify`` works them out.

``python -m benchmarks.hashing one|two FOLDER`` prints CPU seconds and seconds by the clock, imports
not counted: with one thread, or with the two that ``verify`` and ``check`` use.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from builder.model.evidence import Artifact
from builder.store.artifact_reading import ArtifactReader
from builder.store.folder import Folder


def main() -> None:
    threads, folder = sys.argv[1], Folder(Path(sys.argv[2]))
    reader = ArtifactReader(folder)
    sizes = {name: Path(sys.argv[2], name).stat().st_size for name in folder.names()}
    files = [
        (name, Artifact(file=name, media_type="text/plain", bytes=size, sha256=""))
        for name, size in sizes.items()
    ]
    cpu, clock = time.process_time(), time.perf_counter()
    if threads == "two":
        reader.expect(files)
    for file in files:
        reader.read(*file)
    print(time.process_time() - cpu, time.perf_counter() - clock)


if __name__ == "__main__":
    main()
