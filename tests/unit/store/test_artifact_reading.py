"""A file reads the same whether it was begun before its turn or not."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from builder.model.evidence import Artifact
from builder.store import artifact_reading
from builder.store.artifact_reading import ArtifactReader
from builder.store.folder import Folder, UnsafePath

NAMES = [f"evidence/list/{number}.txt" for number in range(9)]


def artifact(name: str, size: int = 5_000) -> Artifact:
    return Artifact(file=Path(name).name, media_type="text/plain", bytes=size, sha256="0" * 64)


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArtifactReader:
    monkeypatch.setattr(artifact_reading, "_LARGE", 1_000)
    (tmp_path / "list").mkdir()
    for number, name in enumerate(NAMES):
        (tmp_path / name.removeprefix("evidence/")).write_bytes(b"%d" % number * 5_000)
    return ArtifactReader(Folder(tmp_path))


def test_what_was_expected_reads_as_what_was_not(reader: ArtifactReader) -> None:
    pairs = [(name, artifact(name)) for name in NAMES]
    apart = [reader.read(*pair) for pair in pairs]
    reader.expect([*pairs, *pairs])
    assert [reader.read(*pair) for pair in pairs] == apart
    data = b"3" * 5_000
    assert (apart[3].data, apart[3].size, apart[3].whole) == (data, 5_000, True)
    assert apart[3].digest == hashlib.sha256(data).hexdigest()


def test_of_a_very_large_file_the_beginning_is_held(
    reader: ArtifactReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifact_reading, "MAX_ARTIFACT_BYTES", 4_000)
    monkeypatch.setattr(artifact_reading, "HEAD_BYTES", 10)
    reader.expect([(NAMES[0], artifact(NAMES[0]))])
    read = reader.read(NAMES[0], artifact(NAMES[0]))
    assert (read.data, read.size, read.whole) == (b"0" * 10, 5_000, False)
    assert read.digest == hashlib.sha256(b"0" * 5_000).hexdigest()


def test_no_more_than_two_are_ahead(
    reader: ArtifactReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    read = Folder.read

    def noted(folder: Folder, name: str, *, limit: int, sole_link: bool = False) -> bytes:
        begun.append(name)
        return read(folder, name, limit=limit, sole_link=sole_link)

    monkeypatch.setattr(Folder, "read", noted)
    pairs = [(name, artifact(name)) for name in NAMES]
    reader.expect(pairs)
    for count, pair in enumerate(pairs, start=1):
        reader.read(*pair)
        assert len(begun) <= count + 2
    assert sorted(begun) == sorted(name.removeprefix("evidence/") for name in NAMES)


def test_what_cannot_be_read_is_told_at_its_turn(reader: ArtifactReader, tmp_path: Path) -> None:
    (tmp_path / "list/1.txt").unlink()
    (tmp_path / "list/2.txt").unlink()
    (tmp_path / "list/2.txt").symlink_to("3.txt")
    reader.expect([(name, artifact(name)) for name in NAMES])
    assert reader.read(NAMES[0], artifact(NAMES[0])).size == 5_000
    with pytest.raises(FileNotFoundError):
        reader.read(NAMES[1], artifact(NAMES[1]))
    with pytest.raises(UnsafePath, match="link"):
        reader.read(NAMES[2], artifact(NAMES[2]))
    assert reader.read(NAMES[3], artifact(NAMES[3])).size == 5_000


def test_small_files_need_no_thread(reader: ArtifactReader) -> None:
    reader.expect([(name, artifact(name, size=10)) for name in NAMES])
    assert reader._threads is None
    assert reader.read(NAMES[0], artifact(NAMES[0], size=10)).size == 5_000
