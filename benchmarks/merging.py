"""Child process: CPU seconds of merging collected records, or of parsing each line and no more.

``python -m benchmarks.merging ours|plain WORKSPACE`` prints the seconds. Ours reads each file,
checks each line as strictly as YAML, and keeps what the state of every requirement rests on; the
other calls ``json.loads`` on each line. Imports and the catalog are not counted.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from builder.model.filed_lines import FiledLines
from builder.rules.sifting import Sifter
from builder.store.artifact_comparison import ArtifactFiles
from builder.store.collected_files import CollectedFiles
from builder.store.folder import Folder
from builder.store.inspection import passed_over
from builder.store.workspace_files import read_workspace
from builder.store.workspace_texts import read_texts

AS_OF = datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)


def main() -> None:
    way, root = sys.argv[1], Path(sys.argv[2])
    if way == "plain":
        gc.disable()
        start = time.process_time()
        count = 0
        for file in sorted((root / "evidence" / "records").glob("*.jsonl")):
            for line in file.read_bytes().split(b"\n")[:-1]:
                json.loads(line)
                count += 1
        spent = time.process_time() - start
    else:
        folder = Folder(root / "evidence")
        texts = read_texts(root)
        catalog = type(texts)(files={n: d for n, d in texts.files.items() if "controls/" in n})
        layers, _ = read_workspace(root / "controls", catalog, check_artifacts=False)
        statements = layers.customer.statements if layers.customer else ()
        gc.disable()
        start = time.process_time()
        sifter = Sifter([r for s in statements for r in s.evidence], (), AS_OF)
        lines = CollectedFiles(folder, {}, None)
        lines.read(FiledLines(), ArtifactFiles(folder, {}, passed_over), sifter.take)
        found = sifter.sifted(lines.ids)
        spent = time.process_time() - start
        count = found.total
        if lines.issues:
            sys.exit(f"the records are not sound: {lines.issues[:1]}")
    if not count:
        sys.exit("there are no records")
    print(spent)


if __name__ == "__main__":
    main()
