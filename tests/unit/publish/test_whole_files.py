"""Files of a folder are replaced whole: by a kill, a full disk or a second run none is torn."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builder.errors import BuilderError
from builder.publish import whole_files
from builder.publish.whole_files import replace_files

FOREVER = """
import sys
from pathlib import Path
from builder.publish.whole_files import replace_files
while True:
    for letter in (b"a", b"b"):
        replace_files(Path(sys.argv[1]), {"x": letter * 20_000_000})
"""


def test_files_are_replaced_and_others_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    replace_files(folder, {"x": b"1", "y": b"2"})
    (folder / "z").write_bytes(b"mine")
    replace_files(folder, {"x": b"3"})
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {
        "x": b"3", "y": b"2", "z": b"mine"
    }  # fmt: skip


def test_a_link_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"precious")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "x").symlink_to(tmp_path / "precious")
    replace_files(folder, {"x": b"1"})
    assert (tmp_path / "precious").read_bytes() == b"precious"
    (folder / ".x.new").symlink_to(tmp_path / "precious")
    with pytest.raises(OSError, match="symbolic links"):
        replace_files(folder, {"x": b"2"})
    assert (tmp_path / "precious").read_bytes() == b"precious"


def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_files(tmp_path, {"x": b"old", "y": b"old"})
    write = whole_files._write

    def fill(name: str, data: bytes, folder: int) -> None:
        write(name, data[:1], folder)
        if "y" in name:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(whole_files, "_write", fill)
    with pytest.raises(OSError, match="No space"):
        replace_files(tmp_path, {"x": b"new", "y": b"new"})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"x": b"old", "y": b"old"}


def test_a_second_run_waits_outside(tmp_path: Path) -> None:
    handle = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(BuilderError, match="another build is writing"):
            replace_files(tmp_path, {"x": b"1"})
    finally:
        os.close(handle)


@pytest.mark.parametrize("delay", [0.2, 0.3, 0.37, 0.45])
def test_a_kill_leaves_a_whole_file(tmp_path: Path, delay: float) -> None:
    replace_files(tmp_path, {"x": b"a" * 20_000_000})
    with subprocess.Popen([sys.executable, "-c", FOREVER, str(tmp_path)]) as process:
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    data = (tmp_path / "x").read_bytes()
    assert data in (b"a" * 20_000_000, b"b" * 20_000_000)
    replace_files(tmp_path, {"x": b"next"})
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
