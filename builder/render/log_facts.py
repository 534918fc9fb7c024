"""The log of the evidence and its newest seal in words: one wording for every output."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model.evidence_log import LOG
from builder.model.log_state import LogState, SealState
from builder.model.seal import Beside

NO_LOG = "Nothing is in the log yet"
NOT_SEALED = "Not sealed yet"
_BESIDE = (
    ("Signature of the seal", Beside.SIGNATURE, "Not signed"),
    ("Envelope of the seal", Beside.ENVELOPE, "None"),
    ("Time stamp of the seal", Beside.TIME_STAMP, "None"),
)


def root_facts(state: LogState) -> tuple[tuple[str, str], ...]:
    """Item and value of the log and its newest seal, in the order in which they are shown."""
    return tuple(_roots(state))


def log_facts(state: LogState) -> tuple[tuple[str, str], ...]:
    """`root_facts`, and what lies beside the seal."""
    return (*root_facts(state), *_held_beside(state))


def _roots(state: LogState) -> Iterable[tuple[str, str]]:
    yield "Log of the evidence", _lines(state.lines) if state.lines else NO_LOG
    if state.unlogged and state.lines:
        yield "In no line of the log", f"{state.unlogged}: written by hand, and under no seal"
    if state.antedated:
        told = "later from another branch, or dated back"
        yield "Dated before a seal that lacks them", f"{_lines(state.antedated)}: {told}"
    if state.root:
        yield "Root of the log", state.root
    seal = state.seal
    if seal is None:
        yield "Newest seal", NOT_SEALED
        return
    yield "Newest seal", f"{seal.name}, sealed {seal.sealed_at}"
    yield "Root of the newest seal", seal.root
    yield "Lines sealed", str(seal.lines)
    yield "Lines since the newest seal", str(state.added)


def _held_beside(state: LogState) -> Iterable[tuple[str, str]]:
    if state.seal is not None:
        for item, kind, without in _BESIDE:
            yield item, beside_words(state.seal, kind, without)


def beside_words(seal: SealState, kind: Beside, without: str) -> str:
    """The file beside the seal, or ``without``; a build does not say whether it holds."""
    if kind not in seal.beside:
        return without
    return f"{beside_file(seal, kind)}, not checked by a build"


def beside_file(seal: SealState, kind: Beside) -> str:
    """The file of that kind, relative to the workspace."""
    return f"{seal.name.removesuffix('json')}{kind.value}"


def _lines(number: int) -> str:
    return f"{number} line{'s' * (number != 1)} in {LOG}"
