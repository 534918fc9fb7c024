"""Child process: all of a build but MkDocs, ``python -m benchmarks.without_site WORKSPACE DIR``.

Load, validate, merge, assess; render every page and write it; make the workbook, read it back,
and write the report.
"""

from __future__ import annotations

import gc
import sys
from datetime import UTC, datetime
from pathlib import Path

from builder.cli import OBJECTS_BETWEEN_COLLECTIONS
from builder.commands.build import values
from builder.pipeline import Inputs, assemble
from builder.publish.page_files import write_tree
from builder.render.pages import site_pages

AS_OF = datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)
"""After the day the synthetic evidence was collected on."""


def main() -> None:
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    root, target = Path(sys.argv[1]), Path(sys.argv[2])
    assessment = assemble(Inputs(root=root, as_of=AS_OF, now=AS_OF)).assessment
    if assessment is None:
        sys.exit("the workspace is refused")
    write_tree(target / "tree", site_pages(assessment), site_name="Measured", prose={}, styles={})
    for name, data in values(assessment).items():
        (target / name).write_bytes(data)


if __name__ == "__main__":
    main()
