"""``shieldbook serve``: the site on this machine, rebuilt when a file changes."""

from __future__ import annotations

import argparse

from builder.commands.assembled import REFUSED, gate_of, read_inputs
from builder.commands.terminal import complain_of
from builder.mkdocs_site import serve_site
from builder.pipeline import assemble
from builder.store.site_settings import SETTINGS


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted; broken YAML is shown on the page and mended when the file is.

    1 when the settings of the site are refused: they are programs to the site builder.
    """
    inputs = read_inputs(options, gate_of(options))
    of_settings = [
        issue
        for issue in assemble(inputs).issues
        if issue.location is not None and issue.location.file == SETTINGS
    ]
    if of_settings:  # what they would run is run before a page can be shown
        complain_of(of_settings)
        return REFUSED
    as_of = inputs.as_of if options.as_of else None
    serve_site(options.root, options.address, as_of, inputs.audience)
    return 0
