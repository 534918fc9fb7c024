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


def log_facts(state: LogState) -> tuple[tuple[str, str], ...]:
    """Item and value, in the order in which they are shown; no value is empty."""
    return tuple(_facts(state))


def _facts(state: LogState) -> Iterable[tuple[str, str]]:
    seal = state.seal
    yield "Log of the evidence", _lines(state.lines) if state.lines else NO_LOG
    yield "Root of the log", state.root or NO_LOG
    yield "Newest seal", f"{seal.name}, sealed {seal.sealed_at}" if seal else NOT_SEALED
    yield "Root of the newest seal", seal.root if seal else NOT_SEALED
    yield "Lines sealed", str(seal.lines) if seal else NOT_SEALED
    yield "Lines since the newest seal", str(state.added)
    for item, kind, without in _BESIDE:
        yield item, beside_words(seal, kind, without) if seal else NOT_SEALED


def beside_words(seal: SealState, kind: Beside, without: str) -> str:
    """The file beside the seal, or ``without``; a build does not say whether it holds."""
    if kind not in seal.beside:
        return without
    return f"{beside_file(seal, kind)}; a build does not check it, `shieldbook verify` does"


def beside_file(seal: SealState, kind: Beside) -> str:
    """The file of that kind, relative to the workspace."""
    return f"{seal.name.removesuffix('json')}{kind.value}"


def _lines(number: int) -> str:
    return f"{number} line{'s' * (number != 1)} in {LOG}"
