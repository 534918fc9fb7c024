"""Style and script of the site: the files that stand beside its pages, under their names."""

from __future__ import annotations

from importlib.resources import files as package_files

from builder.render.page import Pages

STYLE, SCRIPT = "assets/shieldbook.css", "assets/shieldbook.js"
PRINT_STYLE = "assets/shieldbook-print.css"
"""Made for each build: it names the build on paper."""
SHIM = "assets/iframe-worker.js"
"""Lets the search run in a page opened from a folder, where browsers refuse workers."""
STYLES = (STYLE, PRINT_STYLE)


def site_assets(pages: Pages) -> dict[str, str]:
    """Every asset by its name below the site's root."""
    fixed = {name: packaged_asset(name) for name in (STYLE, SCRIPT, SHIM)}
    return {**fixed, PRINT_STYLE: pages.print_style}


def packaged_asset(name: str) -> str:
    """The text of an asset that comes with the package."""
    return package_files("builder").joinpath(name).read_text(encoding="utf-8")
