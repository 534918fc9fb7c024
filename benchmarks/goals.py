"""The goals of the performance design that a laptop can measure: each with its peer and bound."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from benchmarks.figures import Figure, figure, time_text
from benchmarks.measure import BARE, PAIRS, SHIELDBOOK, NotMeasuredError, Pairs, pairs, run
from benchmarks.places import TRESTLE, Places
from benchmarks.records_goals import digests, growth, merging
from benchmarks.synthetic_oscal import COMPONENTS, PROFILE
from builder import __version__
from builder.commands.build import INTERNAL
from builder.inputs_digest import inputs_digest
from builder.moments import as_of_moment
from builder.publish.release import Release

_LARGE, _SMALL, _HUGE = 1_200, 75, 20_000
_HEAVY = ("jinja2", "mkdocs", "openpyxl", "xlsxwriter", "duckdb", "pyarrow")
_SHORT = 10
"""How often a run of some hundredths of a second is repeated within a pair."""
_SHOW_HEAVY = (
    sys.executable,
    "-c",
    (
        "import sys; from builder.cli import run; run();"
        f" print('imported:', *(name for name in {_HEAVY!r} if name in sys.modules))"
    ),
)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with the way to measure it, and what is known when it does not hold."""

    key: str
    text: str
    measure: Callable[[Places], Iterator[Figure]]
    why: str = ""


def _full_build(places: Places) -> Iterator[Figure]:
    own, plain = places.own(), places.plain_pages()
    site = (sys.executable, "-m", "mkdocs", "build", "-q", "-f", plain / "same-theme.yml")

    def peer() -> float:
        return run((*site, "-d", places.empty("plain-site")), cwd=plain).cpu

    def edited() -> float:
        places.edit(own)
        return run((*SHIELDBOOK, "build", "-C", own), cache=places.folder / "cache").cpu

    def anew() -> float:
        return run((*SHIELDBOOK, "build", "-C", own, "--force"), cache=places.empty("none")).cpu

    edited()  # what it keeps is there from now on
    yield figure("full build after an edit", pairs(edited, peer), 1.25, "mkdocs build")
    yield figure("full build, nothing kept", pairs(anew, peer), 1.25, "mkdocs build")


def _without_site(places: Places) -> Iterator[Figure]:
    large, oscal = places.synthetic(_LARGE), places.oscal(_LARGE)
    author = (TRESTLE, "author", "ssp-generate", "-p", PROFILE, "--compdefs", COMPONENTS)

    def ours() -> float:
        target = places.empty("without-site")
        return run((sys.executable, "-m", "benchmarks.without_site", large, target)).cpu

    def peer() -> float:
        places.empty(f"{oscal.name}/ssp")
        return run((*author, "-o", "ssp"), cwd=oscal).cpu

    yield figure("all but the site", pairs(ours, peer), 0.25, "trestle author ssp-generate")


def _check(places: Places) -> Iterator[Figure]:
    large, oscal = places.synthetic(_LARGE), places.oscal(_LARGE)

    def ours() -> float:
        return run((*SHIELDBOOK, "check", "-C", large)).cpu

    def peer() -> float:
        return run((TRESTLE, "validate", "-a"), cwd=oscal).cpu

    yield figure("check", pairs(ours, peer), 0.2, "trestle validate -a")


def _loading(way: str, places: Places, count: int) -> float:
    command = (sys.executable, "-m", "benchmarks.loading", way, places.synthetic(count))
    return float(run(command).output)


def _strict_load(places: Places) -> Iterator[Figure]:
    found = pairs(
        lambda: _loading("strict", places, _LARGE), lambda: _loading("plain", places, _LARGE)
    )
    yield figure("strict load", found, 0.8, "yaml.load with CSafeLoader")


def _growth(places: Places) -> Iterator[Figure]:
    found = pairs(
        lambda: _loading("strict", places, _HUGE), lambda: _loading("strict", places, _LARGE)
    )
    exponent = median(
        math.log(huge / large) / math.log(_HUGE / _LARGE)
        for huge, large in zip(found.ours, found.peer, strict=True)
    )
    huge, large = found.medians
    detail = f"{time_text(huge)} CPU against {time_text(large)}, {PAIRS} pairs"
    yield Figure("exponent", exponent, 1.05, "", detail)


def _who(places: Places) -> Iterator[Figure]:
    for what, root, query, kept, bound in (
        ("75 controls, nothing kept", places.synthetic(_SMALL), "9.1 a 1", False, 5.0),
        ("1,200 controls, kept", places.synthetic(_LARGE), "9.1 a 1", True, 4.0),
        ("own workspace, nothing kept", places.own(), "312b", False, 5.0),
        ("own workspace, kept", places.own(), "312b", True, 4.0),
    ):
        found = _who_pairs(places, (*SHIELDBOOK, "who", "-C", str(root), query), kept=kept)
        yield figure(what, found, bound, "python -c pass")
        ours = found.medians[0] * 1_000
        yield Figure(f"{what}, time", ours, 150, " ms", f"CPU, {PAIRS} pairs")


