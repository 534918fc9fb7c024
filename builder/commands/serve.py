"""``shieldbook serve``: the site on this machine, rebuilt when a file changes."""

from __future__ import annotations

import argparse

from builder.commands.assembled import read_inputs
from builder.mkdocs_site import serve_site


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted; broken YAML is shown on the page and mended when the file is."""
    as_of = read_inputs(options).as_of if options.as_of else None
    serve_site(options.root, options.address, as_of)
    return 0
