"""The switch: what is published is the old build or the new one, whole, whatever happens."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.errors import BuilderError
from builder.publish.release import KEPT_GENERATIONS, Release


def publish(root: Path, text: str, key: str = "key") -> None:
    release = Release(root)
    with release.locked("test"), release.staging() as staging:
        (staging / "report.json").write_text(text)
        (staging / "site").mkdir()
        (staging / "site" / "index.html").write_text(text)
        release.publish(staging, "abc", key)


def test_publishing_replaces_everything_at_once(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    publish(tmp_path, "two")
    assert (tmp_path / "out" / "report.json").read_text() == "two"
    assert (tmp_path / "out" / "site" / "index.html").read_text() == "two"


def test_a_reader_that_holds_a_generation_keeps_it_whole(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    held = (tmp_path / "out").resolve()
    publish(tmp_path, "two")
    assert (held / "report.json").read_text() == "one"


def test_only_the_last_generations_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT_GENERATIONS + 3):
        publish(tmp_path, str(number))
    kept = [p for p in (tmp_path / ".out").iterdir() if p.is_dir()]
    assert len(kept) == KEPT_GENERATIONS


def test_a_failing_build_leaves_what_was_published(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    release = Release(tmp_path)
    with pytest.raises(RuntimeError), release.locked("test"), release.staging() as staging:  # noqa: PT012 - the block is the build
        (staging / "report.json").write_text("half")
        raise RuntimeError
    assert (tmp_path / "out" / "report.json").read_text() == "one"
    assert not list((tmp_path / ".out").glob("staging-*"))


def test_what_a_killed_build_left_is_cleared(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    left = tmp_path / ".out" / "staging-99999"
    left.mkdir()
    (left / "report.json").write_text("half")
    publish(tmp_path, "two")
    assert not left.exists()


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    release = Release(tmp_path)
    with (
        pytest.raises(BuilderError, match=r"disk that holds .* is full"),
        release.locked("test"),
        release.staging(),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_two_builds_at_once_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / ".out").mkdir()
    code = (
        "import sys, time, pathlib\n"
        "from builder.publish.release import Release\n"
        f"with Release(pathlib.Path({str(tmp_path)!r})).locked('process of another'):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BuilderError, match="process of another"):
            publish(tmp_path, "mine")
        other.stdin.close()
        other.wait(timeout=20)
    publish(tmp_path, "mine")


def test_a_real_folder_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("keep")
    with pytest.raises(BuilderError, match="is not a link"):
        publish(tmp_path, "one")
    assert (tmp_path / "out" / "mine.txt").read_text() == "keep"


def test_the_key_says_whether_anything_has_changed(tmp_path: Path) -> None:
    release = Release(tmp_path)
    assert release.current_key() is None
    publish(tmp_path, "one", key="first")
    assert release.current_key() == "first"
    (tmp_path / "out" / "report.json").unlink()
    assert release.current_key() is None


@pytest.mark.parametrize("name", ["site/index.html", "report.json"])
def test_a_published_file_that_is_gone_or_cut_is_built_again(tmp_path: Path, name: str) -> None:
    release = Release(tmp_path)
    publish(tmp_path, "one")
    (tmp_path / "out" / name).write_text("")
    assert release.current_key() is None
    publish(tmp_path, "one")
    (tmp_path / "out" / name).unlink()
    assert release.current_key() is None


def test_a_linked_home_is_refused_and_nothing_there_is_touched(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "staging-1").mkdir(parents=True)
    (elsewhere / "lock").write_text("precious")
    (tmp_path / ".out").symlink_to(elsewhere)
    with pytest.raises(BuilderError, match="is not a folder of its own"):
        publish(tmp_path, "one")
    assert (elsewhere / "staging-1").is_dir()
    assert (elsewhere / "lock").read_text() == "precious"


def test_a_linked_lock_is_refused_and_its_target_kept(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("text")
    (tmp_path / ".out").mkdir()
    (tmp_path / ".out" / "lock").symlink_to(tmp_path / "precious")
    with pytest.raises(BuilderError, match="could not be written"):
        publish(tmp_path, "one")
    assert (tmp_path / "precious").read_text() == "text"


@pytest.mark.parametrize("make", [Path.touch, Path.mkdir, os.mkfifo])
def test_a_home_that_others_have_written_to_gives_no_traceback(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    home = tmp_path / ".out"
    home.mkdir()
    make(home / "lock")
    if (home / "lock").is_file():
        publish(tmp_path, "one")
    else:
        with pytest.raises(BuilderError):
            publish(tmp_path, "one")


def test_strange_names_and_a_broken_state_are_passed_over(tmp_path: Path) -> None:
    home = tmp_path / ".out"
    for name in ("1x-y", "9-y", "notes"):
        (home / name).mkdir(parents=True)
    (home / "state.json").write_text("[" * 100_000)
    assert Release(tmp_path).current_key() is None
    for number in range(KEPT_GENERATIONS + 1):
        publish(tmp_path, str(number))
    assert all((home / name).is_dir() for name in ("1x-y", "9-y", "notes"))


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".out").write_text("x")
    with pytest.raises(BuilderError, match="is not a folder of its own"):
        publish(tmp_path, "one")
