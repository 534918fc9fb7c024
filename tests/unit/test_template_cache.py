"""Compiled templates are kept only where nobody else can put a program in their place."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from builder.template_cache import template_cache


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "shieldbook" / "templates"


def test_a_template_is_compiled_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rendered() -> str:
        loader = jinja2.DictLoader({"page": "{{ 1 + 1 }}"})
        environment = jinja2.Environment(
            loader=loader, autoescape=True, bytecode_cache=template_cache()
        )
        return environment.get_template("page").render()

    assert rendered() == "2"
    assert len(list(cache.iterdir())) == 1
    monkeypatch.setattr(jinja2.Environment, "compile", None)  # would raise if it were called
    assert rendered() == "2"


def test_a_folder_that_others_may_write_to_is_not_used(cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    assert template_cache() is None


def test_a_linked_folder_is_not_used(cache: Path, tmp_path: Path) -> None:
    cache.parent.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    cache.symlink_to(tmp_path / "elsewhere")
    assert template_cache() is None


def test_a_place_that_is_taken_is_passed_over(cache: Path) -> None:
    cache.parent.write_text("a file")
    assert template_cache() is None
