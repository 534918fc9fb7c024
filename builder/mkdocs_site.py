"""Runs MkDocs with our plugin: once into a folder, or as a server that follows the files."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from mkdocs.commands import build as mkdocs_build
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError

from builder.errors import BuilderError, system_message
from builder.mkdocs_plugin import ShieldBookPlugin
from builder.model.assessment import Assessment
from builder.model.audience import Audience

_CONFIG = "mkdocs.yml"


def build_site(root: Path, assessment: Assessment, folder: Path) -> None:
    """Build the site of an assessment into ``folder``, strictly: a warning stops it.

    Raises `BuilderError` when MkDocs finds a dead link, an unknown page or a bad setting.
    """
    warnings = _Warnings()
    logging.getLogger("mkdocs").addHandler(warnings)
    try:
        config = load_config(str(_config_file(root)), site_dir=str(folder), strict=True)
        plugin = config.plugins.get("shieldbook")
        if not isinstance(plugin, ShieldBookPlugin):
            raise BuilderError(
                f"{_CONFIG} does not use the plugin `shieldbook`", "Add it under `plugins:`."
            )
        plugin.assessment = assessment
        with _dated(assessment.as_of):
            config.plugins.run_event("startup", command="build", dirty=False)
            try:
                mkdocs_build.build(config)
            finally:
                config.plugins.run_event("shutdown")
    except (Abort, ConfigurationError) as error:
        raise BuilderError(
            "the site was not built: " + "; ".join(warnings.texts or [str(error)]),
            "Mend the page or the setting that is named.",
        ) from error
    finally:
        logging.getLogger("mkdocs").removeHandler(warnings)


def serve_site(root: Path, address: str, as_of: datetime | None, audience: Audience) -> None:
    """Serve the site at ``address`` until interrupted, for the as-of moment or the day itself."""
    ShieldBookPlugin.audience = audience  # MkDocs makes the plugin, and serving ends the process
    logging.basicConfig(level=logging.INFO, format="%(levelname)s  %(message)s")
    with _dated(as_of):
        try:
            mkdocs_serve.serve(config_file=str(_config_file(root)), dev_addr=address)
        except (Abort, OSError, OverflowError) as error:
            said = system_message(error) if isinstance(error, OSError) else str(error)
            raise BuilderError(
                f"the site cannot be served at {address}: {said}",
                "Choose another with --address HOST:PORT, or mend what is named above.",
            ) from error


@contextmanager
def _dated(moment: datetime | None) -> Iterator[None]:
    """Let MkDocs and the plugin date what they write by ``moment`` instead of the clock."""
    name, before = "SOURCE_DATE_EPOCH", os.environ.get("SOURCE_DATE_EPOCH")
    if moment is not None:
        os.environ[name] = str(int(moment.timestamp()))
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before


def _config_file(root: Path) -> Path:
    path = root / _CONFIG
    if not path.is_file():
        raise BuilderError(f"there is no {_CONFIG} in {root}", "`shieldbook init DIR` makes one.")
    return path


class _Warnings(logging.Handler):
    """Gathers what MkDocs warns of, for the one message that stops the build."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())
