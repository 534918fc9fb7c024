"""``shieldbook export site``: the pages as a plain Markdown tree, for any other site generator."""

from __future__ import annotations

import argparse
from pathlib import Path

from builder.commands.assembled import REFUSED, assessed
from builder.commands.terminal import say
from builder.publish.page_files import write_tree
from builder.render.pages import site_pages
from builder.site_assets import STYLES, site_assets
from builder.store.prose_editions import pages_left_out
from builder.store.prose_files import DOCS, PROSE_FOLDERS, prose_pages


def run(options: argparse.Namespace) -> int:
    """Write the tree; 1 when the files are refused, and nothing is written then."""
    made = assessed(options)
    if made is None:
        return REFUSED
    build, assessment = made
    left_out = pages_left_out(build.files.prose, assessment.edition.audience)
    target, pages = Path(options.directory), site_pages(assessment)
    assets = site_assets(pages)
    count = write_tree(
        target,
        pages,
        site_name=assessment.matrix.workspace.customer.organization.name,
        prose={
            name: data
            for name, data in prose_pages(options.root, PROSE_FOLDERS)
            if f"{DOCS}/{name}" not in left_out
        },
        styles={name: assets[name].encode() for name in STYLES},
    )
    say(f"Wrote {count} pages to {target}/docs, with {target}/mkdocs.yml beside them.")
    return 0
