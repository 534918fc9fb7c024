"""What was sealed cannot leave the log unseen, and OpenSSH itself confirms who sealed it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from builder.errors import BuilderError, UsageError
from builder.locker.evidence_folder import opened
from builder.locker.retiring import retire
from builder.locker.sealing import Sealing, seal
from builder.locker.signatures import Signers, unsigned
from builder.model.evidence_log import ChangeKind
from builder.model.seal import NAMESPACE, without_root
from tests.unit.locker.lockers import NOW, file_in, filing_for, read_locker
from tests.workspaces import replace_in


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "pages.csv"
    file.write_text("day,visitors\n2026-06-01,12\n")
    return file


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return make_key(tmp_path / "key")


def make_key(path: Path) -> Path:
    """A key made for this run."""
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)), check=True)
    return path


def sealed(root: Path, key: Path | None = None) -> None:
    sealing = Sealing(catalog_sha256="c", evidence_sha256="e", moment=NOW, key=key)
    with opened(root) as folder:
        seal(folder, read_locker(root)[0], sealing)


def told(root: Path) -> set[tuple[str, ChangeKind]]:
    return {(change.file, change.kind) for change in read_locker(root)[0].differences()}


def test_seals_follow_each_other_over_a_log_in_any_order(tmp_path: Path, page: Path) -> None:
    for day in (2, 1):
        file_in(tmp_path, filing_for(page, day=day))
        sealed(tmp_path)
    first, second = read_locker(tmp_path)[0].seals
    assert first.seal is not None
    assert second.seal is not None
    assert (first.seal.lines, second.seal.lines) == (1, 2)
    assert second.seal.previous == first.sha256
    log = tmp_path / "evidence" / "log.jsonl"
    log.write_text("".join(reversed(log.read_text().splitlines(keepends=True))))
    assert told(tmp_path) == set()
    assert read_locker(tmp_path)[1] == ()


def test_a_record_that_leaves_with_its_line_is_still_named(tmp_path: Path, page: Path) -> None:
    record = file_in(tmp_path, filing_for(page))
    file_in(tmp_path, filing_for(page, name="entrances.lists"))
    sealed(tmp_path)
    log = tmp_path / "evidence" / "log.jsonl"
    lines = log.read_text().splitlines(keepends=True)
    log.write_text("".join(line for line in lines if record.id not in line))
    shutil.rmtree(tmp_path / record.folder)
    assert told(tmp_path) == {("evidence/seals/0001.json", ChangeKind.LOG_CHANGED)}


@pytest.mark.parametrize("name", ["0001.json", "0001.lines", "0001.sha256"])
def test_a_seal_that_is_edited_or_gone_is_named(tmp_path: Path, page: Path, name: str) -> None:
    file_in(tmp_path, filing_for(page))
    sealed(tmp_path)
    file_in(tmp_path, filing_for(page))
    sealed(tmp_path)
    file = tmp_path / "evidence" / "seals" / name
    text = file.read_text()
    file.write_text(text.replace("12:00:00", "13:00:00") if name.endswith("json") else "0" * 64)
    assert ChangeKind.SEAL_CHANGED in {kind for _, kind in told(tmp_path)}
    file.unlink()
    assert ("evidence/seals/0001.json", ChangeKind.SEAL_CHANGED) in told(tmp_path)


def test_a_root_that_was_kept_tells_that_the_newest_seal_is_gone(
    tmp_path: Path, page: Path
) -> None:
    for day in (2, 1):
        file_in(tmp_path, filing_for(page, day=day))
        sealed(tmp_path)
    kept = read_locker(tmp_path)[0].seals[-1].seal
    assert kept is not None
    assert without_root(read_locker(tmp_path)[0].seals, kept.root) == []
    for file in (tmp_path / "evidence" / "seals").glob("0002.*"):
        file.unlink()
    assert told(tmp_path) == set()  # nobody else can tell
    (change,) = without_root(read_locker(tmp_path)[0].seals, kept.root)
    assert change.text == f"no seal has the root {kept.root}"


def test_where_a_signer_is_asked_for_no_seal_is_no_good(tmp_path: Path) -> None:
    (tmp_path / "allowed").write_text("")
    signers = Signers(file=tmp_path / "allowed", identity="officer")
    (change,) = unsigned(tmp_path, (), signers)
    assert "there is no seal" in change.text


def test_sha256sum_confirms_every_sealed_file(tmp_path: Path, page: Path) -> None:
    record = file_in(tmp_path, filing_for(page))
    with opened(tmp_path) as folder:
        retire(folder, record, by="receptionist", reason="Wrong", moment=NOW)
    sealed(tmp_path)
    command = ["sha256sum", "--quiet", "--check", "evidence/seals/0001.sha256"]
    assert subprocess.run(command, cwd=tmp_path, check=False).returncode == 0
    for name in ("record.yml", "pages.csv", "retired.yml"):
        file = tmp_path / record.folder / name
        data = file.read_bytes()
        file.write_bytes(data + b"\n")
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 1
        file.write_bytes(data)


def test_there_is_nothing_to_seal_twice(tmp_path: Path, page: Path) -> None:
    file_in(tmp_path, filing_for(page))
    sealed(tmp_path)
    with pytest.raises(UsageError, match="nothing new"):
        sealed(tmp_path)


def test_what_a_kill_left_of_a_seal_is_in_nobodys_way(tmp_path: Path, page: Path) -> None:
    file_in(tmp_path, filing_for(page))
    (tmp_path / "evidence" / "seals").mkdir()
    (tmp_path / "evidence" / "seals" / "0001.lines").write_text("half")
    assert told(tmp_path) == set()
    sealed(tmp_path)
    assert told(tmp_path) == set()


@pytest.mark.openssh
def test_openssh_confirms_who_signed(tmp_path: Path, page: Path, key: Path) -> None:
    file_in(tmp_path, filing_for(page))
    sealed(tmp_path, key)
    allowed = tmp_path / "allowed"
    allowed.write_text(f"officer {key.with_suffix('.pub').read_text()}")
    statement = tmp_path / "evidence" / "seals" / "0001.json"
    command = ["ssh-keygen", "-Y", "verify", "-f", str(allowed), "-I", "officer"]
    command += ["-n", NAMESPACE, "-s", f"{statement}.sig"]
    subprocess.run(command, input=statement.read_bytes(), check=True, capture_output=True)
    seals = read_locker(tmp_path)[0].seals
    assert unsigned(tmp_path, seals, Signers(file=allowed, identity="officer")) == []
    assert unsigned(tmp_path, seals, None) == []


@pytest.mark.openssh
def test_a_signature_that_is_missing_moved_or_of_another_fails(
    tmp_path: Path, page: Path, key: Path
) -> None:
    file_in(tmp_path, filing_for(page))
    sealed(tmp_path, key)
    file_in(tmp_path, filing_for(page))
    sealed(tmp_path)
    seals = read_locker(tmp_path)[0].seals
    allowed = tmp_path / "allowed"
    allowed.write_text(f"officer {key.with_suffix('.pub').read_text()}")
    signers = Signers(file=allowed, identity="officer")
    assert [change.text for change in unsigned(tmp_path, seals, signers)] == ["it is not signed"]
    folder = tmp_path / "evidence" / "seals"
    shutil.copyfile(folder / "0001.json.sig", folder / "0002.json.sig")
    wrong = ["it is not signed by officer"]
    assert [change.text for change in unsigned(tmp_path, seals, signers)] == wrong
    allowed.write_text(f"officer {make_key(tmp_path / 'other').with_suffix('.pub').read_text()}")
    assert [change.text for change in unsigned(tmp_path, seals, signers)] == wrong * 2
    with pytest.raises(BuilderError, match="is not there"):
        unsigned(tmp_path, seals, Signers(file=tmp_path / "none", identity="officer"))


@pytest.mark.openssh
def test_a_key_that_cannot_sign_leaves_nothing(tmp_path: Path, page: Path, key: Path) -> None:
    file_in(tmp_path, filing_for(page))
    key.write_text("no key")
    with pytest.raises(UsageError, match="the key cannot sign"):
        sealed(tmp_path, key)
    assert not (tmp_path / "evidence" / "seals").exists()


@pytest.mark.openssh
def test_a_statement_that_is_edited_after_signing_fails(
    tmp_path: Path, page: Path, key: Path
) -> None:
    file_in(tmp_path, filing_for(page))
    sealed(tmp_path, key)
    replace_in(tmp_path / "evidence" / "seals" / "0001.json", "12:00:00Z", "11:00:00Z")
    allowed = tmp_path / "allowed"
    allowed.write_text(f"officer {key.with_suffix('.pub').read_text()}")
    seals = read_locker(tmp_path)[0].seals
    (change,) = unsigned(tmp_path, seals, Signers(file=allowed, identity="officer"))
    assert change.text == "it is not signed by officer"
