"""Child process: CPU seconds of loading the YAML of a workspace, by us or by the plain loader.

``python -m benchmarks.loading strict|plain WORKSPACE`` prints the seconds; reading the files
from disk and importing are not counted on either side.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import yaml

from builder.store.workspace_files import read_workspace
from builder.store.workspace_texts import read_texts


def main() -> None:
    way, root = sys.argv[1], Path(sys.argv[2])
    texts = read_texts(root)
    start = time.process_time()
    if way == "strict":
        files, issues = read_workspace(root, texts, check_artifacts=False)
        spent = time.process_time() - start
        if issues or not files.catalog.controls:
            sys.exit(f"the workspace is not sound: {issues[:1]}")
    else:
        values = [yaml.load(text, yaml.CSafeLoader) for text in texts.files.values()]
        spent = time.process_time() - start
        if len(values) != len(texts.files):
            sys.exit("files are missing")
    print(spent)


if __name__ == "__main__":
    main()
