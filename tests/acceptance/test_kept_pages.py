"""What a build keeps of its pages changes no byte of the next one, and a release believes none."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from tests.workspaces import AS_OF_DAY, copy_workspace, shieldbook


def _site(workspace: Path) -> dict[str, bytes]:
    site = (workspace / "out" / "site").resolve()
    return {str(p.relative_to(site)): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def test_kept_pages_change_nothing_and_a_release_makes_its_own(root: Path, tmp_path: Path) -> None:
    workspace = copy_workspace(root, tmp_path)

    def built(*options: str) -> dict[str, bytes]:
        done = shieldbook(workspace, "build", "--force", "--as-of", AS_OF_DAY, *options)
        assert done.returncode == 0, done.stderr
        return _site(workspace)

    first = built()
    assert built() == first
    (kept,) = (workspace / ".cache" / "shieldbook" / "pages").iterdir()
    kept.write_text(kept.read_text().replace("Audit controls", "Changed outside"))
    assert b"Changed outside" in built()["controls/164-312-b.html"]
    released = built("--release")
    assert b"Changed outside" not in released["controls/164-312-b.html"]
    assert released.keys() == first.keys()


def test_a_release_believes_no_list_of_clean_files(root: Path, tmp_path: Path) -> None:
    workspace = copy_workspace(root, tmp_path)
    page = workspace / "docs" / "guide" / "ours.md"
    page.write_text(f"# Ours\n\nThe key is AKIA{'Q7' * 8}.\n")
    refused = shieldbook(workspace, "check", "--as-of", AS_OF_DAY)
    assert "LEK001" in refused.stderr + refused.stdout
    (kept,) = (workspace / ".cache" / "shieldbook" / "leaks").iterdir()
    digests = [sha256(file.read_bytes()).hexdigest() for file in (workspace / "docs").rglob("*.md")]
    kept.write_text(kept.read_text() + "\n".join(digests) + "\n")
    assert shieldbook(workspace, "check", "--as-of", AS_OF_DAY).returncode == 0
    for words in (("check", "--release"), ("build", "--release")):
        refused = shieldbook(workspace, *words, "--as-of", AS_OF_DAY)
        assert refused.returncode == 1
        assert "LEK001" in refused.stderr + refused.stdout
