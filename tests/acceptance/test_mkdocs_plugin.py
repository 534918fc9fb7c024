"""MkDocs with our plugin: a build stops at errors, a server keeps its last good pages."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
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
from tests.workspaces import AS_OF_DAY, copy_workspace, shieldbook


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


def link_page(docs: Path) -> None:
    (docs / "guide" / "leak.md").symlink_to("/etc/passwd")


def link_folder(docs: Path) -> None:
    (docs / "guide" / "leak").symlink_to("/etc")


def hard_link(docs: Path) -> None:
    (docs.parent / "secret").write_text("x")
    os.link(docs.parent / "secret", docs / "guide" / "leak.md")


def pipe(docs: Path) -> None:
    os.mkfifo(docs / "guide" / "leak.md")


def other_bytes(docs: Path) -> None:
    (docs / "guide" / "leak.md").write_bytes(b"# one\n\xff\n")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (link_page, r"docs/guide/leak\.md:1:1: DOC001: it is not published: it is a link"),
        (link_folder, r"docs/guide/leak/:1:1: DOC001: it is not published: it is a link to a"),
        (hard_link, r"docs/guide/leak\.md:1:1: DOC001: it is not published: it is a hard link"),
        (pipe, r"docs/guide/leak\.md:1:1: DOC001: it is not published: it is not a regular file"),
        (other_bytes, r"docs/guide/leak\.md:2:1: DOC001: it is not published: it is not UTF-8"),
    ],
)
def test_prose_is_plain_text_from_its_own_folder(
    workspace: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(workspace / "docs")
    plugin, config = configured(workspace, "build")
    with pytest.raises(PluginError, match=said):
        plugin.on_config(config)
    plugin, config = configured(workspace, "serve")
    plugin.on_config(config)
    assert not [file.src_uri for file in with_pages(config) if "leak" in file.src_uri]
    assert re.search(said, "\n".join(plugin._problems))
    done = shieldbook(workspace, "check", "--as-of", AS_OF_DAY)
    assert done.returncode == 1
    assert re.search(said.replace(": DOC", ": error DOC"), done.stderr)


def test_a_linked_folder_of_prose_is_not_published(workspace: Path) -> None:
    (workspace / "docs").rename(workspace.parent / "elsewhere")
    (workspace / "docs").symlink_to(workspace.parent / "elsewhere")
    plugin, config = configured(workspace, "build")
    with pytest.raises(PluginError, match=r"docs/:1:1: DOC001: .* a link to a folder"):
        plugin.on_config(config)
    plugin, config = configured(workspace, "serve")
    plugin.on_config(config)
    assert not [file.src_uri for file in with_pages(config) if "guide" in file.src_uri]


def test_prose_is_checked_again_when_the_pages_are_made_before(
    workspace: Path, assessment: Assessment
) -> None:
    plugin, config = configured(workspace, "build")
    plugin.assessment = assessment
    other_bytes(workspace / "docs")
    with pytest.raises(PluginError, match=r"docs/guide/leak\.md:2:1"):
        plugin.on_config(config)


@pytest.mark.parametrize("name", ["index.md", "Controls/164-312-d.html", "assets/shieldbook.css"])
def test_a_page_by_hand_never_disappears_under_a_made_one(workspace: Path, name: str) -> None:
    path = workspace / "docs" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("# Mine\n", "utf-8")
    plugin, config = configured(workspace, "build")
    plugin.on_config(config)
    with pytest.raises(PluginError, match=f"docs/{name}: the build makes a page"):
        with_pages(config)


def test_two_made_pages_of_one_name_are_told(workspace: Path) -> None:
    roles = workspace / "controls" / "customer" / "roles.yml"
    entries = "".join(f"  - id: {i}\n    title: {i}\n    summary: x\n" for i in ("index", "index-"))
    roles.write_text(roles.read_text("utf-8") + entries, "utf-8")
    plugin, config = configured(workspace, "build")
    plugin.on_config(config)
    with pytest.raises(PluginError, match=r"roles/index-\.md: the build makes a page"):
        with_pages(config)
