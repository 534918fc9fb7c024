"""Print how the performance goals stand: ``python -m benchmarks [GOAL ...]``.

A report, not a test: it always exits with 0, because seconds depend on the machine. What must
hold everywhere is counted by the tests instead (files parsed, pages written, modules imported).
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.goals import GOALS, Goal
from benchmarks.measure import PAIRS, NotMeasuredError
from benchmarks.places import Places


def main() -> int:
    """Measure the goals that are named, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("goals", nargs="*", metavar="GOAL", help="P1, P2 and so on")
    wanted = {name.upper() for name in parser.parse_args().goals}
    load = os.getloadavg()[0]
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} processors, load {load:.1f};"
        f" CPU seconds of processes, medians of {PAIRS} pairs run in turn"
    )
    with tempfile.TemporaryDirectory(prefix="shieldbook-benchmarks-") as folder:
        places = Places(Path(folder))
        for goal in GOALS:
            if not wanted or goal.key in wanted:
                _report(goal, places)
    return 0


def _report(goal: Goal, places: Places) -> None:
    held = True
    try:
        for figure in goal.measure(places):
            print(f"{goal.key:<4}{goal.text}: {_line(figure)}", flush=True)
            held &= figure.holds
    except NotMeasuredError as reason:
        print(f"{goal.key:<4}{goal.text}: not measured, {reason}", flush=True)
    if not held and goal.why:
        print(f"      why: {goal.why}", flush=True)


def _line(figure: Figure) -> str:
    verdict = "holds" if figure.holds else "does not hold"
    value = f"{figure.value:.3g}{figure.unit}, bound {figure.bound:g}{figure.unit}"
    return f"{figure.what} {value} ({figure.detail}): {verdict}"


if __name__ == "__main__":
    sys.exit(main())