def _who_pairs(places: Places, command: tuple[str, ...], *, kept: bool) -> Pairs:
    cache = places.empty("cache")
    if kept:
        run(command, cache=cache)

    def ours() -> float:
        return run(command, cache=cache if kept else places.empty("cache")).cpu

    return pairs(ours, lambda: run(BARE).cpu, each=_SHORT)


def _unchanged(places: Places) -> Iterator[Figure]:
    large = places.synthetic(_LARGE)
    (large / "mkdocs.yml").write_text("site_name: Measured\n")
    now = datetime.now(tz=UTC)  # noqa: TID251 - as the command does
    words = (as_of_moment(None, {}, now).isoformat(), "", "draft", INTERNAL)
    key = inputs_digest(large, __version__, *words)  # as `build` keys what it has published
    release = Release(large)
    with release.locked("benchmarks"), release.staging() as staging:
        # What stands for a published build: the site itself is not looked at again.
        (staging / "report.json").write_text("{}")
        release.publish(staging, "measured", key)
    command = (*SHIELDBOOK, "build", "-C", large)
    if "Nothing has changed" not in run(command).output:
        raise NotMeasuredError("the second build did not see that nothing has changed")
    found = pairs(lambda: run(command).cpu, lambda: run(BARE).cpu, each=_SHORT)
    yield figure("second build", found, 8.0, "python -c pass")
    imported = _imported((*_SHOW_HEAVY, "build", "-C", str(large)), places)
    yield Figure("site builder started", float("mkdocs" in imported), 0, "", _named(imported))


def _who_imports(places: Places) -> Iterator[Figure]:
    command = (*_SHOW_HEAVY, "who", "-C", str(places.own()), "164.312(b)")
    cold = _imported(command, places)
    kept = _imported(command, places, cache="imports")
    yield Figure("heavy imports, nothing kept", len(cold), 0, "", _named(cold))
    yield Figure("heavy imports, kept", len(kept), 0, "", _named(kept))


def _imported(command: tuple[str, ...], places: Places, cache: str = "") -> tuple[str, ...]:
    folder = places.empty(cache or "none")
    if cache:
        run(command, cache=folder)
    return tuple(run(command, cache=folder).output.splitlines()[-1].split()[1:])


def _named(imported: tuple[str, ...]) -> str:
    return f"of {', '.join(_HEAVY)}: {', '.join(imported) or 'none'}"


GOALS = (
    Goal(
        "P1",
        "full default build <= 1.25x bare `mkdocs build` of the same pages",
        _full_build,
        "with nothing kept, workbook, proof, leak scan and link check stand out: ADR 14",
    ),
    Goal(
        "P2",
        "1,200 controls, all but the site <= 0.25x `trestle author ssp-generate`",
        _without_site,
        "a third is the workbook read back and compared, a third 13 MB of pages: ADR 14",
    ),
    Goal(
        "P3",
        "`check` of 1,200 controls <= 0.2x `trestle validate` of the same in OSCAL",
        _check,
        "half of the peer's run is its start, and the strict load alone (P4) is a fifth: ADR 14",
    ),
    Goal(
        "P4",
        "strict load with positions and types <= 0.8x `yaml.load(..., CSafeLoader)` alone",
        _strict_load,
        "profiled 2026-11-24: the search for placeholder words takes a sixth to a fifth of"
        " the load (store/placeholders.py)",
    ),
    Goal(
        "P5",
        "load grows with exponent <= 1.05 from 1,200 to 20,000 controls",
        _growth,
    ),
    Goal(
        "P6",
        "`who` <= 5x `python -c pass` with nothing kept, <= 4x with, <= 150 ms",
        _who,
        "with nothing kept every layer is read; a build keeps the answers: ADR 11 and 14",
    ),
    Goal(
        "P7",
        "merge of collected records <= 1.7x `json.loads` of every line",
        merging,
        "beside decoding a line its keys are counted, it is hashed, compared and sifted",
    ),
    Goal(
        "P7G",
        "`status` grows with exponent <= 1.05, <= 500 bytes of memory for each more record",
        growth,
        "of each record its id and the digest that the log has are held: ADR 19",
    ),
    Goal(
        "P11",
        "digests of artifacts >= 0.95 of the speed of `openssl dgst -sha256`",
        digests,
        "two threads gain only where two processors are free",
    ),
    Goal(
        "P12",
        "nothing changed at 1,200 controls <= 8x `python -c pass`, no site builder",
        _unchanged,
        "commands/build.py imports the pipeline before it knows that nothing has changed",
    ),
    Goal(
        "P14",
        "`who` imports no site builder, workbook writer or data engine",
        _who_imports,
    ),
)
