"""MkDocs with our plugin: a build stops at errors, a server keeps its last good pages."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files, get_files
from mkdocs.structure.pages import Page

from builder.mkdocs_plugin import ShieldBookPlugin
from builder.model.assessment import Assessment
from tests.workspaces import AS_OF_DAY, copy_workspace


@pytest.fixture
def workspace(root: Path, tmp_path: Path) -> Path:
    return copy_workspace(root, tmp_path / "workspace")


def configured(
    workspace: Path, command: Literal["build", "serve"]
) -> tuple[ShieldBookPlugin, MkDocsConfig]:
    config = load_config(str(workspace / "mkdocs.yml"))
    plugin = config.plugins["shieldbook"]
    assert isinstance(plugin, ShieldBookPlugin)
    plugin.on_shutdown()  # MkDocs may hand out the plugin of an earlier build
    plugin.config.as_of = AS_OF_DAY
    plugin.on_startup(command=command, dirty=False)
    return plugin, config


def with_pages(config: MkDocsConfig) -> Files:
    """The files as MkDocs itself asks for them."""
    found = config.plugins.on_files(get_files(config), config=config)
    assert isinstance(found, Files)
    return found


def break_a_file(workspace: Path) -> Path:
    path = workspace / "controls" / "customer" / "roles.yml"
    path.write_text(path.read_text("utf-8") + "  - id: x\n    tilte: <b>X</b>\n", "utf-8")
    return path


def test_a_build_stops_and_names_file_and_line(workspace: Path) -> None:
    break_a_file(workspace)
    plugin, config = configured(workspace, "build")
    with pytest.raises(PluginError, match=r"controls/customer/roles\.yml:\d+:\d+"):
        plugin.on_config(config)


def test_a_server_shows_the_errors_on_the_last_good_pages(workspace: Path) -> None:
    plugin, config = configured(workspace, "serve")
    plugin.on_config(config)
    assert str(workspace / "controls") in config.watch
    good = with_pages(config)
    path = break_a_file(workspace)
    plugin.on_config(config)
    kept = with_pages(config)
    assert {f.src_uri for f in kept} == {f.src_uri for f in good}
    file = kept.get_file_from_path("index.md")
    assert file is not None
    page = Page(None, file, config)
    html = plugin.on_page_content("<p>x</p>", page=page, config=config, files=kept)
    assert "controls/customer/roles.yml:" in html
    assert "<b>" not in html
    path.write_text(path.read_text("utf-8").partition("  - id: x\n")[0], "utf-8")
    plugin.on_config(config)
    assert plugin.on_page_content("<p>x</p>", page=page, config=config, files=kept) == "<p>x</p>"


def test_a_finished_build_leaves_nothing_to_the_next(
    workspace: Path, assessment: Assessment
) -> None:
    plugin, config = configured(workspace, "build")
    plugin.assessment = assessment
    config.plugins.run_event("shutdown")
    assert vars(plugin)["assessment"] is None
    break_a_file(workspace)
    with pytest.raises(PluginError):
        plugin.on_config(config)


def test_pages_are_edited_where_they_come_from(workspace: Path) -> None:
    plugin, config = configured(workspace, "build")
    plugin.on_config(config)
    files = with_pages(config)
    page = files.get_file_from_path("controls/164-312-a-1.md")
    assert page is not None
    assert page.edit_uri == "controls/customer/statements/164.312.yml"
    for name in ("assets/shieldbook.css", "assets/shieldbook.js", "assets/iframe-worker.js"):
        assert files.get_file_from_path(name) is not None
