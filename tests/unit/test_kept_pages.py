"""Kept pages give the same site; what changed, warned or is not ours is made anew."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from builder.kept_pages import KeptPage, KeptPages

_SOURCES = {
    "index.md": "# Home & <start>\n\n## Part\n\n[There](other.md#part) and [here](#part)\n",
    "other.md": "# Other\n\n## Part {#part}\n\n<a name='raw'></a> text\n\n### Below\n",
    "third.md": "# Third\n\n[Back](index.md#part)\n",
}


class _Keeping(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    def __init__(self, kept: KeptPages, stamp: str) -> None:
        self.kept, self.stamp = kept, stamp

    def on_files(self, files: Files, *, config: object) -> Files:
        self.kept.begin(files, config, self.stamp)  # type: ignore[arg-type]
        for file in files.documentation_pages():
            KeptPage(None, file, config, self.kept)  # type: ignore[arg-type]
        return files


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The pages that MkDocs turned into HTML."""
    names: list[str] = []
    render = Page.render

    def noted(page: Page, config: object, files: object) -> None:
        names.append(page.file.src_uri)
        render(page, config, files)  # type: ignore[arg-type]

    monkeypatch.setattr(Page, "render", noted)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    yield names
    logging.getLogger("mkdocs").handlers.clear()


def _site(root: Path, *, kept: bool = True, stamp: str = "") -> dict[str, bytes]:
    config = load_config(
        str(root / "mkdocs.yml"), site_dir=str(root / "site"), theme={"name": "mkdocs"}
    )
    pages = KeptPages(root, root / "cache")
    if kept:
        config.plugins["keeping"] = _Keeping(pages, stamp)
    build(config)
    if kept:
        pages.save()
    found = sorted(p for p in (root / "site").rglob("*") if p.is_file() and p.suffix != ".gz")
    return {str(p.relative_to(root)): p.read_bytes() for p in found}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    for name, text in _SOURCES.items():
        (tmp_path / "docs" / name).write_text(text)
    extensions = "markdown_extensions: [attr_list, {toc: {permalink: true}}]\n"
    (tmp_path / "mkdocs.yml").write_text(f"site_name: Test\n{extensions}")
    return tmp_path


def test_a_second_build_makes_no_page_and_gives_the_same_site(root: Path, made: list[str]) -> None:
    plain = _site(root, kept=False)
    made.clear()
    first = _site(root)
    assert sorted(made) == sorted(_SOURCES)
    made.clear()
    second = _site(root)
    assert made == []
    assert plain == first == second


def test_only_a_changed_page_is_made_again(root: Path, made: list[str]) -> None:
    _site(root)
    made.clear()
    (root / "docs" / "third.md").write_text("# Third\n\nchanged\n")
    assert b"changed" in _site(root)["site/third/index.html"]
    assert made == ["third.md"]


def test_a_stamp_alone_makes_no_page_anew(root: Path, made: list[str]) -> None:
    page = root / "docs" / "third.md"
    page.write_text("# Third\n\n<p>build <code>1</code></p>\n\nText\n")
    _site(root, stamp="build <code>1</code>")
    made.clear()
    page.write_text("# Third\n\n<p>build <code>2</code></p>\n\nText\n")
    shown = _site(root, stamp="build <code>2</code>")["site/third/index.html"]
    assert made == []
    assert b"<p>build <code>2</code></p>" in shown


def test_other_settings_or_another_page_make_all_anew(root: Path, made: list[str]) -> None:
    _site(root)
    made.clear()
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("permalink: true", "permalink: false"))
    _site(root)
    assert sorted(made) == sorted(_SOURCES)
    made.clear()
    (root / "docs" / "fourth.md").write_text("# Fourth\n")
    _site(root)
    assert sorted(made) == sorted([*_SOURCES, "fourth.md"])


def test_a_page_that_warns_warns_again(
    root: Path, made: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    (root / "docs" / "third.md").write_text("# Third\n\n[Nowhere](nowhere.md)\n")
    for _ in range(2):
        caplog.clear()
        _site(root)
        assert any("nowhere.md" in record.getMessage() for record in caplog.records)
    assert made.count("third.md") == 2
    assert made.count("index.md") == 1


def test_a_dead_anchor_of_a_kept_page_is_told(
    root: Path, made: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    settings = root / "mkdocs.yml"
    settings.write_text(f"{settings.read_text()}validation: {{links: {{anchors: warn}}}}\n")
    _site(root)
    (root / "docs" / "other.md").write_text("# Other\n")
    made.clear()
    _site(root)
    assert made == ["other.md"]
    assert any("#part" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"KEY": 1}', '{"KEY": {"content": "<b>"}}'])
def test_a_broken_cache_is_passed_over(root: Path, made: list[str], text: str) -> None:
    first = _site(root)
    kept = next((root / "cache").iterdir())
    key = next(iter(json.loads(kept.read_text())))
    kept.write_text(text.replace("KEY", key))
    made.clear()
    assert _site(root) == first
    assert sorted(made) == sorted(_SOURCES)


def test_a_folder_that_others_may_write_to_is_not_used(root: Path, made: list[str]) -> None:
    (root / "cache").mkdir()
    (root / "cache").chmod(0o777)
    _site(root)
    made.clear()
    _site(root)
    assert sorted(made) == sorted(_SOURCES)
