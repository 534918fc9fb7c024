"""The package as people install it: the wheel alone carries all that a new workspace needs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel, and nothing else, was installed."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    offline = ["--no-deps", "--no-index"]
    subprocess.run(
        [*pip, "wheel", *offline, "--no-build-isolation", "-w", str(folder), str(root)], check=True
    )
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    subprocess.run([*pip, "install", *offline, "--target", str(target), str(wheel)], check=True)
    return target


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(installed), "XDG_CACHE_HOME": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "builder.cli", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_holds_the_stock_workspace_and_no_making_of(installed: Path) -> None:
    (wheel,) = installed.parent.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("controls/hipaa-security-rule/framework.yml", "mkdocs.yml", "docs/guide/"):
        assert any(name.startswith(f"builder/stock/{part}") for name in names), part
    assert any(name.endswith("templates/matrix.md.j2") for name in names)
    assert any(name.endswith("assets/shieldbook.css") for name in names)
    assert not any("/tests/" in name or name.startswith("tests/") for name in names)
    assert not any("/adr/" in name for name in names)


def test_a_new_workspace_is_made_checked_and_built(installed: Path, tmp_path: Path) -> None:
    made = run(installed, tmp_path, "init", "demo")
    assert made.returncode == 0, made.stderr
    demo = tmp_path / "demo"
    check = run(installed, demo, "check")
    assert "68 rows left to fill in" in check.stdout
    built = run(installed, demo, "build")
    assert built.returncode == 0, built.stderr
    for name in ("site/index.html", "shared-responsibility-matrix.xlsx", "report.json"):
        assert (demo / "out" / name).is_file()


def test_the_example_travels_too(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "init", "demo", "--example").returncode == 0
    check = run(installed, tmp_path / "demo", "check")
    assert check.returncode == 0, check.stderr
    assert "No errors: 68 rows" in check.stdout


def test_a_code_is_explained_without_a_checkout(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "explain", "CUS013")
    assert done.returncode == 0, done.stderr
    assert "What to do: " in done.stdout
