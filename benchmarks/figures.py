"""A measured figure beside its bound, and how one is made from pairs."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.measure import PAIRS, Pairs


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside its bound."""

    what: str
    value: float
    bound: float
    unit: str
    detail: str

    @property
    def holds(self) -> bool:
        """Whether the bound is kept."""
        return self.value <= self.bound


def figure(what: str, found: Pairs, bound: float, peer: str) -> Figure:
    """The ratio of pairs beside its bound."""
    ours, other = found.medians
    detail = f"{time_text(ours)} CPU against {time_text(other)} of {peer}, {PAIRS} pairs"
    return Figure(what, found.ratio, bound, "x", detail)


def time_text(seconds: float) -> str:
    """Seconds as a line of the report shows them."""
    return f"{seconds * 1_000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
