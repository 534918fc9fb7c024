"""Child process: CPU seconds of the digests of large artifacts, as ``verify`` works them out.

``python -m benchmarks.hashing FOLDER`` prints the seconds, imports not counted.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from builder.store.folder import Folder


def main() -> None:
    folder = Folder(Path(sys.argv[1]))
    names = folder.names()
    start = time.process_time()
    for name in names:
        folder.digest(name, sole_link=True)
    print(time.process_time() - start)


if __name__ == "__main__":
    main()
