"""The stock workspace that travels with the package: catalog, provider pack, prose, settings."""

from __future__ import annotations

import shutil
from pathlib import Path

from builder.errors import BuilderError

_PACKAGE = Path(__file__).parent


def stock_folder() -> Path:
    """Where the stock workspace lies: inside an installed package, or the checkout itself."""
    installed = _PACKAGE / "stock"
    if (installed / "controls").is_dir():
        return installed
    checkout = _PACKAGE.parent
    if (checkout / "controls").is_dir():
        return checkout
    raise BuilderError("the stock catalog is missing", "Install the package again.")


def copy_stock(target: Path, *, example: bool) -> None:
    """Copy the stock workspace into a new folder; without the invented organization unless asked.

    Raises `BuilderError` when the folder exists and is not empty.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BuilderError(f"{target} is not an empty folder", "Name a new one.")
    source = stock_folder()
    invented = () if example else _invented_layers(source)

    def left_out(folder: str, names: list[str]) -> set[str]:
        here = Path(folder)
        return {name for name in names if here / name in invented or name in _PROJECT_ONLY}

    for name in ("controls", "docs"):
        shutil.copytree(source / name, target / name, ignore=left_out)
    if example:
        shutil.copytree(source / "evidence", target / "evidence")
    else:
        (target / "evidence").mkdir()
    shutil.copyfile(source / "mkdocs.yml", target / "mkdocs.yml")
    for name, text in _FOR_GIT.items():
        (target / name).write_text(text, encoding="utf-8")


_FOR_GIT = {
    ".gitattributes": "# Both sides' lines of the log belong together, in any order.\n"
    "evidence/log.jsonl merge=union\n"
    "evidence/records/*.jsonl merge=union\n",
    ".gitignore": "# What is built is made again from what is kept.\n"
    "/out\n/.out/\n/out-*\n/.out-*/\n/site/\n",
}
"""What a repository around the workspace needs to know."""

_PROJECT_ONLY = frozenset({"adr"})
"""Parts of docs/ that are about the builder's own making."""


def _invented_layers(source: Path) -> tuple[Path, ...]:
    return tuple(path.parent for path in (source / "controls").glob("*/organization.yml"))
