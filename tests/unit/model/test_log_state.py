"""The log on a day: what is dated later is not counted, what is sealed is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from builder.model.log_state import LogState, log_state
from builder.model.seal import Beside, Seal, SealFile, root_of

DAY = datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)
BEFORE, AFTER = "2026-06-30T12:00:00Z", "2026-07-01T00:00:00Z"


def seal(number: int, sealed_at: str, digests: tuple[str, ...], lines: int) -> SealFile:
    statement = Seal(
        sequence=number,
        previous="none",
        lines=lines,
        root=f"root {number}",
        files_sha256="",
        sealed_at=sealed_at,
        catalog_sha256="",
        evidence_sha256="",
        tool_version="",
    )
    return SealFile(
        name=f"evidence/seals/{number:04}.json",
        sha256=f"sum {number}",
        seal=statement,
        files_sha256="",
        digests=digests,
        beside=(Beside.SIGNATURE,),
    )


def test_an_empty_log_has_no_root() -> None:
    assert log_state({}, (), DAY) == LogState()
    assert LogState().id_parts == ("none", "none", "none")


def test_a_line_of_a_later_day_is_not_counted() -> None:
    state = log_state({"b": BEFORE, "a": BEFORE, "c": AFTER}, (), DAY)
    assert (state.lines, state.added, state.root) == (2, 2, root_of(["a", "b"]))
    assert log_state({"b": BEFORE, "a": BEFORE}, (), DAY) == state


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-06-30T12:00:00"])
def test_a_time_that_nobody_can_read_hides_no_line(moment: str) -> None:
    assert log_state({"a": moment}, (), DAY).lines == 1


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    assert log_state({"a": "2026-07-01T01:00:00+02:00"}, (), DAY).lines == 1
    assert log_state({"a": "2026-06-30T23:00:00-02:00"}, (), DAY).lines == 0


def test_sealed_lines_come_first_and_the_rest_is_added() -> None:
    seals = (seal(1, BEFORE, ("z",), 1), seal(2, AFTER, ("y",), 2))
    state = log_state({"z": BEFORE, "y": AFTER, "a": BEFORE}, seals, DAY)
    assert state.seal is not None
    assert (state.seal.number, state.lines, state.added) == (1, 2, 1)
    assert state.root == root_of(["z", "a"])
    assert state.id_parts == (state.root, "sum 1", "json.sig")
    later = log_state({"z": BEFORE, "y": AFTER, "a": BEFORE}, seals, DAY.replace(month=7, day=1))
    assert later.root == root_of(["z", "y", "a"])


def test_a_sealed_line_counts_whatever_its_own_time_says() -> None:
    state = log_state({"z": AFTER}, (seal(1, BEFORE, ("z",), 1),), DAY)
    assert (state.lines, state.added) == (1, 0)


def test_a_line_dated_before_a_seal_that_lacks_it_is_counted() -> None:
    seals = (
        seal(1, "2026-06-10T12:00:00Z", ("z",), 1),
        seal(2, "2026-06-20T12:00:00Z", ("y", "x"), 3),
    )
    logged = {
        "z": "2026-06-01T12:00:00Z",
        "y": "2026-06-15T12:00:00Z",
        "x": "2026-06-05T12:00:00Z",  # the first seal would know it
        "w": "2026-06-11T12:00:00Z",  # the second would
        "v": "2026-06-21T12:00:00Z",
    }
    assert log_state(logged, seals, DAY).antedated == 2
    assert log_state(logged, seals[:1], DAY).antedated == 1
    assert log_state(logged, (), DAY).antedated == 0
