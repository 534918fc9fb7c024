"""CPU seconds of child processes, and pairs of them run in turn."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
PAIRS = 5
SHIELDBOOK = (sys.executable, "-c", "import sys; from builder.cli import run; sys.exit(run())")
"""What the installed command does, on the code of this checkout."""
BARE = (sys.executable, "-c", "pass")


class NotMeasuredError(Exception):
    """Says why a goal has no figure: a missing peer, or a command that failed."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command."""

    cpu: float
    """User and system seconds of the process and of the children it waited for."""
    output: str
    peak: float
    """Bytes of memory that the process held at its largest."""


def run(command: Sequence[str | Path], *, cwd: Path = ROOT, cache: Path | None = None) -> Run:
    """Run a command to its end; raises `NotMeasuredError` when it fails.

    ``cache`` is the cache folder of the user that it shall see.
    """
    environment = _environment(cache)
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [str(word) for word in command], cwd=cwd, env=environment, stdout=output, stderr=errors
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            lines = (errors.read() or output.read()).decode("utf-8", "replace").strip().splitlines()
            what = " ".join(str(word) for word in command[-4:])
            raise NotMeasuredError(f"`{what}` failed: {lines[-1] if lines else process.returncode}")
        text = output.read().decode("utf-8", "replace")
        unit = 1 if sys.platform == "darwin" else 1_024
        return Run(usage.ru_utime + usage.ru_stime, text, usage.ru_maxrss * unit)


def _environment(cache: Path | None) -> Mapping[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    kept |= {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0"}
    return kept | ({"XDG_CACHE_HOME": str(cache)} if cache else {})


@dataclass(frozen=True, slots=True)
class Pairs:
    """CPU seconds of a command and of its peer, measured in turn."""

    ours: tuple[float, ...]
    peer: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios: what else the machine does hits both of a pair."""
        return median(own / other for own, other in zip(self.ours, self.peer, strict=True))

    @property
    def medians(self) -> tuple[float, float]:
        """Median CPU seconds of each side."""
        return median(self.ours), median(self.peer)


def pairs(ours: Callable[[], float], peer: Callable[[], float], *, each: int = 1) -> Pairs:
    """Five pairs; in a pair both sides run ``each`` times, in turn, and their mean counts."""
    own_means, peer_means = [], []
    for _ in range(PAIRS):
        own, other = 0.0, 0.0
        for _ in range(each):
            own += ours() / each
            other += peer() / each
        own_means.append(own)
        peer_means.append(other)
    return Pairs(tuple(own_means), tuple(peer_means))
