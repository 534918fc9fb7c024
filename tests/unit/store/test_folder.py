"""A folder is read through its own handle: nothing outside is opened, and nothing hangs."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.errors import BuilderError
from builder.store.folder import Folder, UnsafePath

LIMIT = 1_000


@pytest.fixture
def place(tmp_path: Path) -> Path:
    inside = tmp_path / "evidence"
    (inside / "sub").mkdir(parents=True)
    (inside / "a.txt").write_bytes(b"inside")
    (inside / "sub" / "b.txt").write_bytes(b"below")
    (tmp_path / "secret.txt").write_bytes(b"outside")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "c.txt").write_bytes(b"outside")
    return inside


@pytest.fixture(autouse=True)
def open_handles() -> Iterator[None]:
    """Whatever happens, no handle stays open."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    yield
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def refusal(folder: Folder, name: str, **options: bool) -> str:
    with pytest.raises(UnsafePath) as caught:
        folder.read(name, limit=LIMIT, **options)
    assert "outside" not in str(caught.value)
    return caught.value.reason


def test_a_plain_file_is_read(place: Path) -> None:
    folder = Folder(place)
    assert folder.exists
    assert folder.read("a.txt", limit=LIMIT) == b"inside"
    assert folder.read("sub/b.txt", limit=LIMIT, sole_link=True) == b"below"
    assert folder.head("a.txt", 2) == b"in"
    assert folder.names() == ["a.txt", "sub/b.txt"]


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt",
        "sub/../../secret.txt",
        "sub/../a.txt",
        "..",
        "./a.txt",
        ".",
        "",
        "sub//b.txt",
        "/etc/passwd",
        "//etc/passwd",
        "sub/",
        "~/a.txt",
        "~root/a.txt",
        "sub/~/a.txt",
        "..\\secret.txt",
        "sub\\b.txt",
        "http://host.example/a",
        "file:a.txt",
        "C:a.txt",
        ".env",
        ".git/config",
        "sub/.hidden",
        "a.txt\0.png",
    ],
)
def test_a_name_that_is_not_plain_is_refused(place: Path, name: str) -> None:
    assert refusal(Folder(place), name).startswith("it must")


def test_links_are_not_followed(place: Path) -> None:
    (place / "link.txt").symlink_to(place.parent / "secret.txt")
    (place / "near.txt").symlink_to("a.txt")
    (place / "dangling.txt").symlink_to("nowhere")
    (place / "linked").symlink_to(place.parent / "elsewhere")
    folder = Folder(place)
    for name in ("link.txt", "near.txt", "dangling.txt"):
        assert "it is a link" in refusal(folder, name)
    assert "a link or no folder" in refusal(folder, "linked/c.txt")
    assert folder.names() == [
        "a.txt",
        "dangling.txt",
        "link.txt",
        "linked/",
        "near.txt",
        "sub/b.txt",
    ]


def test_a_link_to_itself_does_not_hang(place: Path) -> None:
    (place / "loop").symlink_to(place)
    assert "loop/" in Folder(place).names()
    assert "link" in refusal(Folder(place), "loop/a.txt")


def test_a_hard_link_is_refused_where_it_matters(place: Path) -> None:
    os.link(place.parent / "secret.txt", place / "hard.txt")
    assert "hard link" in refusal(Folder(place), "hard.txt", sole_link=True)


def test_what_is_no_regular_file_is_refused_and_nothing_hangs(place: Path) -> None:
    os.mkfifo(place / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place / "socket"))
    folder = Folder(place)
    assert refusal(folder, "pipe") == "it is not a regular file"
    assert refusal(folder, "sub") == "it is not a regular file"
    assert "not a regular file" in refusal(folder, "socket")
    assert refusal(folder, "a.txt/b.txt").endswith("a link or no folder")
    assert refusal(Folder(Path("/dev")), "zero") == "it is not a regular file"
    with pytest.raises(UnsafePath):
        folder.head("pipe", 1)


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[2Jb", "a\x85b", "a\u2028b", "a\udcffb"])
def test_a_name_that_a_list_cannot_hold_is_refused(place: Path, name: str) -> None:
    (place / name).write_bytes(b"x")
    assert refusal(Folder(place), name).startswith("its name must be text")


def test_a_file_that_may_not_be_read_is_no_verdict_on_it(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(BuilderError, match="Permission denied"):
        Folder(place).head("a.txt", 1)


def test_a_missing_file_is_missing_and_not_unsafe(place: Path) -> None:
    for name in ("b.txt", "none/b.txt"):
        with pytest.raises(FileNotFoundError):
            Folder(place).read(name, limit=LIMIT)


def test_too_long_a_name_is_refused(place: Path) -> None:
    assert "cannot be opened" in refusal(Folder(place), "n" * 5_000)


def test_a_size_over_the_limit_is_refused_unread(place: Path) -> None:
    with (place / "sparse").open("wb") as stream:
        stream.truncate(50_000_000_000)
    assert "50,000,000,000 bytes" in refusal(Folder(place), "sparse")
    assert Folder(place).head("sparse", 3) == b"\0\0\0"
    (place / "exact").write_bytes(b"x" * LIMIT)
    assert len(Folder(place).read("exact", limit=LIMIT)) == LIMIT


def test_a_file_that_lies_about_its_size_is_refused() -> None:
    # Files of /proc say that they have no bytes.
    process = Folder(Path("/proc/self"))
    assert Path("/proc/self/status").stat().st_size == 0
    with pytest.raises(UnsafePath, match="at most 10 are read"):
        process.read("status", limit=10)


def test_a_disk_that_does_not_answer_is_no_verdict_on_the_file() -> None:
    with pytest.raises(BuilderError, match="cannot be read"):
        Folder(Path("/proc/self")).read("mem", limit=10)


def test_hidden_files_are_passed_over(place: Path) -> None:
    (place / ".DS_Store").write_bytes(b"x")
    (place / ".git").mkdir()
    (place / ".git" / "config").write_bytes(b"x")
    assert Folder(place).names() == ["a.txt", "sub/b.txt"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert not Folder(tmp_path / "none").exists
    with pytest.raises(BuilderError, match="cannot read"):
        Folder(tmp_path / "none").names()


def test_a_folder_that_goes_away_while_it_is_listed(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = os.scandir

    def vanish(path: str) -> object:
        if str(path).endswith("sub"):
            shutil.rmtree(path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", vanish)
    with pytest.raises(BuilderError, match="No such file"):
        Folder(place).names()
