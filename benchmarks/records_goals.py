"""The goals on evidence at scale: merging lines, growth of a command, digests of artifacts."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, figure, time_text
from benchmarks.measure import PAIRS, SHIELDBOOK, NotMeasuredError, pairs, run
from benchmarks.places import Places

_SIZES = (10_000, 100_000, 1_000_000)
_MOST = int(os.environ.get("RECORDS", _SIZES[-1]))
"""``RECORDS=100000`` leaves out the largest size, which takes minutes to write and measure."""
_LARGE_FILES, _LARGE_BYTES = 6, 128_000_000
_RUNS = 3


def merging(places: Places) -> Iterator[Figure]:
    """P7: strict reading and merging of lines, against parsing each and no more."""
    for count in (size for size in _SIZES[1:] if size <= _MOST):
        root = places.records(count)
        found = pairs(
            partial(_merged, "ours", root),
            partial(_merged, "plain", root),
        )
        yield figure(f"{count:,} records", found, 1.7, "json.loads of every line")


def _merged(way: str, root: Path) -> float:
    return float(run((sys.executable, "-m", "benchmarks.merging", way, root)).output)


def growth(places: Places) -> Iterator[Figure]:
    """`status` from 10^4 records on: seconds and memory grow no faster than the records."""
    before: tuple[int, float, float] | None = None
    for count in (size for size in _SIZES if size <= _MOST):
        command = (*SHIELDBOOK, "status", "-C", places.records(count), "--as-of", "2026-11-24")
        cache = places.empty("records-cache")
        run(command, cache=cache)  # unchanged files are known to be clean from then on
        runs = [run(command, cache=cache) for _ in range(_RUNS)]
        cpu, peak = median(r.cpu for r in runs), median(r.peak for r in runs)
        detail = f"{time_text(cpu)} CPU, peak {peak / 1e6:.0f} MB, {_RUNS} runs"
        if before is not None:
            smaller, cpu_before, peak_before = before
            exponent = math.log(cpu / cpu_before) / math.log(count / smaller)
            yield Figure(f"seconds to {count:,}, exponent", exponent, 1.05, "", detail)
            grown = (peak - peak_before) / (count - smaller)
            yield Figure(f"memory to {count:,}, each more", grown, 500, " bytes", detail)
        before = (count, cpu, peak)


def digests(places: Places) -> Iterator[Figure]:
    """P11: digests of artifacts against OpenSSL's own command."""
    folder = places.large_files(_LARGE_FILES, _LARGE_BYTES)
    files = sorted(folder.iterdir())

    def peer() -> float:
        try:
            return run(("openssl", "dgst", "-sha256", *files)).cpu
        except FileNotFoundError:
            raise NotMeasuredError("peer not installed: openssl") from None

    def seconds(threads: str, position: int) -> float:
        command = (sys.executable, "-m", "benchmarks.hashing", threads, folder)
        return float(run(command).output.split()[position])

    found = pairs(partial(seconds, "one", 0), peer)
    yield figure("one thread, inverse of the speed", found, 1 / 0.95, "openssl dgst -sha256")
    both = pairs(partial(seconds, "two", 1), partial(seconds, "one", 1))
    two, one = both.medians
    text = f"{time_text(two)} by the clock against {time_text(one)} of one thread, {PAIRS} pairs"
    free = median(_at_once(files) for _ in range(_RUNS))
    text += f"; two processes of openssl at once {time_text(free)}"
    yield Figure("two threads, inverse of the gain", both.ratio, 1 / 1.8, "x", text)


def _at_once(files: Sequence[Path]) -> float:
    """Seconds of two processes with half of the files each: whether two processors are free."""
    start = time.perf_counter()
    halves = (files[::2], files[1::2])
    both = [
        subprocess.Popen(("openssl", "dgst", "-sha256", *half), stdout=subprocess.DEVNULL)
        for half in halves
    ]
    for process in both:
        process.wait()
    return time.perf_counter() - start
