"""Prose and settings of the site: what is published is known, plain, and part of the build id."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from builder.pipeline import Inputs, assemble
from builder.store import prose_files
from builder.store.prose_files import read_prose
from builder.store.site_settings import settings_issues
from tests.clinic import AS_OF, copy_clinic, run_clinic

SETTINGS = "site_name: Clinic\nplugins: [shieldbook]\n"


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    root = copy_clinic(tmp_path)
    (root / "docs" / "guide").mkdir(parents=True)
    (root / "docs" / "guide" / "rooms.md").write_text("# Rooms\n")
    (root / "docs" / "plan.png").write_bytes(b"\xff\xfe")
    (root / "mkdocs.yml").write_text(SETTINGS)
    return root


def test_the_digest_is_that_of_sha256sum_and_part_of_the_build_id(clinic: Path) -> None:
    names = ["docs/guide/rooms.md", "docs/plan.png", "mkdocs.yml"]
    lines = "".join(
        f"{hashlib.sha256((clinic / name).read_bytes()).hexdigest()}  {name}\n" for name in names
    )
    build = run_clinic(clinic)
    assert build.files.prose_sha256 == hashlib.sha256(lines.encode()).hexdigest()
    seen = set()
    for name in ("docs/.hidden", *names):
        (clinic / name).write_bytes(SETTINGS.encode() + b"# changed\n")
        changed = run_clinic(clinic).assessment
        assert changed is not None
        seen.add(changed.identity.build_id)
    assert build.assessment is not None
    assert len(seen) == 4
    assert build.assessment.identity.build_id in seen  # a hidden file is no part of it


def test_a_look_up_judges_no_page_and_no_setting(clinic: Path) -> None:
    (clinic / "docs" / "guide" / "rooms.md").write_bytes(b"\xff")
    (clinic / "mkdocs.yml").write_text("hooks: [x.py]\nplugins: [shieldbook]\n")
    assert [issue.code for issue in run_clinic(clinic).issues] == ["DOC001", "DOC002"]
    inputs = Inputs(root=clinic, as_of=AS_OF, now=AS_OF, check_artifacts=False)
    assert assemble(inputs).issues == ()


def test_linked_settings_are_not_read(clinic: Path) -> None:
    (clinic / "mkdocs.yml").rename(clinic.parent / "mkdocs.yml")
    (clinic / "mkdocs.yml").symlink_to(clinic.parent / "mkdocs.yml")
    (issue,) = run_clinic(clinic).issues
    assert (issue.code, str(issue.location)) == ("FIL001", "mkdocs.yml:1:1")


def test_what_is_no_page_is_told(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prose_files, "_LARGEST_PAGE", 10)
    docs = clinic / "docs"
    (docs / "big.md").write_text("x" * 11)
    os.mkfifo(docs / "pipe.txt")
    found = {str(i.location): i.message for i in read_prose(clinic).issues}
    assert found == {
        "docs/big.md:1:1": "it is not published: it has 11 bytes; at most 10 are read",
        "docs/pipe.txt:1:1": "it is not published: it is not a regular file",
    }


def test_a_file_in_the_place_of_the_prose_is_told(clinic: Path) -> None:
    (clinic / "docs").rename(clinic.parent / "docs")
    assert read_prose(clinic).issues == ()
    (clinic / "docs").write_text("x")
    (issue,) = read_prose(clinic).issues
    assert issue.message == "it is not published: it is not a folder"


@pytest.mark.parametrize(
    "settings",
    [
        "plugins: {shieldbook: {as_of: 2026-01-01}, search: {lang: en}}",
        "plugins: [material/search, shieldbook]",
        "plugins: [shieldbook]\ndocs_dir: docs\ntheme: material",
        "plugins: [shieldbook]\nmarkdown_extensions: {toc: {permalink: true}, pymdownx.tabbed: {}}",
        "plugins: [shieldbook]\nmarkdown_extensions: [markdown.extensions.tables, admonition]",
    ],
)
def test_harmless_settings_pass(settings: str) -> None:
    assert settings_issues(settings.encode()) == []


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ("plugins: {shieldbook: {}, macros: {}}", ("plugins", "macros")),
        ("plugins: [shieldbook, [x]]", ("plugins", 1)),
        ("plugins: shieldbook", ("plugins",)),
        ("site_name: x", ("plugins",)),
        ("plugins: [shieldbook]\nINHERIT: ../x.yml", ("INHERIT",)),
        ("plugins: [shieldbook]\nextra_templates: [x.html]", ("extra_templates",)),
        (
            "plugins: [shieldbook]\nmarkdown_extensions: [{mine: {a: b}}]",
            ("markdown_extensions", 0, "mine"),
        ),
    ],
)
def test_other_settings_are_told_at_their_key(settings: str, path: tuple[str | int, ...]) -> None:
    (issue,) = settings_issues(settings.encode())
    assert issue.code == "DOC002"
    assert issue.origin is not None
    assert issue.origin.path == path


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ("plugins: [shieldbook]\nsite_name: !ENV SECRET", "YML004"),
        ("plugins: [shieldbook]\nx: !!python/object/apply:os.system [id]", "YML004"),
        ("plugins: [shieldbook]\nx: !relative y", "YML004"),
        ("plugins: [shieldbook]\nhook: &a [x]\nhooks: *a", "YML003"),
        ("plugins: [shieldbook]\nplugins: [macros, shieldbook]", "YML002"),
        ("[]", "YML008"),
    ],
)
def test_settings_are_read_as_strictly_as_every_file(settings: str, code: str) -> None:
    assert code in [issue.code for issue in settings_issues(settings.encode())]
