"""Collecting a large estate, beside a bare loop that makes the same requests.

``python -m benchmarks.collecting [APPS]`` starts the stand-in in a process of its own, collects
every dataset of the estate, then asks for the same paths with httpx alone, as many at once, reading
nothing of the answers. It prints the ratio of the times by the clock (goal: at most 3) and the
memory that the collection held, for APPS and for a tenth of them.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import httpx

from builder.collect.asking import AT_ONCE, Asking
from builder.collect.collector import Scope
from builder.collect.collectors import collectors
from builder.collect.hosts import Hosts, hosts
from builder.collect.pace import Clock, Pace
from builder.collect.token import Token
from builder.collect.transport import Transport
from builder.model.datasets import Dataset

BOUND = 3.0
_PAIRS = 3


@contextmanager
def estate(apps: int) -> Iterator[tuple[Hosts, str]]:
    """The stand-in with so many apps: its hosts, and a token for it."""
    words = (sys.executable, "-m", "tests.fake_heroku", "--no-limit", "--apps", str(apps))
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        output = process.stdout
        lines = [output.readline() for _ in range(3)] if output is not None else []
        told = dict(line.strip().removeprefix("export ").split("=", 1) for line in lines)
        try:
            yield hosts(told), told["HEROKU_API_KEY"]
        finally:
            process.terminate()


def collected(
    where: Hosts, word: str, apps: int, *, traced: bool = False
) -> tuple[float, list[str], int]:
    """Seconds by the clock, every path that was asked, and bytes held at the most if ``traced``."""
    now = partial(datetime.now, tz=UTC)  # noqa: TID251 - a front door
    clock = Clock(time.monotonic, time.sleep, now, random.random)
    transport = Transport(where, Token(word), Pace(clock, 3_600), "shieldbook/benchmark")
    asking = Asking(transport)
    names = tuple(f"app-{number:04d}" for number in range(apps))
    scope = Scope(spaces=("phi-0", "phi-1", "phi-2"), apps=names)
    paths: list[str] = []
    if traced:
        tracemalloc.start()
    begin = time.perf_counter()
    held: dict[str, Dataset] = {}
    for one in collectors(str):
        held[one.name] = one.collect(asking, scope, held)
        paths += [made.request.removeprefix("GET ") for made in transport.taken()]
    spent = time.perf_counter() - begin
    peak = tracemalloc.get_traced_memory()[1] if traced else 0
    tracemalloc.stop()
    asking.close()
    broken = [n for n, d in held.items() if not d.complete and n != "config-var-names"]
    if broken:
        sys.exit(f"not whole: {broken}")
    return spent, paths, peak


def asked(where: Hosts, word: str, paths: list[str]) -> float:
    """Seconds by the clock of the same requests, with nothing around them."""
    headers = {
        "Authorization": f"Bearer {word}",
        "Accept": "application/vnd.heroku+json; version=3",
    }
    with httpx.Client(base_url=where.platform, headers=headers, trust_env=False) as client:
        begin = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda path: client.get(path).content, paths))
        return time.perf_counter() - begin


def main() -> None:
    """Print the ratio and the memory."""
    apps = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    small = apps // 10
    with estate(small) as (where, word):
        _, paths, low = collected(where, word, small, traced=True)
    sys.stdout.write(f"{small} apps: {len(paths)} requests, {low / 1e6:.1f} MB held at the most\n")
    with estate(apps) as (where, word):
        ratios = []
        for _ in range(_PAIRS):
            ours, paths, _ = collected(where, word, apps)
            bare = asked(where, word, paths)
            ratios.append(ours / bare)
            sys.stdout.write(f"{ours:.1f} s against {bare:.1f} s of httpx alone\n")
        _, _, high = collected(where, word, apps, traced=True)
    ratio = sorted(ratios)[len(ratios) // 2]
    held = "holds" if ratio <= BOUND else "does not hold"
    each = (high - low) / (apps - small)
    sys.stdout.write(
        f"{apps} apps: {len(paths)} requests, {ratio:.2f}x, bound {BOUND:.0f}x: {held};"
    )
    sys.stdout.write(f" {high / 1e6:.1f} MB held at the most, {each:,.0f} bytes an app\n")


if __name__ == "__main__":
    main()
